#pragma once
// Whether anybody reads the votes of a loop, and by which queue they go.
#include <caf/typed_event_based_actor.hpp>
#include <memory>
#include <string>

#include "actors/ballots/worker_sign.hpp"
#include "actors/ingest/messages.hpp"
#include "actors/ingest/vote_queue.hpp"
#include "actors/redis/messages.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/rounds.hpp"
#include "actors/runtime/time_source.hpp"

namespace scrutin::actors {

/// Looks every 2 s for the sign of a worker of ours in Redis, and at the original sample's list. Where votes were left
/// unread for 10 s it tells `health`: degraded, since they are safe where they are.
///
/// Where the settings leave the queue open, votes go to the list while no worker of ours was ever there, and to the
/// streams from the moment that one was seen: for the life of this process, whatever becomes of Redis.
class queue_watch final : public pinned<queue_watch_actor::base> {
public:
  queue_watch(caf::actor_config& config, loop& home, std::shared_ptr<vote_queue> queue, health_actor watcher,
              std::string label);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "queue_watch"; }

private:
  void look();
  void found(const worker_sign& sign);
  void decide(bool ever);
  expected<void> check_streams(const worker_sign& sign);
  expected<void> check_list(const worker_sign& sign);
  void report(condition::level level, const std::string& why);

  std::shared_ptr<vote_queue> queue_;
  health_actor watcher_;
  std::string label_;
  std::unique_ptr<alarm> pause_;
  rounds rounds_;
  redis_connection_actor redis_;     // null while Redis is away
  time_source::time_point since_{};  // a worker may have to reach Redis first, as this process had
  time_source::time_point moved_{};  // when the list was last another
  std::int64_t waiting_ = 0;         // as it was then
  std::string head_;
  bool complains_ = false;  // so that a change is logged once
  std::string complaint_;   // what was last refused, as well
};

}  // namespace scrutin::actors
