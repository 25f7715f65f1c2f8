#include "tests/simulation/process.hpp"

#include <sys/eventfd.h>

#include <algorithm>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <utility>

#include "actors/redis/messages.hpp"
#include "actors/redis/redis_durability.hpp"
#include "actors/runtime/failure.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/schema/tallies.hpp"

namespace scrutin::simulation {

namespace {

using actors::postgres_connection_actor;
using actors::redis_connection_actor;
using actors::sibling;

template <class Promise>
auto to(Promise answer) {
  return [answer = std::move(answer)](auto heard) mutable {
    if (heard) {
      answer.deliver(std::move(*heard));
    } else {
      answer.deliver(std::move(heard.error()));
    }
  };
}

// Stand in for the connections: they pass everything on to the line.
class redis_stand_in final : public actors::pinned<actors::redis_connection_actor::base> {
public:
  redis_stand_in(caf::actor_config& config, actors::loop& home, std::shared_ptr<redis_line> line,
                 const process::ms& now)
      : pinned(config, home), line_(std::move(line)), now_(now) {}

  behavior_type make_behavior() override {
    return {[this](actors::redis_command& command) -> caf::result<actors::redis_value> {
      auto words = words_of(command);
      if (words[0] == "CONFIG" || words[0] == "INFO") return told_at_once(words);
      auto answer = make_response_promise<actors::redis_value>();
      line_->requests.push_back({std::move(words), now_, to(answer)});
      return answer;
    }};
  }

  void on_exit() override { line_->ended = true; }

private:
  // What is only looked at, so that people are told, is no part of any promise: it takes no steps of the schedule.
  static actors::redis_value told_at_once(const redis_model::words& question) {
    if (question[0] == "INFO") return {};
    actors::redis_value::list found{{question.at(2)}};
    for (const auto& one : actors::redis_durability::wanted) {
      if (question[2] == one.name) found.push_back({std::string(one.value)});
    }
    return {std::move(found)};
  }

  std::shared_ptr<redis_line> line_;
  const process::ms& now_;
};

class pg_stand_in final : public actors::pinned<actors::postgres_connection_actor::base> {
public:
  pg_stand_in(caf::actor_config& config, actors::loop& home, std::shared_ptr<postgres_line> line)
      : pinned(config, home), line_(std::move(line)) {}

  behavior_type make_behavior() override {
    return {
        [this](actors::statement& what) -> caf::result<actors::rows> {
          auto answer = make_response_promise<actors::rows>();
          line_->requests.push_back({std::move(what), {}, to(answer)});
          return answer;
        },
        [this](actors::listen_atom, const std::string& channel) -> caf::result<actors::shared_descriptor> {
          if (channel == actors::sql::traces_channel)
            return std::make_shared<actors::file_descriptor>(::eventfd(0, EFD_CLOEXEC));
          auto answer = make_response_promise<actors::shared_descriptor>();
          auto listening = [answer, on = line_.get()](const caf::expected<actors::rows>& done) mutable {
            if (done) {
              answer.deliver(on->make_bell());
            } else {
              answer.deliver(done.error());
            }
          };
          line_->requests.push_back({{"LISTEN " + channel, {}}, {}, std::move(listening)});
          return answer;
        },
        [this](actors::news_atom) { return line_->take_news(); },
    };
  }

private:
  std::shared_ptr<postgres_line> line_;
};

}  // namespace

process::process(caf::actor_system& system, std::shared_ptr<spdlog::logger> log, servers which)
    : time_(new manual_time),
      home_(system, std::move(log), std::unique_ptr<actors::time_source>(time_)),
      uses_(which) {}

void process::begin(caf::actor main) {
  main_ = std::move(main);
  main_->attach_functor([this](const caf::error&) { runs_ = false; });
  runs_ = true;
  paused_ = false;
  if (uses_.redis) connect_redis();
  if (uses_.postgres) connect_pg();
}

void process::kill() {
  if (main_) {
    caf::anon_send_exit(main_, caf::exit_reason::kill);
    main_ = nullptr;
  }
  cut_redis();
  cut_pg();
  home_.poll();
  runs_ = false;
}

void process::connect_redis() {
  redis_ = std::make_shared<redis_line>();
  redis_connection_ = caf::actor_cast<caf::actor>(home_.spawn<redis_stand_in>(redis_, std::cref(now_)));
  caf::anon_send(main_, sibling<redis_connection_actor>{caf::actor_cast<redis_connection_actor>(redis_connection_), 0});
}

void process::connect_pg() {
  pg_ = std::make_shared<postgres_line>();
  pg_connection_ = caf::actor_cast<caf::actor>(home_.spawn<pg_stand_in>(pg_));
  caf::anon_send(main_,
                 sibling<postgres_connection_actor>{caf::actor_cast<postgres_connection_actor>(pg_connection_), 0});
}

template <class Handle, class Line>
void process::break_off(std::shared_ptr<Line>& one, caf::actor& connection) {
  const auto line = std::exchange(one, nullptr);
  const auto gone = actors::make_error(actors::failure::unconfirmed, "cut");
  for (auto& reply : line->replies) reply.answer(gone);
  for (auto& request : line->requests) request.answer(gone);
  line->replies.clear();  // each holds the connection, which holds the line
  line->requests.clear();
  caf::anon_send_exit(connection, caf::exit_reason::kill);
  connection = nullptr;
  if (main_) caf::anon_send(main_, sibling<Handle>{});
}

std::deque<redis_line::request> process::cut_redis() {
  if (!redis_) return {};
  auto left = redis_->requests;
  break_off<redis_connection_actor>(redis_, redis_connection_);
  return left;
}

std::deque<postgres_line::request> process::cut_pg() {
  if (!pg_) return {};
  auto left = pg_->requests;
  break_off<postgres_connection_actor>(pg_, pg_connection_);
  return left;
}

void process::turn(ms now) {
  now_ = now;
  time_->set_now(actors::time_source::time_point{now});
  if (paused_ || !runs_) return;
  home_.poll();
  while (time_->ring()) home_.poll();
}

}  // namespace scrutin::simulation
