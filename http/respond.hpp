#pragma once
// Responses, complete but for what only the connection knows: Date, the version and whether it stays open.
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/refusal.hpp"

namespace scrutin::http::respond {

/// Scripts, styles and pictures from ourselves only, forms and live connections to ourselves only, and no frames around
/// us.
inline constexpr std::string_view content_security_policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// That policy with other sources for one of its directives ("frame-ancestors", "*"), or with a directive that it
/// lacks.
std::string policy_with(std::string_view directive, std::string_view sources);

/// Each of these sets Content-Length, Content-Type, and the fields that guard a browser: the policy above, nosniff,
/// Referrer-Policy: same-origin and Cache-Control: no-store.
response html(http::status status, std::string body);
response text(http::status status, std::string body);
response json(http::status status, const boost::json::value& body);

/// Any other type of body, such as text/csv; `content_type` as it stands in the field, charset included.
response body(http::status status, std::string_view content_type, std::string body);

/// 303, after a form: the browser asks for `location` by GET. Small, since every vote gets one: no body, only Location,
/// Content-Length and Cache-Control: no-store. `location` is a URL as it is written in a header.
response see_other(std::string_view location);

/// An error in application/problem+json (RFC 9457): title is the status' own phrase, detail a sentence for people.
/// `more` are members beyond those, for programs.
response problem(http::status status, std::string_view detail, boost::json::object more = {});

/// The same for a refusal; with `Connection: close` where it says so.
response problem(const refusal& refused, boost::json::object more = {});

/// 405 with Allow, as application/problem+json.
response method_not_allowed(std::string_view allow);

/// The answer to OPTIONS (RFC 9110, 9.3.7): 204 with Allow, and nothing for other origins.
response options(std::string_view allow);

/// 308: what was asked, in the same way, at `location`, which is where it always was.
response moved(std::string_view location);

/// What HEAD gets in place of a GET's response: the same fields, Content-Length included, without the body.
response without_body(response full);

}  // namespace scrutin::http::respond
