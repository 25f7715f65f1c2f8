#pragma once
// Tells the vote processes that a worker runs.
#include <caf/typed_event_based_actor.hpp>
#include <memory>
#include <string>

#include "actors/redis/messages.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/rounds.hpp"
#include "actors/runtime/time_source.hpp"
#include "actors/sync/messages.hpp"

namespace scrutin::actors {

/// Leaves the sign in Redis (worker_sign.hpp) every 2 s, as long as Redis is there.
class worker_beat final : public pinned<worker_beat_actor::base> {
public:
  worker_beat(caf::actor_config& config, loop& home) : pinned(config, home), pause_(home.time().make_alarm()) {}

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "worker_beat"; }

private:
  void beat();

  std::unique_ptr<alarm> pause_;
  rounds rounds_;
  redis_connection_actor redis_;  // null while Redis is away
  std::string complaint_;         // what was last refused, so that it is logged once
};

}  // namespace scrutin::actors
