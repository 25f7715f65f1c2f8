#include "actors/sync/partition_watch.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "actors/ballots/keys.hpp"
#include "actors/sync/foreign_streams.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::seconds pause{2};
constexpr std::size_t most_named = 8;

std::string advice(const std::vector<foreign_stream>& left) {
  std::string names;
  for (std::size_t i = 0; i < std::min(left.size(), most_named); ++i) {
    const auto& one = left[i];
    names += (i == 0 ? "" : ", ") + stream_name(one.partition) + " (" +
             std::to_string(std::max(one.waiting, one.pending)) + ")";
  }
  if (left.size() > most_named) names += " and " + std::to_string(left.size() - most_named) + " more";
  return "votes of a larger number of partitions are left in " + names + ": run `worker drain`";
}

}  // namespace

partition_watch::partition_watch(caf::actor_config& config, loop& home, unsigned partitions, health_actor watcher)
    : pinned(config, home), partitions_(partitions), watcher_(std::move(watcher)), pause_(home.time().make_alarm()) {}

auto partition_watch::make_behavior() -> behavior_type {
  return {[this](sibling<redis_connection_actor>& told) {
    rounds_.next();
    redis_ = std::move(told.handle);
    pause_->cancel();
    if (redis_) look();
  }};
}

void partition_watch::look() {
  // A Redis that fails or refuses is told of elsewhere; the next look is the next chance.
  request(redis_, caf::infinite, redis_command{"GET", partitions_key})
      .then(rounds_.in_time([this](const redis_value& theirs) {
        const auto mine = std::to_string(partitions_);
        if (theirs.nil() || theirs.text() == mine) return look_behind();
        found("the settings say " + mine + " partitions, Redis' key " + partitions_key + " says " + theirs.text() +
              ", so votes may stay unread: give redis.partitions that value");
      }),
            [](const caf::error&) {});
  pause_->set(pause, on([this] { look(); }));
}

void partition_watch::look_behind() {
  auto question = ask_foreign_streams(partitions_);
  if (!question) return found({});
  request(redis_, caf::infinite, *std::move(question))
      .then(rounds_.in_time([this](const redis_value& answer) {
        auto left = to_foreign_streams(answer, partitions_);
        std::erase_if(left, [](const auto& one) { return !one.has_votes(); });
        found(left.empty() ? std::string{} : advice(left));
      }),
            [](const caf::error&) {});
}

void partition_watch::found(const std::string& why) {
  if (std::exchange(told_, why) == why) return;
  if (why.empty()) return send(watcher_, condition{"partitions", "", condition::level::up, {}});
  log().error("worker: {}", why);
  send(watcher_, condition{"partitions", "", condition::level::down, why});
}

void partition_watch::on_exit() {
  pause_->cancel();
  redis_ = nullptr;
  watcher_ = nullptr;
}

}  // namespace scrutin::actors
