#pragma once
// What proxies say of a request that they pass on.
#include <optional>
#include <string>

#include "config/network.hpp"
#include "http/message.hpp"

namespace scrutin::http {

/// By the fields X-Forwarded-For, -Proto, -Host and -Prefix, or by Forwarded (RFC 7239).
struct forwarded {
  std::optional<config::ip_address> client;  ///< nothing where none is told
  std::optional<bool> secure;                ///< nothing where it is not told
  std::string host;                          ///< `host[:port]`, or empty
  std::string prefix;                        ///< a path without a slash at its end, or empty

  bool operator==(const forwarded&) const = default;
};

/// What a request says that came from a proxy of `trusted`. Each proxy writes behind what those before it wrote, so
/// lists are read from their end: the client is the last address that is no trusted proxy's, and of the other lists
/// that element counts which the same proxy wrote.
///
/// Anyone can send these fields, and a proxy that writes one family passes on the other. So where both came and differ,
/// neither is believed. What cannot be read is not believed either: an address that is none ends the walk.
forwarded read_forwarded(const request& message, const config::networks& trusted);

}  // namespace scrutin::http
