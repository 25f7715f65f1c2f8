#include "actors/sync/worker_beat.hpp"

#include <chrono>
#include <utility>

#include "actors/ballots/worker_sign.hpp"
#include "actors/runtime/failure.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::seconds pause{2};

}  // namespace

auto worker_beat::make_behavior() -> behavior_type {
  return {[this](sibling<redis_connection_actor>& told) {
    rounds_.next();
    redis_ = std::move(told.handle);
    pause_->cancel();
    if (redis_) beat();
  }};
}

void worker_beat::beat() {
  request(redis_, caf::infinite, leave_sign())
      .then(rounds_.in_time([this](const redis_value&) { complaint_.clear(); }),
            rounds_.refusal([this](const caf::error& why) {
              if (std::exchange(complaint_, describe(why)) == complaint_) return;
              log().warn(
                  "worker: Redis refuses the sign that a worker runs, so that vote processes may say that nobody "
                  "reads the votes: {}",
                  complaint_);
            }));
  pause_->set(pause, on([this] { beat(); }));
}

void worker_beat::on_exit() {
  pause_->cancel();
  redis_ = nullptr;
}

}  // namespace scrutin::actors
