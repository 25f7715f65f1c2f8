#pragma once
// Cookies (RFC 6265), those that come and those that go.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace scrutin::http {

/// The value of the first cookie of that name in the value of a Cookie field, quotes included where there are any. What
/// is no cookie between the semicolons is passed over: other sites on the same host may have set it.
std::optional<std::string_view> find_cookie(std::string_view cookies, std::string_view name) noexcept;

/// The same over all Cookie fields of a request, since proxies may have split them (RFC 9113, 8.2.3).
std::optional<std::string_view> find_cookie(const request& message, std::string_view name);

/// A cookie to be set. Name, value and path are ours: tokens, without semicolons or control characters.
struct set_cookie {
  std::string name;
  std::string value;
  std::chrono::seconds max_age{0};  ///< 0 or less makes the browser forget it
  std::string path = "/";
  bool http_only = true;  ///< out of reach for scripts
  bool secure = false;    ///< for HTTPS only, where it is known to stand in front

  /// The value of Set-Cookie, always with SameSite=Lax: other sites' forms come without it.
  std::string to_string() const;
};

}  // namespace scrutin::http
