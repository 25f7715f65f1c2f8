#pragma once
// When the first votes of people were answered "recorded", in that order: what a screen must show, sooner or later.
#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "crowd/asio.hpp"

namespace scrutin::crowd {

/// Any thread may call it.
class acknowledgements {
public:
  explicit acknowledgements(std::size_t most) : times_(most) {}

  void add(clock::time_point when) {
    const auto at = next_.fetch_add(1, std::memory_order_relaxed);
    if (at < times_.size()) times_[at].store(when.time_since_epoch().count(), std::memory_order_release);
  }

  /// The answer to the vote that is the `n`-th counted, from 0; nothing where it is still on its way to its voter.
  std::optional<clock::time_point> at(std::size_t n) const {
    if (n >= times_.size()) return std::nullopt;
    const auto when = times_[n].load(std::memory_order_acquire);
    if (when == 0) return std::nullopt;
    return clock::time_point{clock::duration{when}};
  }

private:
  std::vector<std::atomic<clock::rep>> times_;
  std::atomic<std::size_t> next_ = 0;
};

}  // namespace scrutin::crowd
