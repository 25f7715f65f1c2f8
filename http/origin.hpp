#pragma once
// Whether a request comes from our own pages.
#include "http/message.hpp"

namespace scrutin::http {

/// False where a browser says that another site sends this: Sec-Fetch-Site is "cross-site", or Origin (RFC 6454) names
/// another host or port than Host does, is "null", doubled or no origin at all. Absent ports are those of the Origin's
/// scheme, so that TLS may end at a proxy; the proxy must pass Host on. True without an Origin: then it is no browser's
/// WebSocket, and no form of today's browsers.
bool same_origin(const request& message);

}  // namespace scrutin::http
