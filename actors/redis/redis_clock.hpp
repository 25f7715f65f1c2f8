#pragma once
// What time it is for Redis.
#include <chrono>
#include <cstdint>

namespace scrutin::actors {

/// Redis' clock as one connection knows it: from the newest answer that named it, so that a clock that was set is
/// followed from the next answer on. It is at least this late there: the answer took some time to come.
class redis_clock {
public:
  using clock = std::chrono::steady_clock;

  /// An answer came at `came` and says that its command ran at `time`, in microseconds since 1970.
  void heard(std::int64_t time, clock::time_point came) {
    time_ = time;
    came_ = came;
  }

  /// What Redis' clock shows at `when`, at least. Whatever runs there no later than that runs no later than `when`.
  std::int64_t at(clock::time_point when) const {
    return time_ + std::chrono::floor<std::chrono::microseconds>(when - came_).count();
  }

private:
  std::int64_t time_ = 0;
  clock::time_point came_{};
};

}  // namespace scrutin::actors
