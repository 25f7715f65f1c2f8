#include "http/cookie.hpp"

#include "http/text.hpp"

namespace scrutin::http {
std::optional<std::string_view> find_cookie(std::string_view cookies, std::string_view name) noexcept {
  while (!cookies.empty()) {
    const auto pair = take_until(cookies, ';');
    const auto equals = pair.find('=');
    if (equals != pair.npos && trim(pair.substr(0, equals)) == name) return trim(pair.substr(equals + 1));
  }
  return std::nullopt;
}

std::optional<std::string_view> find_cookie(const request& message, std::string_view name) {
  const auto [begin, end] = message.equal_range(field::cookie);
  for (auto cookies = begin; cookies != end; ++cookies) {
    if (const auto found = find_cookie(view(cookies->value()), name)) return found;
  }
  return std::nullopt;
}

std::string set_cookie::to_string() const {
  auto text = name + '=' + value + "; Max-Age=" + std::to_string(max_age.count()) + "; Path=" + path;
  if (http_only) text += "; HttpOnly";
  if (secure) text += "; Secure";
  return text + "; SameSite=Lax";
}

}  // namespace scrutin::http
