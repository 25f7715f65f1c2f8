#pragma once
// Whether the vote processes spread their votes over as many streams as this worker reads.
#include <caf/typed_event_based_actor.hpp>
#include <memory>
#include <string>

#include "actors/messages.hpp"
#include "actors/pinned.hpp"
#include "actors/time_source.hpp"

namespace scrutin::actors {

/// The vote processes agree on the number of partitions by a key in Redis. A worker with fewer would leave votes unread
/// for ever, and nobody would see it: so this actor reads the key every few seconds, and where it differs tells
/// `health` that the process is down. What the partitions at hand hold is moved all the same.
class partition_watch final : public pinned<partition_watch_actor::base> {
public:
  partition_watch(caf::actor_config& config, loop& home, unsigned partitions, health_actor watcher);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "partition_watch"; }

private:
  void look();
  void found(const std::string& theirs);

  std::string mine_;
  health_actor watcher_;
  std::unique_ptr<alarm> pause_;
  redis_connection_actor redis_;  // null while Redis is away
  std::string told_;              // the last thing that was told, so that it is told once
};

}  // namespace scrutin::actors
