#pragma once
// How libpq is told where PostgreSQL is and how long to wait for it.
#include <string>

#include "actors/runtime/expected.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// A libpq connection string, and the server as people may read it (no password in it).
struct conninfo {
  std::string text;
  std::string server;    ///< `host:port/database`
  std::string settings;  ///< to be said on the connection first, where it is not empty
};

/// What a session is for, and so which servers will do.
enum class session_use {
  reads,    ///< any, a standby too
  listens,  ///< the primary: a standby does not tell of changes
  writes,   ///< one that takes writes
};

/// Completes the settings' URL with password, time-outs and TCP keep-alive, so that a silent server is noticed; what
/// the URL says itself stays. Or why libpq cannot read it. libpq tries every address of every host that is named until
/// one will do, each for as long as connect_timeout says.
expected<conninfo> make_conninfo(const config::postgres& settings, const std::string& application,
                                 session_use use = session_use::reads);

/// What libpq says of an attempt that failed, in one line, of each address that it tried; and where none of the servers
/// will do, which one to name.
std::string why_not_connected(const std::string& complaint);

}  // namespace scrutin::actors
