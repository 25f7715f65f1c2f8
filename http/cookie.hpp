#pragma once
// Cookies (RFC 6265), those that come and those that go.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace scrutin::http {

/// The value of the first cookie of that name in the value of a Cookie field, quotes included where there are any. What
/// is no cookie between the semicolons is passed over: other sites on the same host may have set it.
std::optional<std::string_view> find_cookie(std::string_view cookies, std::string_view name) noexcept;

/// The same over all Cookie fields of a request, since proxies may have split them (RFC 9113, 8.2.3).
std::optional<std::string_view> find_cookie(const request& message, std::string_view name);

/// The name under which a service keeps a cookie of that kind. Browsers send cookies to every port of a host (RFC 6265,
/// 8.5), so it ends with the port that the browser asked: `voter-8080`. Without one in Host it is `kind` itself. It
/// does not follow from a key: each reset would leave cookies of one more name behind, until no header has room for
/// them.
std::string port_name(std::string_view kind, const request& message);

/// The values of all cookies of that kind, whatever their port: that of the port asked first, then in their order.
/// Those of other services are among them, so each must be one that only we can have made.
std::vector<std::string_view> cookies_of_kind(const request& message, std::string_view kind);

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
