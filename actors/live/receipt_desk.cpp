#include "actors/live/receipt_desk.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "actors/runtime/failure.hpp"
#include "actors/schema/receipts.hpp"

namespace scrutin::actors {

namespace {

constexpr std::ptrdiff_t most_at_once = 1000;

}  // namespace

auto receipt_desk::make_behavior() -> behavior_type {
  return {
      [this](const uid& id) { return look_up(id); },
      [this](sibling<postgres_connection_actor>& told) {
        rounds_.next();
        postgres_ = std::move(told.handle);
        if (postgres_) return;
        const auto away = make_error(failure::unavailable, "receipts cannot be looked up: PostgreSQL is away");
        fail(asking_, away);
        fail(waiting_, away);
      },
  };
}

auto receipt_desk::look_up(const uid& id) -> answer {
  auto promise = make_response_promise<answer>();
  if (!postgres_ || waiting_.size() >= most_waiting) {
    promise.deliver(make_error(failure::unavailable, postgres_ ? "too many receipts are being looked up"
                                                               : "receipts cannot be looked up: PostgreSQL is away"));
    return promise;
  }
  waiting_.emplace_back(id.to_string(), promise);
  if (asking_.empty()) ask();
  return promise;
}

void receipt_desk::ask() {
  const auto some = waiting_.begin() + std::min(most_at_once, std::ssize(waiting_));
  asking_.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(some));
  waiting_.erase(waiting_.begin(), some);
  std::vector<std::string> uids;
  for (const auto& [id, promise] : asking_) uids.push_back(id);
  request(postgres_, caf::infinite, sql::find_receipts::ask(uids))
      .then(rounds_.in_time([this](const rows& found) {
        settle(asking_, found);
        if (!waiting_.empty()) ask();
      }),
            rounds_.in_time([this](const caf::error& error) {
              log().warn("receipt_desk cannot look up receipts: {}", describe(error));
              fail(asking_, error);
              if (failure_of(error) != failure::refused) return fail(waiting_, error);
              if (!waiting_.empty()) ask();
            }));
}

void receipt_desk::settle(asked& all, const rows& found) {
  const auto known = sql::find_receipts::read(found);
  for (auto& [id, promise] : all) {
    const auto one = known.find(id);
    promise.deliver(one == known.end() ? receipt{} : one->second);
  }
  all.clear();
}

void receipt_desk::fail(asked& all, const caf::error& why) {
  for (auto& [id, promise] : all) promise.deliver(why);
  all.clear();
}

void receipt_desk::on_exit() {
  const auto ended = make_error(failure::stopping, "the process stops");
  fail(asking_, ended);
  fail(waiting_, ended);
  postgres_ = nullptr;
}

}  // namespace scrutin::actors
