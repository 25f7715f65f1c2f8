#pragma once
// How long things took, as a histogram whose buckets grow with the value: each is at most 1/128 of it wide, as in Gil
// Tene's HdrHistogram.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

namespace scrutin::crowd {

/// One thread records; any may read meanwhile, and finds what was recorded a moment ago.
class percentiles {
public:
  using microseconds = std::chrono::microseconds;

  percentiles();

  /// So many `times`. Less than 0 counts as 0, more than 19 hours as that.
  void record(std::chrono::nanoseconds took, std::uint64_t times = 1);

  /// Puts what `other` recorded to what this one did.
  void add(const percentiles& other);

  /// By the greatest value of each bucket, and how often: what add(buckets) takes.
  std::map<std::uint64_t, std::uint64_t> buckets() const;
  void add(const std::map<std::uint64_t, std::uint64_t>& buckets);

  std::uint64_t count() const;

  /// The time that `share` (above 0, at most 1) of all stayed within, to 0.8 %, never below the true one; 0 where there
  /// is none.
  microseconds within(double share) const;

private:
  void put(std::uint64_t value, std::uint64_t times);

  std::vector<std::atomic<std::uint64_t>> buckets_;
};

}  // namespace scrutin::crowd
