#include "tests/simulation/wires.hpp"

#include <utility>

#include "actors/redis/redis_role.hpp"
#include "actors/runtime/failure.hpp"
#include "tests/simulation/result_model.hpp"
#include "tests/simulation/vote_model.hpp"

namespace scrutin::simulation {

std::optional<redis_model::reply> wires::execute(redis_model::session& client, const redis_model::words& command,
                                                 ms sent) {
  auto reply = redis_.execute(client, command, now_, sent);
  for (const auto& uid : redis_.take_added()) crowd_.recorded(uid);
  return reply;
}

bool wires::redis_runs(process& who) {
  if (!who.has_redis() || who.redis().requests.empty()) return false;
  auto& next = who.redis().requests.front();
  auto reply = who.astray() ? redis_model::refuse_write(next.what).value_or(redis_model::reply{})
                            : execute(who.redis().session, next.what, next.sent);
  if (!reply) return false;
  if (!on_.offers && next.what[0] == "HMGET") reply = redis_model::reply{};
  caf::expected<actors::redis_value> answer{std::move(reply->value)};
  if (!reply->error.empty()) {
    const auto code = actors::is_out_of_service(reply->error) ? actors::failure::unavailable : actors::failure::refused;
    answer = actors::make_error(code, reply->error);
  }
  who.redis().replies.push_back({std::move(answer), std::move(next.answer)});
  who.redis().requests.pop_front();
  return true;
}

bool wires::redis_replies(process& who) {
  if (!who.has_redis() || who.redis().replies.empty()) return false;
  auto reply = std::move(who.redis().replies.front());
  who.redis().replies.pop_front();
  // As the real connection ends where it meets a server that cannot serve; what came in one go with that is heard.
  const bool ends = !reply.what && actors::failure_of(reply.what.error()) == actors::failure::unavailable;
  reply.answer(std::move(reply.what));
  if (!ends) return true;
  for (auto& rest : std::exchange(who.redis().replies, {})) rest.answer(std::move(rest.what));
  cut_redis(who);
  return true;
}

bool wires::pg_runs(process& who, const std::string& error) {
  if (!who.has_pg() || who.pg().requests.empty()) return false;
  auto& line = who.pg();
  auto& next = line.requests.front();
  postgres_model::answer found;
  if (next.what.sql.starts_with("LISTEN ")) {
    line.listens = true;
  } else {
    found = error.empty() ? pg_.execute(next.what, now_) : postgres_model::answer{{}, error};
  }
  if (!on_.halving && found.sqlstate.starts_with("2")) found.sqlstate = "XX000";
  caf::expected<actors::rows> answer{std::move(found.value)};
  if (!found.sqlstate.empty()) answer = actors::make_error(actors::failure::refused, "refused", found.sqlstate);
  line.replies.push_back({std::move(answer), std::move(next.answer)});
  line.requests.pop_front();
  tell_listeners();
  return true;
}

// By the same connection as the answers, and behind them.
void wires::tell_listeners() {
  for (const auto& payload : pg_.take_notified()) {
    for (auto* one : all_) {
      if (!one->has_pg() || !one->pg().listens) continue;
      one->pg().replies.push_back(
          {actors::rows{}, [to = &one->pg(), payload](const caf::expected<actors::rows>& there) {
             if (there) to->arrived(payload);
           }});
    }
  }
}

bool wires::pg_replies(process& who) {
  if (!who.has_pg() || who.pg().replies.empty()) return false;
  auto reply = std::move(who.pg().replies.front());
  who.pg().replies.pop_front();
  reply.answer(std::move(reply.what));
  return true;
}

// Redis carries out what came in one go before any of it is answered.
bool wires::flow(process& who) {
  bool moved = false;
  while (redis_runs(who)) moved = true;
  moved |= pg_runs(who);
  moved |= redis_replies(who);
  moved |= pg_replies(who);
  turn(who);
  return moved;
}

void wires::cut_redis(process& who) {
  if (!who.has_redis()) return;
  auto session = std::move(who.redis().session);
  std::deque<redis_model::words> left;
  for (auto& request : who.cut_redis()) left.push_back(std::move(request.what));
  const bool ballots = dynamic_cast<vote_model*>(&who) != nullptr;
  if (!left.empty() && !who.astray()) orphans_.push_back({std::move(session), std::move(left), ballots});
}

void wires::cut_pg(process& who) {
  const bool changes = dynamic_cast<result_model*>(&who) == nullptr;
  for (auto& request : who.cut_pg()) {
    if (changes) pg_orphans_.push_back(std::move(request.what));
  }
}

void wires::late_redis() {
  if (orphans_.empty()) return;
  auto& one = orphans_.front();
  // Nobody waits for the reply, so a read that would block ends there, and takes the connection's rest with it.
  const bool blocks = !execute(one.session, one.left.front(), now_);
  one.left.pop_front();
  if (blocks || one.left.empty()) orphans_.pop_front();
}

void wires::late_pg() {
  if (pg_orphans_.empty()) return;
  pg_.execute(pg_orphans_.front(), now_);
  pg_orphans_.pop_front();
  tell_listeners();
}

void wires::forget_ballots() {
  std::erase_if(orphans_, [](const auto& one) { return one.ballots; });
}

void wires::forget_redis() {
  for (auto* one : all_) {
    if (one->has_redis()) one->cut_redis();
  }
  orphans_.clear();
}

void wires::forget_pg() {
  for (auto* one : all_) {
    if (one->has_pg()) one->cut_pg();
  }
  pg_orphans_.clear();
}

void wires::turn(process& who) {
  who.turn(now_);
  if (who.has_redis() && who.redis().ended) cut_redis(who);
}

}  // namespace scrutin::simulation
