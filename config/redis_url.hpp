#pragma once
// Where Redis is.
#include <cstdint>
#include <string>
#include <string_view>

#include "config/expected.hpp"

namespace scrutin::config {

/// A server, by host and port or by the path of its Unix socket.
struct redis_address {
  std::string host;  ///< a name or an address, IPv6 without brackets; empty with a socket
  std::uint16_t port = 6379;
  std::string path;  ///< of the Unix socket; empty with a host
  unsigned db = 0;
  std::string user;      ///< decoded; empty: Redis' default user
  std::string password;  ///< decoded; empty: none

  bool operator==(const redis_address&) const = default;
};

/// Reads `redis://[user[:password]@]host[:port][/db]` or `unix://[user[:password]@]/path[?db=N]`, user and password
/// percent-encoded. Or says what is wrong with it, never with the password in it.
expected<redis_address> parse_redis_url(std::string_view text);

}  // namespace scrutin::config
