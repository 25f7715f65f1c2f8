#include "actors/sync/roll_keeper.hpp"

#include <utility>
#include <vector>

#include "actors/ballots/roll.hpp"
#include "actors/runtime/failure.hpp"
#include "actors/schema/roll.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::seconds pause{2};
constexpr std::size_t page = 1000;  // voters that are read and put there at once

}  // namespace

auto roll_keeper::make_behavior() -> behavior_type {
  return {
      [this](sibling<redis_connection_actor>& told) {
        redis_ = std::move(told.handle);
        begin();
      },
      [this](sibling<postgres_connection_actor>& told) {
        postgres_ = std::move(told.handle);
        begin();
      },
  };
}

template <class F>
void roll_keeper::ask_redis(redis_command command, F then) {
  request(redis_, caf::infinite, std::move(command))
      .then(rounds_.in_time([then](const redis_value& reply) { then(reply); }),
            rounds_.refusal([this](const caf::error& why) { refused("Redis says: " + describe(why)); }));
}

template <class F>
void roll_keeper::ask_postgres(statement what, F then) {
  request(postgres_, caf::infinite, std::move(what))
      .then(rounds_.in_time([then](const rows& answer) { then(answer); }),
            rounds_.refusal([this](const caf::error& why) { refused("PostgreSQL says: " + describe(why)); }));
}

void roll_keeper::begin() {
  rounds_.next();
  pause_->cancel();
  if (redis_ && postgres_) look();
}

void roll_keeper::look() {
  ask_postgres(sql::roll_sizes::ask(), [this](const rows& answer) {
    due_ = sql::roll_sizes::read(answer);
    for (const auto& poll : *board_->now()) {
      if (poll.integrity == config::integrity::roll) due_.try_emplace(poll.id, 0);
    }
    look_at_next();
  });
}

void roll_keeper::look_at_next() {
  if (due_.empty()) {
    complaint_.clear();
    return rest();
  }
  const auto& poll = due_.begin()->first;
  ask_redis({"SISMEMBER", roll_key(poll), std::string(roll_mark)}, [this, poll](const redis_value& marked) {
    ask_redis({"SCARD", roll_key(poll)}, [this, poll, is_marked = marked.integer() == 1](const redis_value& members) {
      judge(poll, is_marked, members.integer() - (is_marked ? 1 : 0));
    });
  });
}

void roll_keeper::judge(const std::string& poll, bool marked, std::int64_t members) {
  const auto wanted = due_.extract(poll).mapped();
  if (members > wanted) {
    if (excessive_.insert(poll).second) return look_at_next();
    excessive_.erase(poll);
    log().warn("roll_keeper makes the roll of the poll {} anew in Redis: {} voters are there, and {} in PostgreSQL",
               poll, members, wanted);
    return ask_redis({"DEL", roll_key(poll)}, [this, poll](const redis_value&) { fill(poll, {}); });
  }
  excessive_.erase(poll);
  if (marked && members == wanted) return look_at_next();
  log().info("roll_keeper puts the roll of the poll {} into Redis: {} voters, of whom {} are there", poll, wanted,
             members);
  fill(poll, {});
}

// The mark comes last, with the last of the voters.
void roll_keeper::fill(const std::string& poll, const std::string& after) {
  ask_postgres(sql::roll_page::ask(poll, after, page), [this, poll](const rows& answer) {
    auto voters = sql::roll_page::read(answer);
    const bool last = voters.size() < page;
    const auto end = last ? std::string{} : voters.back();
    if (last) voters.emplace_back(roll_mark);
    ask_redis(fill_roll(poll, voters), [this, poll, last, end](const redis_value&) {
      if (last) return look_at_next();
      fill(poll, end);
    });
  });
}

void roll_keeper::rest() {
  pause_->set(pause, on([this, at = rounds_.here()] {
                if (!at.past()) look();
              }));
}

void roll_keeper::refused(const std::string& why) {
  if (std::exchange(complaint_, why) != why) {
    log().warn("roll_keeper cannot put the rolls of polls into Redis, and tries again: {}", why);
  }
  rest();
}

void roll_keeper::on_exit() {
  pause_->cancel();
  redis_ = nullptr;
  postgres_ = nullptr;
}

}  // namespace scrutin::actors
