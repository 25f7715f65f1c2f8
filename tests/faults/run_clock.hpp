#pragma once
#include "tests/faults/history.hpp"

namespace scrutin::faults {

/// Counts from when it was made, and never steps. For any thread.
class run_clock {
public:
  moment now() const { return std::chrono::duration_cast<moment>(std::chrono::steady_clock::now() - begun_); }

private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace scrutin::faults
