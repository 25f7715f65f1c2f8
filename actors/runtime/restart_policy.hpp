#pragma once
// When a child is started again, and when its supervisor gives up.
#include <chrono>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <random>

namespace scrutin::actors {

/// More than `most` restarts within `period` are too many (OTP's intensity and period).
struct restart_limit {
  unsigned most = 5;
  std::chrono::seconds period{30};
};

/// For what depends on a server that may be away for hours: the process stays up and says so.
inline constexpr restart_limit no_limit{std::numeric_limits<unsigned>::max(), std::chrono::seconds{1}};

/// How long to wait before a restart: doubles from `least` to `most` until the child has been up for `steady`, each
/// time between half of that and the whole (jitter), so that many processes do not return as one. Coming up alone
/// proves nothing: a connection to a server that takes it and then refuses all work would come and go without a pause.
struct back_off {
  std::chrono::milliseconds least{50};
  std::chrono::milliseconds most{2000};
  std::chrono::milliseconds steady{5000};
};

/// The memory of one child's restarts. Knows no clock of its own.
class restart_policy {
public:
  using time_point = std::chrono::steady_clock::time_point;

  restart_policy(restart_limit limit, back_off wait, std::uint64_t seed)
      : limit_(limit), wait_(wait), next_(wait.least), random_(seed) {}

  /// The child has ended: the pause before it is started again, or nothing where that exceeds the limit.
  std::optional<std::chrono::milliseconds> ended(time_point now);

  /// The child can serve: once it has done so for long enough, the next pause is the least one again.
  void up(time_point now) { up_since_ = now; }

private:
  restart_limit limit_;
  back_off wait_;
  std::chrono::milliseconds next_;
  std::optional<time_point> up_since_;
  std::deque<time_point> restarts_;
  std::minstd_rand random_;
};

}  // namespace scrutin::actors
