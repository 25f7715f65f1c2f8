#pragma once
// The event loop that actors live on.
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <caf/actor_config.hpp>
#include <caf/actor_system.hpp>
#include <caf/execution_unit.hpp>
#include <caf/intrusive_ptr.hpp>
#include <caf/resumable.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include "actors/runtime/logger.hpp"
#include "actors/runtime/time_source.hpp"

namespace scrutin::actors {

namespace asio = boost::asio;

/// An Asio event loop that CAF sees as one of its execution units: sockets and actors take turns on one thread, so
/// that a request meets no lock and no thread hop (measured: 0.93 of a server without actors, against 0.75 with CAF's
/// own scheduler beside Asio).
///
/// Anyone may send to an actor of a loop from any thread. `spawn` is safe from any thread too.
class loop final : public caf::execution_unit {
public:
  /// Without a `time` of its own it goes by the steady clock.
  loop(caf::actor_system& system, std::shared_ptr<spdlog::logger> log, std::unique_ptr<time_source> time = {});
  ~loop() override;

  asio::io_context& io() { return io_; }
  spdlog::logger& log() { return *log_; }
  time_source& time() { return *time_; }

  /// Runs on the calling thread until stop().
  void run();

  /// Runs what is ready and returns how much that was: for tests, which are their own scheduler.
  std::size_t poll();

  /// Lets run() return. What is queued after that is never run.
  void stop() { io_.stop(); }

  /// Runs it once what is ready now has had its turn, one such piece of work between two looks at the sockets: for what
  /// one client asks for in excess of others, and for what is many small things. Where the rest has much to do this
  /// gets a fifth of the time all the same, so that nobody who keeps a loop busy stops it. From this loop's thread.
  void run_behind(std::function<void()> work);

  /// CAF calls this, with one reference, when an idle actor got a message.
  void exec_later(caf::resumable* job) override;

  /// Spawns an actor whose class derives from pinned<...> on this loop.
  template <class Actor, caf::spawn_options Options = caf::no_spawn_options, class... Ts>
  auto spawn(Ts&&... xs) {
    caf::actor_config config{this};
    return system().spawn_class<Actor, Options>(config, *this, std::forward<Ts>(xs)...);
  }

private:
  void enlist(caf::resumable* job);
  void turn();
  void turn_behind();

  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(io_);
  std::shared_ptr<spdlog::logger> log_;
  std::unique_ptr<time_source> time_;
  std::deque<caf::resumable*> ready_;  // each with one reference, as CAF's own queues hold them
  bool scheduled_ = false;
  std::deque<std::function<void()>> behind_;
  time_source::time_point behind_since_{};  // its last turn, or when it was empty
};

}  // namespace scrutin::actors
