#include "actors/sync/retention.hpp"

#include <algorithm>
#include <utility>

namespace scrutin::actors {

namespace {

constexpr int steps = 16;
constexpr double roomy = 0.5;
constexpr double scarce = 0.75;

}  // namespace

void retention::applied(const stream_position& until, std::int64_t entries, time_point now) {
  kept_ += entries;
  if (until) newest_ = until.entry;
  if (newest_.empty() || (!steps_.empty() && now - steps_.back().at < keep_ / steps)) return;
  if (!steps_.empty() && steps_.back().entry == newest_) return;
  steps_.push_back({now, newest_});
}

std::string retention::before(time_point now, double use) {
  applied({}, 0, now);  // what came since the last step is applied by now, too
  const auto share = std::clamp((scarce - use) / (scarce - roomy), 0.0, 1.0);
  const auto keep = std::chrono::duration_cast<std::chrono::milliseconds>(keep_ * share);
  if (keep.count() == 0) {
    gone_ = newest_.empty() ? gone_ : newest_;
    steps_.clear();
    return gone_;
  }
  while (!steps_.empty() && now - steps_.front().at >= keep) {
    gone_ = std::move(steps_.front().entry);
    steps_.pop_front();
  }
  return gone_;
}

void retention::forget() {
  steps_.clear();
  newest_.clear();
  gone_.clear();
  kept_ = 0;
}

}  // namespace scrutin::actors
