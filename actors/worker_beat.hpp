#pragma once
// Tells the vote processes that a worker runs.
#include <caf/typed_event_based_actor.hpp>
#include <memory>
#include <string>

#include "actors/messages.hpp"
#include "actors/pinned.hpp"
#include "actors/time_source.hpp"

namespace scrutin::actors {

using worker_beat_actor = caf::typed_actor<caf::reacts_to<adopt>>;

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
  redis_connection_actor redis_;  // null while Redis is away
  std::string complaint_;         // what was last refused, so that it is logged once
};

}  // namespace scrutin::actors
