#pragma once
// One process: its actor system, its loops, its signals.
#include <prometheus/registry.h>
#include <boost/asio/signal_set.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/runtime/child_list.hpp"
#include "actors/runtime/logger.hpp"
#include "actors/runtime/loop.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/time_source.hpp"
#include "actors/web/listening_socket.hpp"
#include "actors/web/messages.hpp"
#include "actors/web/site.hpp"

namespace scrutin::actors {

/// Runs a process' children under a supervisor until SIGTERM or SIGINT, or until one of them exceeds its restart limit.
///
/// The calling thread runs the control loop (signals, health, the admin address); each further loop has a thread.
class application {
public:
  application(std::string name, std::shared_ptr<spdlog::logger> log, unsigned loops);

  loop& control() { return control_; }
  loop& traffic(unsigned index) { return *traffic_[index]; }
  unsigned loops() const { return static_cast<unsigned>(traffic_.size()); }
  const std::shared_ptr<spdlog::logger>& log() const { return log_; }
  const std::shared_ptr<prometheus::Registry>& registry() const { return registry_; }

  /// Told of the conditions of all parts; it exists from the start.
  const health_actor& watcher() const { return health_; }

  /// A supervisor of its own on that loop, as one child of the process' own list. Those that are neighbours there stop
  /// all at once.
  child<supervisor_actor> on_loop(unsigned index, const std::string& label, child_list children);

  /// The admin address' listener, as one child of the process' own list.
  child<listener_actor> admin(std::shared_ptr<listening_socket> socket);

  /// A log that is written behind its callers' backs: it reaches its file within a second. Null is none.
  void keep(std::shared_ptr<spdlog::logger> log);

  /// What SIGHUP asks for beside opening the files of logs anew, on the control loop's thread, at each such signal from
  /// now on.
  void on_hangup(std::function<void()> action);

  /// Returns the exit status: 0 after a signal, 1 where a child gave up. A second signal ends the process at once, and
  /// so does a stop that takes longer than 4.5 s: what is recorded is safe whatever happens here.
  int run(child_list children);

private:
  /// Tells `health` of what will be there, so that nothing is ready before it started.
  void expect(const std::string& label, const std::vector<child_spec>& children);

  void await_hangup();
  void flush_soon();

  /// Turns the control loop until no actor is left.
  void await_end();

  // CAF's own scheduler has next to nothing to do here; this keeps its threads few and asleep.
  struct quiet_config : caf::actor_system_config {
    quiet_config();
  };

  std::string name_;
  std::shared_ptr<spdlog::logger> log_;
  std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  quiet_config config_;
  caf::actor_system system_;
  loop control_;
  std::vector<std::unique_ptr<loop>> traffic_;
  health_actor health_;
  // From the start: no hangup may end the process, and an end that is asked for early is an orderly one. A container's
  // first process would not even be told of it (pid_namespaces(7)).
  asio::signal_set hangup_;
  asio::signal_set end_;
  std::function<void()> hangup_action_;
  std::vector<std::shared_ptr<spdlog::logger>> kept_;
  std::unique_ptr<alarm> next_flush_ = control_.time().make_alarm();
  std::unique_ptr<alarm> longest_stop_ = control_.time().make_alarm();
};

}  // namespace scrutin::actors
