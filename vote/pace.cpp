#include "vote/pace.hpp"

#include <algorithm>
#include <cmath>

namespace scrutin::vote {

namespace {

constexpr double seconds_of_a_minute = 60;

}  // namespace

double pace::filled(const bucket& one, clock::time_point now) const {
  const auto passed = std::chrono::duration<double>(now - one.at).count();
  return std::clamp(one.tokens + passed * most_at_once_ / seconds_of_a_minute, 0.0, most_at_once_);
}

std::optional<std::chrono::seconds> pace::until_one(double tokens) const {
  if (tokens >= 1) return std::nullopt;
  return std::chrono::seconds{static_cast<std::int64_t>(std::ceil((1 - tokens) * seconds_of_a_minute / most_at_once_))};
}

std::optional<std::chrono::seconds> pace::take(const config::ip_address& address, clock::time_point now) {
  const auto block = address.block();
  const std::lock_guard lock{mutex_};
  auto found = buckets_.find(block);
  if (found == buckets_.end()) {
    if (buckets_.size() >= most_) make_room(now);
    found = buckets_.emplace(block, bucket{most_at_once_, now}).first;
  }
  auto& one = found->second;
  one = {filled(one, now), std::max(one.at, now)};
  if (const auto wait = until_one(one.tokens)) return wait;
  one.tokens -= 1;
  return std::nullopt;
}

std::optional<std::chrono::seconds> pace::wait(const config::ip_address& address, clock::time_point now) {
  const std::lock_guard lock{mutex_};
  const auto found = buckets_.find(address.block());
  return found == buckets_.end() ? std::nullopt : until_one(filled(found->second, now));
}

std::size_t pace::size() const {
  const std::lock_guard lock{mutex_};
  return buckets_.size();
}

void pace::make_room(clock::time_point now) {
  std::erase_if(buckets_, [&](const auto& one) { return filled(one.second, now) >= most_at_once_; });
  if (buckets_.size() < most_) return;
  double all = 0;
  for (const auto& [block, one] : buckets_) all += filled(one, now);
  const auto mean = all / static_cast<double>(buckets_.size());
  std::erase_if(buckets_, [&](const auto& one) { return filled(one.second, now) >= mean; });
  if (buckets_.size() >= most_) buckets_.clear();  // by the rounding of the mean alone
}

}  // namespace scrutin::vote
