#include "actors/runtime/loop.hpp"

namespace scrutin::actors {

namespace {

// Sockets get their turn after so many actors, an actor after so many messages: neither starves the other.
constexpr std::size_t max_actors_a_turn = 1024;
constexpr std::size_t max_messages_a_turn = 64;

constexpr int others_to_behind = 4;  // how much more of the time the rest has

// Which loop runs on this thread, if any: what spares its own actors the lock of asio::post.
loop*& current() {
  static thread_local loop* here = nullptr;
  return here;
}

class running {
public:
  explicit running(loop* self) : before_(std::exchange(current(), self)) {}
  ~running() { current() = before_; }
  running(const running&) = delete;
  running& operator=(const running&) = delete;

private:
  loop* before_;
};

}  // namespace

loop::loop(caf::actor_system& system, std::shared_ptr<spdlog::logger> log, std::unique_ptr<time_source> time)
    : caf::execution_unit(&system), log_(std::move(log)), time_(time ? std::move(time) : make_steady_time(io_)) {}

loop::~loop() {
  for (auto* job : ready_) caf::intrusive_ptr_release(job);
}

void loop::run() {
  const running here{this};
  io_.run();
}

std::size_t loop::poll() {
  const running here{this};
  io_.restart();
  return io_.poll();
}

void loop::exec_later(caf::resumable* job) {
  if (current() == this) return enlist(job);
  asio::post(io_, [this, held = caf::intrusive_ptr<caf::resumable>(job, false)]() mutable { enlist(held.release()); });
}

void loop::enlist(caf::resumable* job) {
  ready_.push_back(job);
  if (!std::exchange(scheduled_, true)) asio::post(io_, [this] { turn(); });
}

void loop::turn() {
  for (std::size_t n = 0; !ready_.empty(); ++n) {
    if (n == max_actors_a_turn) return asio::post(io_, [this] { turn(); });
    auto* job = ready_.front();
    ready_.pop_front();
    if (job->resume(this, max_messages_a_turn) == caf::resumable::resume_later) {
      ready_.push_back(job);
    } else {
      caf::intrusive_ptr_release(job);
    }
  }
  scheduled_ = false;
}

void loop::run_behind(std::function<void()> work) {
  behind_.push_back(std::move(work));
  if (behind_.size() > 1) return;
  behind_since_ = time_->now();
  asio::post(io_, [this] { turn_behind(); });
}

// Each stays in the queue while it runs, so that what it adds finds a turn arranged.
void loop::turn_behind() {
  const auto begun = time_->now();
  const auto share = (begun - behind_since_) / others_to_behind;
  do {
    behind_.front()();
    behind_.pop_front();
    behind_since_ = time_->now();
  } while (!behind_.empty() && behind_since_ - begun < share);
  if (!behind_.empty()) asio::post(io_, [this] { turn_behind(); });
}

}  // namespace scrutin::actors
