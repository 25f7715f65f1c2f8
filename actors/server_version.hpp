#pragma once
// Which servers are new enough.
#include <string>
#include <string_view>

namespace scrutin::actors {

/// What is wrong with a Redis of which INFO says this; "" where nothing is, or where it names no version.
std::string wrong_with_redis(std::string_view info);

/// What is wrong with a PostgreSQL of this version, as libpq numbers them: 90424 is 9.4.24, 150003 is 15.3; "" where
/// nothing is.
std::string wrong_with_postgres(int version);

}  // namespace scrutin::actors
