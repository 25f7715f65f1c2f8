#pragma once
// The contract of this room: its actors, what each takes and what it answers.
//
//   whoever needs Redis -> redis_connection
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "actors/redis/redis_command.hpp"

namespace scrutin::actors {

/// One connection to Redis (redis_connection.hpp).
using redis_connection_actor = caf::typed_actor<caf::replies_to<redis_command>::with<redis_value>>;

}  // namespace scrutin::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::redis_command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::redis_value)
