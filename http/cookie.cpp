#include "http/cookie.hpp"

#include <algorithm>

#include "http/authority.hpp"
#include "http/site_address.hpp"
#include "http/text.hpp"

namespace scrutin::http {
namespace {

constexpr std::string_view of_this_host = "__Host-";

// Whether a name without `__Host-` is one of that kind, whatever stands behind it.
bool is_of_kind(std::string_view name, std::string_view kind) noexcept {
  if (!name.starts_with(kind)) return false;
  return name.size() == kind.size() || name[kind.size()] == '-' || name[kind.size()] == '.';
}

}  // namespace

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

std::string port_name(std::string_view kind, const request& message) {
  std::string name(message.arrival.secure ? of_this_host : "");
  name += kind;
  if (const auto port = port_of(host_of(message)); !port.empty()) name.append("-").append(port);
  name += message.arrival.prefix;
  std::ranges::replace(name, '/', '.');
  return name;
}

std::vector<std::string_view> cookies_of_kind(const request& message, std::string_view kind) {
  const auto own = port_name(kind, message);
  std::vector<std::string_view> values;
  const auto [begin, end] = message.equal_range(field::cookie);
  for (auto field = begin; field != end; ++field) {
    auto cookies = view(field->value());
    while (!cookies.empty()) {
      const auto pair = take_until(cookies, ';');
      const auto equals = pair.find('=');
      if (equals == pair.npos) continue;
      const auto name = trim(pair.substr(0, equals));
      const bool guarded = name.starts_with(of_this_host);
      if (guarded != message.arrival.secure) continue;
      if (!is_of_kind(name.substr(guarded ? of_this_host.size() : 0), kind)) continue;
      values.insert(name == own ? values.begin() : values.end(), trim(pair.substr(equals + 1)));
    }
  }
  return values;
}

std::string set_cookie::to_string() const {
  constexpr std::size_t attributes = 96;
  std::string text;
  text.reserve(name.size() + value.size() + path.size() + attributes);
  text.append(name).append("=").append(value).append("; Max-Age=").append(std::to_string(max_age.count()));
  text.append("; Path=").append(path);
  if (http_only) text += "; HttpOnly";
  if (secure) text += "; Secure";
  text += "; SameSite=Lax";
  return text;
}

}  // namespace scrutin::http
