#pragma once
// What is counted of votes.
#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <array>

#include "vote/objection.hpp"

namespace scrutin::vote {

struct vote_metrics {
  explicit vote_metrics(prometheus::Registry& registry);

  /// One that was refused, and why.
  void refuse(objection why) const;

  prometheus::Counter* recorded;     ///< answered "recorded"
  prometheus::Counter* refused;      ///< 4xx: nothing of it was stored
  prometheus::Counter* unavailable;  ///< 503, because Redis was away or refused: not stored
  prometheus::Counter* unconfirmed;  ///< 503, because no answer came: perhaps stored

private:
  std::array<prometheus::Counter*, all_objections.size()> reasons_{};
};

}  // namespace scrutin::vote
