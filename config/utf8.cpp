#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

/// The bytes of the code point at the start of `text`, which is not empty; 0 where there is none.
std::size_t first_length(std::string_view text) noexcept {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  const auto lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  // What the second byte may be is narrower after four leads (RFC 3629, section 4).
  const auto least = lead == 0xE0 ? 0xA0U : lead == 0xF0 ? 0x90U : 0x80U;
  const auto most = lead == 0xED ? 0x9FU : lead == 0xF4 ? 0x8FU : 0xBFU;
  if (byte(1) < least || byte(1) > most) return 0;
  for (std::size_t at = 2; at < length; ++at) {
    if (byte(at) < 0x80 || byte(at) > 0xBF) return 0;
  }
  return length;
}

/// The code point that these bytes, all of one, stand for.
char32_t decoded(std::string_view bytes) noexcept {
  const auto lead = static_cast<unsigned char>(bytes.front());
  if (bytes.size() == 1) return lead;
  char32_t point = lead & (0xFFU >> (bytes.size() + 1));
  for (const char c : bytes.substr(1)) point = point << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  return point;
}

}  // namespace

std::optional<char32_t> take_code_point(std::string_view& text) noexcept {
  const auto length = text.empty() ? 0 : first_length(text);
  if (length == 0) return std::nullopt;
  const auto point = decoded(text.substr(0, length));
  text.remove_prefix(length);
  return point;
}

std::optional<std::size_t> utf8_length(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) {
    if (!take_code_point(text)) return std::nullopt;
  }
  return count;
}

std::optional<std::u32string> code_points(std::string_view text) {
  std::u32string points;
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point) return std::nullopt;
    points += *point;
  }
  return points;
}

std::string in_quotes(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string written = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      written.append({'\\', c});
    } else if (byte < 0x20 || byte == 0x7f) {
      written.append("\\u00").append({digits[byte >> 4U], digits[byte & 15U]});
    } else {
      written += c;
    }
  }
  return written += '"';
}

}  // namespace scrutin::config
