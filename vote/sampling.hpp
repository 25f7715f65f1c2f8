#pragma once
// How many traced votes are recorded as such.
#include <chrono>

#include "actors/runtime/time_source.hpp"

namespace scrutin::vote {

/// Each sampled vote is a line in the logs of worker and result, and whoever sends a request chooses the flag: so only
/// so many a second keep it.
class sampling {
public:
  using time_point = actors::time_source::time_point;
  static constexpr unsigned most = 100;  ///< a second, for each event loop

  /// Whether one more keeps its flag.
  bool take(time_point now) {
    if (now - since_ >= std::chrono::seconds{1}) {
      since_ = now;
      taken_ = 0;
    }
    return taken_++ < most;
  }

private:
  time_point since_{};
  unsigned taken_ = 0;
};

}  // namespace scrutin::vote
