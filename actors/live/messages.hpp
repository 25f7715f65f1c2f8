#pragma once
// The contract of this room: its actors, what each takes and what it answers.
//
//   websocket_session, event_stream -> audience <- tally_feed -> postgres_connection
//   sample_table -> tally_feed's postgres_connection, where our tables are not there
//   http_session -> receipt_desk -> postgres_connection
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "actors/ballots/messages.hpp"
#include "actors/postgres/messages.hpp"
#include "actors/runtime/messages.hpp"

namespace scrutin::actors {

using join_atom = caf::atom_constant<caf::atom("join")>;
using count_atom = caf::atom_constant<caf::atom("count")>;

class tally_snapshot;
using tally_snapshot_ptr = std::shared_ptr<const tally_snapshot>;  ///< one copy for all who look at it

class beat;
using beat_ptr = std::shared_ptr<const beat>;  ///< a sign of life, one for all who get it

/// How many watch each poll; those that nobody watches may be missing.
struct viewer_counts {
  std::map<std::string, std::int64_t, std::less<>> by_poll;
};

/// One browser that watches a poll (websocket_session.hpp, event_stream.hpp).
using viewer_actor =
    caf::typed_actor<caf::reacts_to<tally_snapshot_ptr>, caf::reacts_to<beat_ptr>, caf::reacts_to<drain_atom>>;

/// Those who watch by way of one loop, each the poll of that id, and the latest tallies there (audience.hpp).
using audience_actor =
    caf::typed_actor<caf::reacts_to<tally_snapshot_ptr>, caf::reacts_to<join_atom, viewer_actor, std::string>,
                     caf::replies_to<count_atom>::with<viewer_counts>>;

/// A second connection to PostgreSQL, by which it is read when votes came.
struct timelines;

/// Reads the tallies when they change and tells every audience (tally_feed.hpp).
using tally_feed_actor = caf::typed_actor<caf::reacts_to<sibling<postgres_connection_actor>>,
                                          caf::reacts_to<sibling<postgres_connection_actor, timelines>>,
                                          caf::reacts_to<sibling<audience_actor>>>;

/// Stands before a connection for the same one, and tells what the original sample's table says while our own are not
/// there (sample_table.hpp).
using sample_table_actor = postgres_connection_actor::extend<caf::reacts_to<sibling<postgres_connection_actor>>>;

/// Knows what became of a vote by its receipt (receipt_desk.hpp).
using receipt_desk_actor =
    caf::typed_actor<caf::replies_to<uid>::with<receipt>, caf::reacts_to<sibling<postgres_connection_actor>>>;

}  // namespace scrutin::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::tally_snapshot_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::beat_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::viewer_counts)
