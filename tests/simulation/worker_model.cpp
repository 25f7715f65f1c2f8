#include "tests/simulation/worker_model.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/runtime/failure.hpp"

namespace scrutin::simulation {

namespace {

using actors::postgres_connection_actor;
using actors::redis_connection_actor;
using actors::sibling;

// Stand in for the connections: they pass everything on to the wire.
class redis_stand_in final : public actors::pinned<actors::redis_connection_actor::base> {
public:
  redis_stand_in(caf::actor_config& config, actors::loop& home, std::shared_ptr<redis_wire> to,
                 const worker_model::ms& now)
      : pinned(config, home), to_(std::move(to)), now_(now) {}

  behavior_type make_behavior() override {
    return {[this](actors::redis_command& command) -> caf::result<actors::redis_value> {
      auto answer = make_response_promise<actors::redis_value>();
      to_->requests.push_back({words_of(command), now_, answer});
      return answer;
    }};
  }

private:
  std::shared_ptr<redis_wire> to_;
  const worker_model::ms& now_;
};

class pg_stand_in final : public actors::pinned<actors::postgres_connection_actor::base> {
public:
  pg_stand_in(caf::actor_config& config, actors::loop& home, std::shared_ptr<postgres_wire> to)
      : pinned(config, home), to_(std::move(to)) {}

  behavior_type make_behavior() override {
    return {
        [this](actors::statement& what) -> caf::result<actors::rows> {
          auto answer = make_response_promise<actors::rows>();
          to_->requests.push_back({std::move(what), {}, answer});
          return answer;
        },
        [](actors::listen_atom, const std::string&) -> caf::result<actors::shared_descriptor> { return caf::error{}; },
        [](actors::news_atom) -> caf::result<std::vector<std::string>> { return caf::error{}; },
    };
  }

private:
  std::shared_ptr<postgres_wire> to_;
};

}  // namespace

worker_model::worker_model(caf::actor_system& system, std::shared_ptr<spdlog::logger> log,
                           std::shared_ptr<actors::sync_metrics> metrics)
    : time_(new manual_time),
      home_(system, std::move(log), std::unique_ptr<actors::time_source>(time_)),
      metrics_(std::move(metrics)),
      board_(std::make_shared<actors::poll_board>(config::poll_list{})) {}

worker_model::~worker_model() { kill(); }

void worker_model::start(const std::string& holder, const config::worker& settings) {
  sync_ = home_.spawn<actors::sync>(0U, holder, settings, metrics_, board_);
  sync_->attach_functor([this](const caf::error&) { runs_ = false; });
  runs_ = true;
  paused_ = false;
  connect_redis();
  connect_pg();
}

void worker_model::kill() {
  if (sync_) {
    caf::anon_send_exit(sync_, caf::exit_reason::kill);
    sync_ = nullptr;
  }
  cut_redis();
  cut_pg();
  home_.poll();
  runs_ = false;
}

void worker_model::drain() { caf::anon_send(sync_, actors::drain_atom::value); }

void worker_model::connect_redis() {
  redis_ = std::make_shared<redis_wire>();
  session_ = {};
  redis_connection_ = caf::actor_cast<caf::actor>(home_.spawn<redis_stand_in>(redis_, std::cref(now_)));
  caf::anon_send(sync_, sibling<redis_connection_actor>{caf::actor_cast<redis_connection_actor>(redis_connection_), 0});
}

void worker_model::connect_pg() {
  pg_ = std::make_shared<postgres_wire>();
  pg_connection_ = caf::actor_cast<caf::actor>(home_.spawn<pg_stand_in>(pg_));
  caf::anon_send(sync_,
                 sibling<postgres_connection_actor>{caf::actor_cast<postgres_connection_actor>(pg_connection_), 0});
}

template <class Handle, class Wire>
void worker_model::break_off(std::shared_ptr<Wire>& one, caf::actor& connection) {
  const auto gone = actors::make_error(actors::failure::unconfirmed, "cut");
  for (auto& reply : one->replies) reply.answer.deliver(gone);
  for (auto& request : one->requests) request.answer.deliver(gone);
  one = nullptr;
  caf::anon_send_exit(connection, caf::exit_reason::kill);
  connection = nullptr;
  if (sync_) caf::anon_send(sync_, sibling<Handle>{});
}

std::deque<redis_wire::request> worker_model::cut_redis() {
  if (!redis_) return {};
  auto left = redis_->requests;
  break_off<redis_connection_actor>(redis_, redis_connection_);
  return left;
}

std::deque<postgres_wire::request> worker_model::cut_pg() {
  if (!pg_) return {};
  auto left = pg_->requests;
  break_off<postgres_connection_actor>(pg_, pg_connection_);
  return left;
}

void worker_model::turn(ms now) {
  now_ = now;
  time_->set_now(actors::time_source::time_point{now});
  if (paused_ || !runs_) return;
  home_.poll();
  while (time_->ring()) home_.poll();
}

}  // namespace scrutin::simulation
