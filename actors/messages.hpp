#pragma once
// The contract: every actor, what it takes and what it answers. Read this page to know who talks to whom.
//
//   vote:    http_session -> vote_ingest -> redis_connection
//   worker:  sync -> redis_connection, postgres_connection; list_drain, partition_watch -> redis_connection
//   result:  websocket_session, event_stream -> audience <- tally_feed -> postgres_connection
//            http_session -> receipt_desk -> postgres_connection
//   all:     supervisor -> its children; http_session -> health for /readyz
#include <caf/actor_control_block.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/ballot.hpp"
#include "actors/offer.hpp"
#include "actors/receipt.hpp"
#include "actors/redis_command.hpp"

namespace scrutin::actors {

using up_atom = caf::atom_constant<caf::atom("up")>;
using tick_atom = caf::atom_constant<caf::atom("tick")>;
using drain_atom = caf::atom_constant<caf::atom("drain")>;
using ready_atom = caf::atom_constant<caf::atom("ready")>;
using listen_atom = caf::atom_constant<caf::atom("listen")>;
using news_atom = caf::atom_constant<caf::atom("news")>;
using join_atom = caf::atom_constant<caf::atom("join")>;
using count_atom = caf::atom_constant<caf::atom("count")>;
using latest_atom = caf::atom_constant<caf::atom("latest")>;

// -- what is said
// ------------------------------------------------------------------------------------------------------

/// One SQL statement with its text parameters ($1, $2 ...), run as a transaction of its own.
struct statement {
  std::string sql;
  std::vector<std::optional<std::string>> parameters;
};

/// A descriptor of an operating system file, closed with its last owner.
class file_descriptor;
using shared_descriptor = std::shared_ptr<file_descriptor>;

/// What it returned; a missing value is NULL.
struct rows {
  std::vector<std::vector<std::optional<std::string>>> values;
};

/// From a supervisor to the siblings that a child serves: this is its handle from now on, or null while it is away.
struct adopt {
  std::string child;
  caf::strong_actor_ptr handle;
};

/// The state of one part of the process, as its supervisor or the part itself sees it.
struct condition {
  enum class level : std::uint8_t { down, degraded, up };
  std::string part;  ///< "redis", "postgres", "http": what /readyz names
  std::string who;   ///< which of several: "loop 2"
  level is = level::down;
  std::string why;  ///< for people; empty when up
};

/// What /readyz answers.
struct readiness {
  bool ready = false;
  std::vector<condition> parts;
};

class tally_snapshot;
using tally_snapshot_ptr = std::shared_ptr<const tally_snapshot>;  ///< one copy for all who look at it

class beat;
using beat_ptr = std::shared_ptr<const beat>;  ///< a sign of life, one for all who get it

/// How many watch each poll; those that nobody watches may be missing.
struct viewer_counts {
  std::map<std::string, std::int64_t, std::less<>> by_poll;
};

// -- who takes it
// ------------------------------------------------------------------------------------------------------

/// Restarts its children (supervisor.hpp). A child says `up` when it can serve; `drain` stops all in reverse order.
using supervisor_actor = caf::typed_actor<caf::reacts_to<up_atom, caf::strong_actor_ptr>, caf::reacts_to<drain_atom>,
                                          caf::reacts_to<tick_atom, std::string, std::uint64_t>>;

/// Gathers the conditions of all parts (health.hpp).
using health_actor = caf::typed_actor<caf::reacts_to<condition>, caf::reacts_to<drain_atom>,
                                      caf::replies_to<ready_atom>::with<readiness>>;

/// Accepts connections on one loop (listener.hpp).
using listener_actor = caf::typed_actor<caf::reacts_to<drain_atom>, caf::reacts_to<adopt>>;

/// One HTTP connection (http_session.hpp).
using session_actor = caf::typed_actor<caf::reacts_to<drain_atom>>;

/// Takes ballots, each with the offer that it is cast under; answers with the uid, which is the voter's receipt, once a
/// ballot is recorded (vote_ingest.hpp).
using vote_ingest_actor = caf::typed_actor<caf::replies_to<ballot, offer_ptr>::with<uid>, caf::reacts_to<adopt>>;

/// One connection to Redis (redis_connection.hpp).
using redis_connection_actor = caf::typed_actor<caf::replies_to<redis_command>::with<redis_value>>;

/// One connection to PostgreSQL, on a thread of its own (postgres_connection.hpp). `listen` answers with a descriptor
/// that turns readable when `news` will find notifications; `news` answers with their payloads.
using postgres_connection_actor = caf::typed_actor<caf::replies_to<statement>::with<rows>,
                                                   caf::replies_to<listen_atom, std::string>::with<shared_descriptor>,
                                                   caf::replies_to<news_atom>::with<std::vector<std::string>>>;

/// Moves one partition from Redis to PostgreSQL (sync.hpp).
using sync_actor = caf::typed_actor<caf::reacts_to<adopt>, caf::reacts_to<drain_atom>>;

/// Moves the original vote page's votes from its list in Redis to the streams (list_drain.hpp).
using list_drain_actor = caf::typed_actor<caf::reacts_to<adopt>>;

/// Sees that worker and vote processes agree on the number of partitions (partition_watch.hpp).
using partition_watch_actor = caf::typed_actor<caf::reacts_to<adopt>>;

/// Reads the tallies when they change and tells every audience (tally_feed.hpp).
using tally_feed_actor = caf::typed_actor<caf::reacts_to<adopt>>;

/// One browser that watches a poll (websocket_session.hpp, event_stream.hpp).
using viewer_actor =
    caf::typed_actor<caf::reacts_to<tally_snapshot_ptr>, caf::reacts_to<beat_ptr>, caf::reacts_to<drain_atom>>;

/// Those who watch by way of one loop, each the poll of that id, and the latest tallies there (audience.hpp).
using audience_actor =
    caf::typed_actor<caf::reacts_to<tally_snapshot_ptr>, caf::reacts_to<join_atom, viewer_actor, std::string>,
                     caf::replies_to<count_atom>::with<viewer_counts>>;

/// Knows what became of a vote by its receipt (receipt_desk.hpp).
using receipt_desk_actor = caf::typed_actor<caf::replies_to<uid>::with<receipt>, caf::reacts_to<adopt>>;

}  // namespace scrutin::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::ballot)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::offer_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::uid)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::redis_command)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::redis_value)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::statement)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::rows)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::shared_descriptor)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::adopt)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::condition)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::readiness)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::tally_snapshot_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::beat_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::viewer_counts)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::receipt)
