#pragma once
// What the URLs of Redis and PostgreSQL have in common (RFC 3986).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scrutin::config {

/// The parts of `scheme://[user[:password]@]place[/path][?query]`, still percent-encoded.
struct url {
  std::string_view scheme;
  std::string_view user;
  std::string_view password;
  std::string_view place;  ///< host and port, or several
  std::string_view path;   ///< with its slash
  std::string_view query;  ///< without its question mark
};

/// Nothing where no `://` stands in `text`. The parts point into `text`.
std::optional<url> split_url(std::string_view text);

/// The bytes that `text` stands for (RFC 3986, 2.1); nothing where a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

/// `text` with all but the unreserved characters (RFC 3986, 2.3) escaped.
std::string percent_encode(std::string_view text);

/// 0 to 65535, digits alone.
std::optional<std::uint16_t> parse_port(std::string_view text);

/// Whether all of `text` is printable ASCII without spaces, the only characters that a URL may have.
bool is_url_text(std::string_view text);

/// `text` with asterisks for its password, be it before the '@' or a parameter of libpq's.
std::string masked(std::string_view text);

}  // namespace scrutin::config
