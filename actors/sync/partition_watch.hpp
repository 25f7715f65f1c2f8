#pragma once
// Whether the vote processes spread their votes over as many streams as this worker reads.
#include <caf/typed_event_based_actor.hpp>
#include <memory>
#include <optional>
#include <string>

#include "actors/redis/messages.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/rounds.hpp"
#include "actors/runtime/time_source.hpp"
#include "actors/sync/messages.hpp"

namespace scrutin::actors {

/// The vote processes agree on the number of partitions by a key in Redis. A worker with fewer would leave votes unread
/// for ever, and nobody would see it: so this actor reads the key every few seconds, and looks into the streams of more
/// partitions, where a larger number left votes. Where the key differs, or one of those is not empty, it tells `health`
/// that the process is down.
class partition_watch final : public pinned<partition_watch_actor::base> {
public:
  partition_watch(caf::actor_config& config, loop& home, unsigned partitions, health_actor watcher);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "partition_watch"; }

private:
  void look();
  void look_behind();
  void found(const std::string& why);

  unsigned partitions_;
  health_actor watcher_;
  std::unique_ptr<alarm> pause_;
  rounds rounds_;
  redis_connection_actor redis_;     // null while Redis is away
  std::optional<std::string> told_;  // the last thing that was told, so that it is told once
};

}  // namespace scrutin::actors
