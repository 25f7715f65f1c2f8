#pragma once
// Starts children in order, restarts them when they end, stops them in reverse.
#include <caf/typed_event_based_actor.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "actors/runtime/child_spec.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/time_source.hpp"

namespace scrutin::actors {

/// One for one, as OTP says: a child that ends is started again by its own limit and back-off, its siblings stay. It
/// ends with an error when a child exceeds its limit, and ends normally once a `drain` has stopped all.
class supervisor final : public pinned<supervisor_actor::base> {
public:
  /// `label` tells this supervisor from others in logs and in /readyz ("loop 1"). `watcher` may be null.
  supervisor(caf::actor_config& config, loop& home, std::string label, std::vector<child_spec> children,
             health_actor watcher);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "supervisor"; }

private:
  struct child {
    child_spec spec;
    restart_policy policy;
    caf::actor handle{};  // null while it waits for its restart
    bool up = false;
    bool told = false;     // to stop
    bool overdue = false;  // it was told, and its patience is over
    std::uint64_t incarnation = 0;
    std::unique_ptr<alarm> pause{};  // before its restart, or until it is overdue
  };

  void start(child& one);
  void tick(child& one, std::chrono::milliseconds after);
  void came_up(child& one);
  void went_down(child& one, const caf::error& why);
  void tell_of(const child& one);
  void report(const child& one, condition::level level, std::string why);
  void stop(child& one);
  void stop_next();
  child* find(const caf::actor_addr& address);

  std::string label_;
  std::vector<child> children_;
  health_actor watcher_;
  bool stopping_ = false;
};

}  // namespace scrutin::actors
