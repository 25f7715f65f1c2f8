#pragma once
// The contract of this room: its actors, what each takes and what it answers.
//
//   sync, roll_keeper -> redis_connection, postgres_connection
//   list_drain, partition_watch, worker_beat -> redis_connection
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "actors/postgres/messages.hpp"
#include "actors/redis/messages.hpp"
#include "actors/runtime/messages.hpp"

namespace scrutin::actors {

/// Moves one partition from Redis to PostgreSQL (sync.hpp).
using sync_actor = caf::typed_actor<caf::reacts_to<sibling<redis_connection_actor>>,
                                    caf::reacts_to<sibling<postgres_connection_actor>>, caf::reacts_to<drain_atom>>;

/// Moves the original vote page's votes from its list in Redis to the streams (list_drain.hpp).
using list_drain_actor = caf::typed_actor<caf::reacts_to<sibling<redis_connection_actor>>>;

/// Sees that worker and vote processes agree on the number of partitions (partition_watch.hpp).
using partition_watch_actor = caf::typed_actor<caf::reacts_to<sibling<redis_connection_actor>>>;

/// Leaves the sign in Redis that a worker runs (worker_beat.hpp).
using worker_beat_actor = caf::typed_actor<caf::reacts_to<sibling<redis_connection_actor>>>;

/// Keeps in Redis who may vote in polls in which each voter has a code (roll_keeper.hpp).
using roll_keeper_actor = caf::typed_actor<caf::reacts_to<sibling<redis_connection_actor>>,
                                           caf::reacts_to<sibling<postgres_connection_actor>>>;

}  // namespace scrutin::actors
