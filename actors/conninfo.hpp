#pragma once
// How libpq is told where PostgreSQL is and how long to wait for it.
#include <string>
#include <variant>

#include "config/settings.hpp"

namespace scrutin::actors {

/// A libpq connection string, and the server as people may read it (no password in it).
struct conninfo {
  std::string text;
  std::string server;  ///< `host:port/database`
};

/// Completes the settings' URL with password, time-outs and TCP keep-alive, so that a silent server is noticed; what
/// the URL says itself stays. Or why libpq cannot read it.
std::variant<conninfo, std::string> make_conninfo(const config::postgres& settings, const std::string& application);

}  // namespace scrutin::actors
