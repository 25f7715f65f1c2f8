#include "vote/pace.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cmath>
#include <string>

namespace scrutin::vote {

namespace {

constexpr double seconds_of_a_minute = 60;

// IPv4 addresses stand where IPv6 has none. What is no address is one like any other.
std::uint64_t prefix_of(std::string_view address) {
  constexpr std::uint64_t four = 0x0000'ffff'0000'0000;
  boost::system::error_code wrong;
  const auto read = boost::asio::ip::make_address(std::string(address), wrong);
  if (wrong) return 0;
  if (read.is_v4()) return four | read.to_v4().to_uint();
  const auto six = read.to_v6();
  const auto bytes = six.to_bytes();
  const bool mapped = six.is_v4_mapped();
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < (mapped ? 4U : 8U); ++i) prefix = prefix << 8U | bytes[mapped ? 12 + i : i];
  return mapped ? four | prefix : prefix;
}

}  // namespace

double pace::filled(const bucket& one, clock::time_point now) const {
  const auto passed = std::chrono::duration<double>(now - one.at).count();
  return std::clamp(one.tokens + passed * most_at_once_ / seconds_of_a_minute, 0.0, most_at_once_);
}

std::optional<std::chrono::seconds> pace::until_one(double tokens) const {
  if (tokens >= 1) return std::nullopt;
  return std::chrono::seconds{static_cast<std::int64_t>(std::ceil((1 - tokens) * seconds_of_a_minute / most_at_once_))};
}

std::optional<std::chrono::seconds> pace::take(std::string_view address, clock::time_point now) {
  const auto prefix = prefix_of(address);
  const std::lock_guard lock{mutex_};
  auto found = buckets_.find(prefix);
  if (found == buckets_.end()) {
    if (buckets_.size() >= most_) make_room(now);
    found = buckets_.emplace(prefix, bucket{most_at_once_, now}).first;
  }
  auto& one = found->second;
  one = {filled(one, now), std::max(one.at, now)};
  if (const auto wait = until_one(one.tokens)) return wait;
  one.tokens -= 1;
  return std::nullopt;
}

std::optional<std::chrono::seconds> pace::wait(std::string_view address, clock::time_point now) {
  const std::lock_guard lock{mutex_};
  const auto found = buckets_.find(prefix_of(address));
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
  for (const auto& [prefix, one] : buckets_) all += filled(one, now);
  const auto mean = all / static_cast<double>(buckets_.size());
  std::erase_if(buckets_, [&](const auto& one) { return filled(one.second, now) >= mean; });
  if (buckets_.size() >= most_) buckets_.clear();  // by the rounding of the mean alone
}

}  // namespace scrutin::vote
