#pragma once
// The `host[:port]` of a URL, of Host and of Origin.
#include <optional>
#include <string_view>

namespace scrutin::http {

struct authority {
  std::string_view host;  ///< a name or an address, IPv6 in brackets; 1 to limits::host bytes
  std::string_view port;  ///< digits of 1 to 65535; empty where there is none
};

/// By the grammar of RFC 3986, 3.2, without user information (RFC 9110, 4.2.4). The views point into `text`.
std::optional<authority> parse_authority(std::string_view text) noexcept;

/// The port of a text that parse_authority takes; "" where it has none, or what stands there is no port.
std::string_view port_of(std::string_view valid) noexcept;

/// Whether both name the same place: hosts in any case, an absent port being `default_port`.
bool same(const authority& left, const authority& right, std::string_view default_port) noexcept;

}  // namespace scrutin::http
