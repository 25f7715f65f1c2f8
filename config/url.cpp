#include "config/url.hpp"

#include <algorithm>
#include <charconv>

namespace scrutin::config {
namespace {

constexpr std::string_view asterisks = "********";

/// What stands before `mark`, or all; `text` keeps what comes after.
std::string_view cut(std::string_view& text, std::string_view mark) {
  const auto at = text.find(mark);
  const auto before = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + mark.size());
  return before;
}

bool is_password(std::string_view name) {
  const auto decoded = percent_decode(name);
  return !decoded || *decoded == "password" || *decoded == "sslpassword" || *decoded == "oauth_client_secret";
}

}  // namespace

std::optional<url> split_url(std::string_view text) {
  url parts;
  if (text.find("://") == std::string_view::npos) return std::nullopt;
  parts.scheme = cut(text, "://");
  const auto end = text.find_first_of("/?");
  auto authority = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    parts.password = authority.substr(0, at);
    parts.user = cut(parts.password, ":");
    authority.remove_prefix(at + 1);
  }
  parts.place = authority;
  parts.path = cut(text, "?");
  parts.query = text;
  return parts;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      bytes += text[at];
      continue;
    }
    const auto digits = text.substr(at + 1, 2);
    unsigned value = 0;
    const auto* end = digits.data() + digits.size();
    if (digits.size() != 2 || std::from_chars(digits.data(), end, value, 16).ptr != end) return std::nullopt;
    bytes += static_cast<char>(value);
    at += 2;
  }
  return bytes;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded.append({'%', digits[byte >> 4U], digits[byte & 15U]});
    }
  }
  return encoded;
}

bool is_prefix(std::string_view path) {
  constexpr std::size_t longest = 64;
  return path.starts_with('/') && !path.ends_with('/') && path.size() <= longest && path.find("//") == path.npos &&
         std::all_of(path.begin(), path.end(), [](char c) { return c == '/' || is_unreserved(c); });
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return port;
}

bool is_url_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string masked(std::string_view text) {
  const auto parts = split_url(text);
  if (!parts) return std::string(text);
  std::string shown(text.substr(0, parts->scheme.size() + 3));
  shown += parts->user;
  if (!parts->password.empty()) shown.append(":").append(asterisks);
  if (const auto here = static_cast<std::size_t>(parts->place.data() - text.data()); here > parts->scheme.size() + 3) {
    shown += '@';
  }
  shown.append(parts->place).append(parts->path);
  auto query = parts->query;
  for (char mark = '?'; !query.empty(); mark = '&') {
    const auto parameter = cut(query, "&");
    const auto name = parameter.substr(0, parameter.find('='));
    shown.append(1, mark).append(is_password(name) ? std::string(name).append("=").append(asterisks)
                                                   : std::string(parameter));
  }
  return shown;
}

}  // namespace scrutin::config
