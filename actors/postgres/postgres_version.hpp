#pragma once
// Which servers are new enough.
#include <string>

namespace scrutin::actors {

/// What is wrong with a PostgreSQL of this version, as libpq numbers them: 90424 is 9.4.24, 150003 is 15.3; "" where
/// nothing is.
std::string wrong_with_postgres(int version);

}  // namespace scrutin::actors
