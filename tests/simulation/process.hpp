#pragma once
// One process of the deployment: a real actor, and its connections as seen from outside.
#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <string>

#include "actors/runtime/loop.hpp"
#include "tests/actors/manual_time.hpp"
#include "tests/simulation/line.hpp"

namespace scrutin::simulation {

/// Stays from run to run: what is started and killed is the actor.
class process {
public:
  using ms = std::chrono::milliseconds;

  /// Which servers it speaks to.
  struct servers {
    bool redis;
    bool postgres;
  };

  process(caf::actor_system& system, std::shared_ptr<spdlog::logger> log, servers which);
  virtual ~process() = default;
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  /// As by kill -9.
  virtual void kill();
  bool runs() const { return runs_; }

  bool uses_redis() const { return uses_.redis; }
  bool uses_pg() const { return uses_.postgres; }
  void connect_redis();
  void connect_pg();
  bool has_redis() const { return redis_ != nullptr; }
  bool has_pg() const { return pg_ != nullptr; }
  redis_line& redis() { return *redis_; }
  postgres_line& pg() { return *pg_; }

  /// The connection ends; what was said and not carried out is the caller's.
  std::deque<redis_line::request> cut_redis();
  std::deque<postgres_line::request> cut_pg();

  /// Its name for Redis means another server: a replica, which it cannot tell before it writes.
  void lead_astray(bool astray) { astray_ = astray; }
  bool astray() const { return astray_; }

  void pause() { paused_ = true; }
  void resume() { paused_ = false; }
  bool paused() const { return paused_; }

  /// Lets it do whatever it can, unless it stands still. `now` is the world's time, which it sees either way.
  void turn(ms now);

protected:
  actors::loop& home() { return home_; }
  ms now() const { return now_; }

  /// The actor that does the work: it is told of the connections.
  void begin(caf::actor main);
  const caf::actor& main() const { return main_; }

private:
  template <class Handle, class Line>
  void break_off(std::shared_ptr<Line>& one, caf::actor& connection);

  manual_time* time_;
  actors::loop home_;
  servers uses_;
  caf::actor main_;
  std::shared_ptr<redis_line> redis_;
  std::shared_ptr<postgres_line> pg_;
  caf::actor redis_connection_;
  caf::actor pg_connection_;
  ms now_{};
  bool runs_ = false;
  bool paused_ = false;
  bool astray_ = false;
};

}  // namespace scrutin::simulation
