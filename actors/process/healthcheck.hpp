#pragma once
// `vote healthcheck`: what a container's health check runs.
#include <iosfwd>

#include "config/settings.hpp"

namespace scrutin::actors {

/// Asks the admin address for /readyz, prints the answer. 0 when ready, else 1. Blocks for 3 s at most.
int healthcheck(const config::endpoint& admin, std::ostream& out);

}  // namespace scrutin::actors
