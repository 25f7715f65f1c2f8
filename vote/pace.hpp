#pragma once
// How often something may come from one address.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "config/network.hpp"

namespace scrutin::vote {

/// A token bucket for each address: so many at once, and as many a minute. An address is an IPv4 address, or the first
/// 64 bits of one of IPv6, since who has one of those has all behind them. Any thread may ask.
///
/// The table is of a bounded size, in memory alone. Where it is full, full buckets go first, since they say nothing;
/// then the fuller ones, of those from whom least came. Who comes from very many addresses gains by that no more than
/// they have by those.
class pace {
public:
  using clock = std::chrono::steady_clock;
  static constexpr std::size_t most_addresses = 16'384;

  explicit pace(unsigned a_minute, std::size_t most = most_addresses) : most_at_once_(a_minute), most_(most) {}

  /// One more comes from that address. Nothing where it may; else in how long one may.
  std::optional<std::chrono::seconds> take(const config::ip_address& address, clock::time_point now);

  /// The same where nothing comes yet.
  std::optional<std::chrono::seconds> wait(const config::ip_address& address, clock::time_point now);

  /// How many addresses it knows.
  std::size_t size() const;

private:
  struct bucket {
    double tokens = 0;
    clock::time_point at;
  };

  double filled(const bucket& one, clock::time_point now) const;
  std::optional<std::chrono::seconds> until_one(double tokens) const;
  void make_room(clock::time_point now);

  double most_at_once_;
  std::size_t most_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, bucket> buckets_;  // not hashed: who chooses addresses must not choose what meets what
};

}  // namespace scrutin::vote
