#pragma once
// Which servers are new enough.
#include <string>
#include <string_view>

namespace scrutin::actors {

/// What is wrong with a Redis of which INFO says this; "" where nothing is, or where it names no version.
std::string wrong_with_redis(std::string_view info);

}  // namespace scrutin::actors
