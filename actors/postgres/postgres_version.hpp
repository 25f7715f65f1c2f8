#pragma once
// Which servers are new enough.
#include "actors/runtime/expected.hpp"

namespace scrutin::actors {

/// Whether a PostgreSQL of this version will do, as libpq numbers them: 90424 is 9.4.24, 150003 is 15.3.
expected<void> check_postgres_version(int version);

}  // namespace scrutin::actors
