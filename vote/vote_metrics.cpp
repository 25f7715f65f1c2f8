#include "vote/vote_metrics.hpp"

#include <string>

namespace scrutin::vote {

vote_metrics::vote_metrics(prometheus::Registry& registry) {
  auto& votes = prometheus::BuildCounter()
                    .Name("scrutin_votes_total")
                    .Help("Votes that were posted, by what their voters were told.")
                    .Register(registry);
  recorded = &votes.Add({{"outcome", "recorded"}});
  refused = &votes.Add({{"outcome", "refused"}});
  unavailable = &votes.Add({{"outcome", "unavailable"}});
  unconfirmed = &votes.Add({{"outcome", "unconfirmed"}});
  auto& reasons = prometheus::BuildCounter()
                      .Name("scrutin_votes_refused_total")
                      .Help("Votes that were refused, by what was wrong with them.")
                      .Register(registry);
  for (std::size_t i = 0; i < objections.size(); ++i) {
    reasons_[i] = &reasons.Add({{"reason", std::string(objections[i].name)}});
  }
}

void vote_metrics::refuse(objection why) const {
  refused->Increment();
  reasons_[static_cast<std::size_t>(why)]->Increment();
}

}  // namespace scrutin::vote
