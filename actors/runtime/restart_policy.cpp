#include "actors/runtime/restart_policy.hpp"

#include <algorithm>
#include <utility>

namespace scrutin::actors {

std::optional<std::chrono::milliseconds> restart_policy::ended(time_point now) {
  if (limit_.most != no_limit.most) {
    while (!restarts_.empty() && restarts_.front() + limit_.period <= now) restarts_.pop_front();
    if (restarts_.size() >= limit_.most) return std::nullopt;
    restarts_.push_back(now);
  }
  if (const auto since = std::exchange(up_since_, std::nullopt); since && now - *since >= wait_.steady) {
    next_ = wait_.least;
  }
  const auto whole = std::exchange(next_, std::min(next_ * 2, wait_.most));
  std::uniform_int_distribution<std::chrono::milliseconds::rep> within{whole.count() / 2, whole.count()};
  return std::chrono::milliseconds{within(random_)};
}

}  // namespace scrutin::actors
