#pragma once
// One worker: the real sync actor, and its two connections as seen from outside.
#include <caf/typed_response_promise.hpp>
#include <deque>
#include <memory>
#include <string>

#include "actors/runtime/loop.hpp"
#include "actors/sync/sync.hpp"
#include "tests/actors/manual_time.hpp"
#include "tests/simulation/postgres_model.hpp"
#include "tests/simulation/redis_model.hpp"

namespace scrutin::simulation {

/// What is on its way between a worker and one server. Both ways keep their order, as TCP does.
template <class Said, class Heard>
struct wire {
  struct request {
    Said what;
    std::chrono::milliseconds sent{};
    caf::typed_response_promise<Heard> answer;
  };
  struct reply {
    caf::expected<Heard> what;
    caf::typed_response_promise<Heard> answer;

    void deliver() {
      if (what) {
        answer.deliver(std::move(*what));
      } else {
        answer.deliver(what.error());
      }
    }
  };

  std::deque<request> requests;  ///< not carried out yet
  std::deque<reply> replies;     ///< not delivered yet
};

using redis_wire = wire<redis_model::words, actors::redis_value>;
using postgres_wire = wire<actors::statement, actors::rows>;

class worker_model {
public:
  using ms = std::chrono::milliseconds;

  worker_model(caf::actor_system& system, std::shared_ptr<spdlog::logger> log,
               std::shared_ptr<actors::sync_metrics> metrics);
  ~worker_model();

  /// A new process, with both connections.
  void start(const std::string& holder, const config::worker& settings);
  void kill();
  void drain();
  bool runs() const { return runs_; }

  void connect_redis();
  void connect_pg();
  bool has_redis() const { return redis_ != nullptr; }
  bool has_pg() const { return pg_ != nullptr; }

  /// The connection ends; what was said and not carried out is the caller's.
  std::deque<redis_wire::request> cut_redis();
  std::deque<postgres_wire::request> cut_pg();

  redis_wire& redis() { return *redis_; }
  postgres_wire& pg() { return *pg_; }
  redis_model::session& redis_session() { return session_; }

  /// The polls of its settings, replaced as by a reload.
  void offer(config::poll_list polls) { board_->replace(std::move(polls)); }

  /// Its name for Redis means another server: a replica, which it cannot tell before it writes.
  void lead_astray(bool astray) { astray_ = astray; }
  bool astray() const { return astray_; }

  void pause() { paused_ = true; }
  void resume() { paused_ = false; }
  bool paused() const { return paused_; }

  /// Lets it do whatever it can, unless it stands still. `now` is the world's time, which it sees either way.
  void turn(ms now);

private:
  template <class Handle, class Wire>
  void break_off(std::shared_ptr<Wire>& one, caf::actor& connection);

  manual_time* time_;
  actors::loop home_;
  std::shared_ptr<actors::sync_metrics> metrics_;
  std::shared_ptr<actors::poll_board> board_;
  actors::sync_actor sync_;
  std::shared_ptr<redis_wire> redis_;
  std::shared_ptr<postgres_wire> pg_;
  caf::actor redis_connection_;
  caf::actor pg_connection_;
  redis_model::session session_;
  ms now_{};
  bool runs_ = false;
  bool paused_ = false;
  bool astray_ = false;
};

}  // namespace scrutin::simulation
