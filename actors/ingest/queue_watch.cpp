#include "actors/ingest/queue_watch.hpp"

#include <chrono>
#include <utility>

#include "actors/ballots/keys.hpp"
#include "actors/runtime/failure.hpp"

namespace scrutin::actors {

namespace {

using way = vote_queue::way;

constexpr std::chrono::seconds pause{2};
constexpr std::chrono::seconds patience{10};

std::string seconds(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(time).count()) + " s";
}

}  // namespace

queue_watch::queue_watch(caf::actor_config& config, loop& home, std::shared_ptr<vote_queue> queue, health_actor watcher,
                         std::string label)
    : pinned(config, home),
      queue_(std::move(queue)),
      watcher_(std::move(watcher)),
      label_(std::move(label)),
      pause_(home.time().make_alarm()) {}

auto queue_watch::make_behavior() -> behavior_type {
  if (queue_->now() == way::undecided) report(condition::level::down, "Redis was not asked yet who reads the votes");
  return {[this](sibling<redis_connection_actor>& told) {
    rounds_.next();
    redis_ = std::move(told.handle);
    pause_->cancel();
    since_ = moved_ = home().time().now();
    if (redis_) look();
  }};
}

void queue_watch::look() {
  request(redis_, caf::infinite, look_for_sign())
      .then(rounds_.in_time([this](const redis_value& reply) { found(worker_sign{reply}); }),
            rounds_.refusal([this](const caf::error& why) {
              if (std::exchange(complaint_, describe(why)) == complaint_) return;
              log().warn("queue_watch ({}): Redis does not tell who reads the votes: {}", label_, complaint_);
            }));
  pause_->set(pause, on([this] { look(); }));
}

void queue_watch::found(const worker_sign& sign) {
  complaint_.clear();
  decide(sign.ever);
  const auto read = queue_->now() == way::list ? check_list(sign) : check_streams(sign);
  const auto why = read.error().why;
  const bool complained = std::exchange(complains_, !read);
  if (complains_ && !complained) log().warn("queue_watch ({}): {}", label_, why);
  if (!complains_ && complained) log().info("queue_watch ({}): the votes are read", label_);
  report(complains_ ? condition::level::degraded : condition::level::up, why);
}

void queue_watch::decide(bool ever) {
  const auto was = queue_->now();
  if (!queue_->open() || was == way::behind_list) return;
  if (ever) {
    queue_->decide(way::behind_list);
    log().info("queue_watch ({}): a worker of ours was seen, votes go to its streams from here on", label_);
  } else if (was == way::undecided) {
    queue_->decide(way::list);
    log().info("queue_watch ({}): no worker of ours was ever seen, votes go to the list {} of the original sample",
               label_, sample_list);
  }
}

expected<void> queue_watch::check_streams(const worker_sign& sign) {
  if (home().time().now() - since_ < patience) return {};
  if (!sign.ever) return problem::that("nobody reads the votes: no worker was ever seen; they wait in Redis");
  if (std::chrono::seconds{sign.silent} < patience) return {};
  return problem::that("nobody reads the votes: no worker was seen for " + std::to_string(sign.silent) +
                       " s; they wait in Redis");
}

// It moves where its first item is another, or it is shorter than it was.
expected<void> queue_watch::check_list(const worker_sign& sign) {
  const bool moves = sign.waiting == 0 || sign.waiting < waiting_ || sign.head != head_;
  waiting_ = sign.waiting;
  head_ = sign.head;
  if (moves) moved_ = home().time().now();
  const auto unread = home().time().now() - moved_;
  if (unread < patience) return {};
  return problem::that("nobody reads the votes: the list " + std::string(sample_list) + " holds " +
                       std::to_string(sign.waiting) + ", and none was taken for " + seconds(unread) +
                       "; they wait in Redis");
}

void queue_watch::report(condition::level level, const std::string& why) {
  if (watcher_) send(watcher_, condition{"queue", label_, level, why});
}

void queue_watch::on_exit() {
  pause_->cancel();
  redis_ = nullptr;
  watcher_ = nullptr;
}

}  // namespace scrutin::actors
