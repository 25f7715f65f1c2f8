#pragma once
// Whether this process can do its work.
#include <caf/typed_event_based_actor.hpp>
#include <map>
#include <string>
#include <utility>

#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"

namespace scrutin::actors {

/// Ready when every part is up or degraded, and never again once it drains. Each part counts as often as there is
/// someone who reports it: one event loop without its connection makes the process unready, since requests meet it too.
class health final : public pinned<health_actor::base> {
public:
  health(caf::actor_config& config, loop& home) : pinned(config, home) {}

  behavior_type make_behavior() override;
  const char* name() const override { return "health"; }

private:
  readiness now() const;

  std::map<std::pair<std::string, std::string>, condition> conditions_;
  bool draining_ = false;
};

}  // namespace scrutin::actors
