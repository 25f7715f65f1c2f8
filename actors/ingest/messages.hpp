#pragma once
// The contract of this room: its actors, what each takes and what it answers.
//
//   http_session -> vote_ingest -> redis_connection
//   queue_watch -> redis_connection
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "actors/ballots/messages.hpp"
#include "actors/redis/messages.hpp"
#include "actors/runtime/messages.hpp"

namespace scrutin::actors {

/// Takes ballots, each with the offer that it is cast under; answers with the uid, which is the voter's receipt, once a
/// ballot is recorded (vote_ingest.hpp).
using vote_ingest_actor =
    caf::typed_actor<caf::replies_to<ballot, offer_ptr>::with<uid>, caf::reacts_to<sibling<redis_connection_actor>>>;

/// Finds which queue the votes go to, and whether anybody reads it (queue_watch.hpp).
using queue_watch_actor = caf::typed_actor<caf::reacts_to<sibling<redis_connection_actor>>>;

}  // namespace scrutin::actors
