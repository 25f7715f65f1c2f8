#pragma once
// Whether the Redis that answers is the one that can take writes.
#include <string_view>

#include "actors/redis/redis_command.hpp"
#include "actors/runtime/expected.hpp"

namespace scrutin::actors {

/// Whether a Redis that answers ROLE so is a master, and if not, what it is.
expected<void> check_role(const redis_value& role);

/// Whether an error reply says that this server cannot serve at all for now: a replica, one that lost its master, one
/// that still loads its data. Another server may have its name by now, so that a new connection is worth a try, and
/// what was asked has not happened. A refusal for want of memory, disk, replicas or rights is none: a new connection
/// would meet it again. The error may stand within a script's own.
bool is_out_of_service(std::string_view error);

}  // namespace scrutin::actors
