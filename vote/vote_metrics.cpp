#include "vote/vote_metrics.hpp"

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
}

}  // namespace scrutin::vote
