#pragma once
// Whether a request comes from our own pages.
#include "http/message.hpp"

namespace scrutin::http {

/// Where a browser says itself where this comes from, by Sec-Fetch-Site (Fetch Metadata, 2.3), that decides:
/// "same-origin" and "none", which is its user, are ours, "same-site" and "cross-site" are not. No script can set that
/// field, and no proxy changes the host that it was judged by. Browsers send it over HTTPS, and to localhost.
///
/// Else false where Origin (RFC 6454) names another host or port than Host does, and than browsers see of us by
/// `public_url` or a trusted proxy (arrival), is "null", doubled or no origin at all, or is one of HTTP where we are
/// known to be behind HTTPS. Absent ports are those of the Origin's scheme, so that TLS may end at a proxy. True
/// without an Origin: then it is no browser's WebSocket, and no form of today's browsers.
bool same_origin(const request& message);

}  // namespace scrutin::http
