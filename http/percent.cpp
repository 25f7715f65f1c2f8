#include "http/percent.hpp"

#include <algorithm>

#include "config/url.hpp"

namespace scrutin::http {
namespace {

constexpr bool unreserved(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, plus meaning) {
  if (meaning == plus::is_plus) return config::percent_decode(text);
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return config::percent_decode(spaced);
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (unreserved(c)) {
      encoded.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
  }
  return encoded;
}

}  // namespace scrutin::http
