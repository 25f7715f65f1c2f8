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

/// A character that stands for itself everywhere in a URL (RFC 3986, 2.3).
bool is_unreserved(char c);

/// `text` with all but those escaped: fit for any part of a URL and for forms.
std::string percent_encode(std::string_view text);

/// Whether it can stand before our own paths in an address: `/votes`, without a slash at its end, of 64 bytes at most
/// and of unreserved characters, since it stands in links, and in names of cookies.
bool is_prefix(std::string_view path);

/// 0 to 65535, digits alone.
std::optional<std::uint16_t> parse_port(std::string_view text);

/// Whether all of `text` is printable ASCII without spaces, the only characters that a URL may have.
bool is_url_text(std::string_view text);

/// `text` with asterisks for its password, be it before the '@' or a parameter of libpq's.
std::string masked(std::string_view text);

}  // namespace scrutin::config
