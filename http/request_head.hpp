#pragma once
// A request line with its fields, and what they say about the body.
#include <cstddef>
#include <string_view>

#include "http/expected.hpp"
#include "http/message.hpp"

namespace scrutin::http {

struct request_head {
  request message;  ///< its body is still empty; its target is a path with an optional query, or `*`
  std::size_t content_length = 0;
  bool chunked = false;  ///< the body comes in chunks; content_length is 0 then
  bool expects_continue = false;
};

/// Parses a request's header from the request line to the empty line. Each line must end in CRLF, and the text must
/// hold no other control character than tabs; whoever finds the header's end has seen to both. All refusals close.
///
/// 400: a malformed request line; a field without a colon, with white space before it or folded over lines (RFC 9112,
/// 5);
///      Content-Length twice, as a list or not a number (6.3), or with Transfer-Encoding, which HTTP/1.0 has not (6.1);
///      Host missing (but from HTTP/1.0), twice or invalid
///      (3.2); a target that is neither a path nor an absolute http or https URL, but for the `*` of OPTIONS (3.2.4).
/// 413, 414, 431: what exceeds limits.hpp.  417: an Expect other than 100-continue.
/// 501: an unknown method, CONNECT, or a Transfer-Encoding other than chunked (6.1).      505: a version other than 1.0
/// and 1.1.
///
/// An absolute target is reduced to its path and query, and its authority replaces Host (RFC 9112, 3.2.2).
expected<request_head> parse_head(std::string_view header);

}  // namespace scrutin::http
