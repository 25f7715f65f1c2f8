#pragma once
// Which servers are new enough.
#include <string_view>

#include "actors/runtime/expected.hpp"

namespace scrutin::actors {

/// Whether a Redis of which INFO says this will do; one that names no version will.
expected<void> check_redis_version(std::string_view info);

}  // namespace scrutin::actors
