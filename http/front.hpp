#pragma once
// What stands in front of a service, and what is believed of it.
#include <string>
#include <string_view>

#include "config/network.hpp"
#include "config/settings.hpp"
#include "http/message.hpp"

namespace scrutin::http {

/// The far end of a connection: of its socket, or what a PROXY header said of it.
struct far_end {
  config::ip_address address;
  bool secure = false;  ///< TLS ends at a proxy that says so in its header
};

/// Tells requests how they came. `public_url` decides where it is set: its scheme, host and path are what browsers see.
/// Else what a trusted proxy says of the request does (forwarded.hpp), else the request itself.
class front {
public:
  /// Nothing stands in front.
  front() = default;

  explicit front(const config::http_server& settings);

  /// Whether a connection from there begins with a PROXY header: by the settings, from every trusted proxy, or from
  /// everyone where none is named.
  bool expects_header(const far_end& peer) const;

  /// Whether others speak through connections from there: it is a trusted proxy's address, or one that a header is
  /// expected from.
  bool is_proxy(const far_end& peer) const { return trusts(peer) || expects_header(peer); }

  /// Fills in `message.arrival`. Where the path begins with that of `public_url`, since the proxy has left it there, it
  /// is taken off.
  void tell(request& message, const far_end& peer) const;

  /// Whether browsers are to ask by HTTPS alone (RFC 6797): `public_url` says so.
  bool strict() const { return known_.secure; }

private:
  bool trusts(const far_end& peer) const;

  arrival known_;  // by public_url
  config::networks trusted_;
  bool headers_ = false;
};

}  // namespace scrutin::http
