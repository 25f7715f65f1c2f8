#pragma once
// What tells the actors of a loop the time, and wakes them.
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace scrutin::actors {

/// Wakes one actor, once each time that it is set. On its loop's thread alone.
class alarm {
public:
  virtual ~alarm() = default;

  /// Calls `then` on the loop after the pause; what was set before is forgotten.
  virtual void set(std::chrono::nanoseconds pause, std::function<void()> then) = 0;
  virtual void cancel() = 0;
};

/// The steady clock, or in a simulation one that goes as the schedule says.
class time_source {
public:
  using time_point = std::chrono::steady_clock::time_point;

  virtual ~time_source() = default;
  virtual time_point now() const = 0;
  virtual std::unique_ptr<alarm> make_alarm() = 0;
};

/// The steady clock, with timers of that context.
std::unique_ptr<time_source> make_steady_time(boost::asio::io_context& io);

}  // namespace scrutin::actors
