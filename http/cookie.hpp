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
/// 8.5), so it ends with the port that the browser asked: `voter-8080`, and with the path that stands before ours:
/// `voter.lunch`. Without either it is `kind` itself. It does not follow from a key: each reset would leave cookies of
/// one more name behind, until no header has room for them.
///
/// Over HTTPS it begins with `__Host-`: then browsers take it from nobody but this very host over HTTPS (RFC 6265bis,
/// 4.1.3), so that neither a neighbour's host nor someone on the way can make a visitor another's voter.
std::string port_name(std::string_view kind, const request& message);

/// The values of all cookies of that kind, whatever their port and path: that of the name above first, then in their
/// order. Those of other services are among them, so each must be one that only we can have made. Over HTTPS only those
/// that begin with `__Host-`, else only the others.
std::vector<std::string_view> cookies_of_kind(const request& message, std::string_view kind);

/// A cookie to be set. Name, value and path are ours: tokens, without semicolons or control characters.
struct set_cookie {
  std::string name;
  std::string value;
  std::chrono::seconds max_age{0};  ///< 0 or less makes the browser forget it
  std::string path = "/";
  bool http_only = true;  ///< out of reach for scripts
  bool secure = false;    ///< for HTTPS only

  /// The value of Set-Cookie, always with SameSite=Lax: other sites' forms come without it.
  std::string to_string() const;
};

}  // namespace scrutin::http
