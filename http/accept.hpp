#pragma once
// What a client would rather have (RFC 9110, 12.5.1).
#include <string_view>

#include "http/message.hpp"

namespace scrutin::http {

/// Whether a client with that Accept wants JSON (application/json or application/problem+json) rather than text/html:
/// JSON has the higher q, or the same and is named while HTML is covered by a wildcard only ("application/json, */*").
/// HTML where nothing tells them apart, so for "*/*" and for no Accept at all. Malformed ranges are passed over.
bool prefers_json(std::string_view accept) noexcept;

/// The same over all Accept fields of a request.
bool prefers_json(const request& message);

}  // namespace scrutin::http
