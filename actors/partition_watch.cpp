#include "actors/partition_watch.hpp"

#include <chrono>
#include <utility>

namespace scrutin::actors {

namespace {

constexpr std::chrono::seconds pause{2};
constexpr const char* key = "scrutin:partitions";

}  // namespace

partition_watch::partition_watch(caf::actor_config& config, loop& home, unsigned partitions, health_actor watcher)
    : pinned(config, home),
      mine_(std::to_string(partitions)),
      watcher_(std::move(watcher)),
      pause_(home.time().make_alarm()) {}

auto partition_watch::make_behavior() -> behavior_type {
  return {[this](const adopt& told) {
    redis_ = caf::actor_cast<redis_connection_actor>(told.handle);
    pause_->cancel();
    if (redis_) look();
  }};
}

void partition_watch::look() {
  // A Redis that fails or refuses is told of elsewhere; the next look is the next chance.
  request(redis_, caf::infinite, redis_command{"GET", key})
      .then([this](const redis_value& theirs) { found(theirs.nil() ? mine_ : theirs.text()); },
            [](const caf::error&) {});
  pause_->set(pause, on([this] { look(); }));
}

void partition_watch::found(const std::string& theirs) {
  if (std::exchange(told_, theirs) == theirs) return;
  if (theirs == mine_) return send(watcher_, condition{"partitions", "", condition::level::up, {}});
  const auto why = "the settings say " + mine_ + " partitions, Redis' key " + key + " says " + theirs +
                   ", so votes may stay unread: give redis.partitions that value";
  log().error("worker: {}", why);
  send(watcher_, condition{"partitions", "", condition::level::down, why});
}

void partition_watch::on_exit() {
  pause_->cancel();
  redis_ = nullptr;
  watcher_ = nullptr;
}

}  // namespace scrutin::actors
