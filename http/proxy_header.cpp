#include "http/proxy_header.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "config/url.hpp"
#include "http/limits.hpp"
#include "http/text.hpp"

namespace scrutin::http {
namespace {

// Section 2.2: no protocol begins like this.
constexpr std::string_view signature{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr std::size_t longest_line = 107;  // section 2.1
constexpr std::size_t fixed_part = 16;     // of version 2
constexpr std::uint8_t tls_record = 0x20;  // section 2.2.5

refusal none_such(const char* why) { return {status::bad_request, std::string("The PROXY header ") + why, true}; }

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

std::size_t number_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::size_t>(byte_at(bytes, at) << 8U) + byte_at(bytes, at + 1);
}

expected<std::optional<proxy_header>> read_line(std::string_view bytes) {
  const auto end = bytes.substr(0, longest_line).find("\r\n");
  if (end == bytes.npos) {
    if (bytes.size() < longest_line) return std::optional<proxy_header>{};
    return none_such("has no end where one must be.");
  }
  proxy_header read{.size = end + 2};
  const auto words = split(bytes.substr(0, end), ' ');
  if (words.size() >= 2 && words[1] == "UNKNOWN") return std::optional{read};
  const bool v4 = words.size() == 6 && words[1] == "TCP4";
  const bool v6 = words.size() == 6 && words[1] == "TCP6";
  if (!v4 && !v6) return none_such("is of no TCP connection.");
  const auto source = config::ip_address::parse(words[2]);
  const bool of_family = source && (words[2].find(':') == words[2].npos) == v4 && config::ip_address::parse(words[3]);
  if (!of_family || !config::parse_port(words[4]) || !config::parse_port(words[5]))
    return none_such("holds an address that is none.");
  read.client = far_end{*source};
  return std::optional{read};
}

// Whether one of the records behind the addresses says that the client came by TLS.
bool tells_of_tls(std::string_view records) {
  while (records.size() >= 3) {
    const auto length = std::min(number_at(records, 1), records.size() - 3);
    if (byte_at(records, 0) == tls_record && length > 0) return (byte_at(records, 3) & 1U) != 0;
    records.remove_prefix(3 + length);
  }
  return false;
}

expected<std::optional<proxy_header>> read_binary(std::string_view bytes) {
  if (bytes.size() < fixed_part) return std::optional<proxy_header>{};
  const auto command = byte_at(bytes, 12);
  const auto family = byte_at(bytes, 13);
  const auto length = number_at(bytes, 14);
  if (command != 0x20 && command != 0x21) return none_such("is of a version that this server does not know.");
  if (length > limits::proxy_header) return none_such("is longer than this server reads.");
  if (bytes.size() < fixed_part + length) return std::optional<proxy_header>{};
  proxy_header read{.size = fixed_part + length};
  const auto rest = bytes.substr(fixed_part, length);
  if (command == 0x20 || family == 0) return std::optional{read};  // LOCAL, or UNSPEC
  const std::size_t width = family == 0x11 ? 4 : family == 0x21 ? 16 : 0;
  if (width == 0) return none_such("is of no TCP connection.");
  const auto addresses = 2 * width + 4;
  if (length < addresses) return none_such("is shorter than its addresses.");
  read.client = far_end{config::ip_address::of(rest.substr(0, width)), tells_of_tls(rest.substr(addresses))};
  return std::optional{read};
}

}  // namespace

expected<std::optional<proxy_header>> read_proxy_header(std::string_view bytes) {
  constexpr std::string_view word = "PROXY ";
  const auto begins = [bytes](std::string_view with) {
    const auto common = std::min(bytes.size(), with.size());
    return bytes.substr(0, common) == with.substr(0, common);
  };
  if (begins(signature)) {
    if (bytes.size() < signature.size()) return std::optional<proxy_header>{};
    return read_binary(bytes);
  }
  if (begins(word)) return read_line(bytes);
  return refusal{status::bad_request, "This address takes connections that begin with a PROXY header.", true};
}

}  // namespace scrutin::http
