#pragma once
// Moves one partition from Redis to PostgreSQL.
#include <caf/typed_event_based_actor.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "actors/ballots/poll_board.hpp"
#include "actors/postgres/messages.hpp"
#include "actors/redis/messages.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/rounds.hpp"
#include "actors/runtime/time_source.hpp"
#include "actors/sync/batch_line.hpp"
#include "actors/sync/foreign_streams.hpp"
#include "actors/sync/messages.hpp"
#include "actors/sync/retention.hpp"
#include "actors/sync/sync_batch.hpp"
#include "actors/sync/sync_metrics.hpp"
#include "actors/sync/sync_trouble.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// Holds the partition's lease, or waits for it. As its holder: reads the stream from the position that PostgreSQL
/// keeps; applies each batch by one call that checks the lease's token and moves the position. The next batch is read
/// while this one is committed.
///
/// It keeps nothing that Redis and PostgreSQL do not: whenever anything fails it begins again from the lease and the
/// position, and the ledger knows what was applied before. On `drain` it lets a running commit end and releases the
/// lease.
///
/// The entry at the position is the mark of the stream that was read. Where it is gone, Redis was emptied, restored or
/// lost its last moments: then the stream is read from its beginning. What lies before the mark goes once it has been
/// applied for `keep`: a PostgreSQL that comes back with less than it had acknowledged finds its votes still there.
///
/// Whoever holds the lease can do the work: when its Redis is lost or refuses, or PostgreSQL does, it gives the lease
/// back, so that a worker that reaches the right servers gets it; it waits longer each time, and before it asks for the
/// lease again it tries whether its Redis would take what a holder says.
///
/// A batch that PostgreSQL refuses for its data, or as too much, is halved until what is wrong stands alone: then that
/// one entry is moved to `votes:dead`, where its data is at fault, and whole batches go on. Whatever else is refused is
/// tried again for ever, and `health` is told while that lasts.
///
/// It takes no lease while streams of more partitions than `partitions` hold votes: those are older than what their
/// voters chose since, and go first (`worker drain`).
///
/// A ballot means what the offer says that it points to. PostgreSQL remembers every offer: those of the board's polls
/// as soon as these change, and each that a ballot points to, which is looked up in Redis, before that ballot is
/// applied. Once more it is asked before a ballot becomes a dead letter for want of its option.
class sync final : public pinned<sync_actor::base> {
public:
  /// `holder` is unique among all running workers.
  sync(caf::actor_config& config, loop& home, unsigned partition, std::string holder, const config::worker& settings,
       std::shared_ptr<sync_metrics> metrics, std::shared_ptr<const poll_board> board, health_actor watcher = {},
       unsigned partitions = most_partitions);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "sync"; }

private:
  void begin();
  void forget_all();
  void begin_again(std::chrono::milliseconds pause, const std::string& why);
  void give_back();
  void try_redis();
  void look_behind();
  void acquire();
  void wait_for_lease();
  template <class F>
  void learn(std::vector<std::string> digests, F then);
  template <class F>
  void remember(const std::vector<offer>& heard, F then);
  void find_position();
  void start();
  void rewind();
  void pump();
  void fetch();
  void take_in(redis_value reply, bool asked);
  void apply();
  void applied(const rows& answer);
  void count_lag();
  void tell_traces();
  void not_applied(const caf::error& error);
  void halve(const std::string& why);
  void bury(const std::string& why);
  void settle();
  void step_over();
  void not_stepped_over(const caf::error& error);
  void settled();
  void moved(const stream_position& until, std::size_t entries);
  void lose(const std::string& why);
  void watch();
  void beat();
  void renew();
  void trim();
  void trim_by(double memory_use);
  void trimmed(const redis_value& answer);
  void drain();
  void release();

  /// Replies reach `then` only while nothing has begun again since; errors that no one expects begin again.
  template <class F>
  void ask_redis(redis_command command, F then);
  template <class F>
  void ask_postgres(statement what, F then);
  template <class F, class E>
  void ask_postgres(statement what, F then, E otherwise);

  unsigned partition_;
  std::string stream_;
  std::string holder_;
  config::worker settings_;
  std::shared_ptr<sync_metrics> metrics_;
  std::shared_ptr<const poll_board> board_;
  health_actor watcher_;
  unsigned partitions_;
  bool nothing_behind_ = false;  ///< streams of more partitions were seen to be empty

  redis_connection_actor redis_;
  postgres_connection_actor postgres_;
  rounds rounds_;
  std::int64_t token_ = 0;  ///< 0: not the holder
  std::string cursor_;      ///< the last entry that was read
  stream_position mark_;    ///< up to there all is applied; none where that is not known
  stream_position told_;    ///< what the stream's group was last told
  retention retention_;
  polls_ptr offered_;       ///< the polls that PostgreSQL was last told
  known_offers known_;      ///< what it then answered
  bool caught_up_ = false;  ///< the last read found nothing
  bool fetching_ = false;
  bool applying_ = false;
  bool draining_ = false;
  unsigned refusals_ = 0;  ///< how often it gave the lease back since it last worked
  batch_line line_;
  time_source& time_;
  sync_trouble trouble_;
  time_source::time_point renewed_;
  time_source::time_point sent_;
  std::unique_ptr<alarm> pause_;
  std::unique_ptr<alarm> beat_;
  std::minstd_rand random_;
};

}  // namespace scrutin::actors
