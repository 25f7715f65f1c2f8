#include "actors/sync/list_metrics.hpp"

namespace scrutin::actors {

list_metrics::list_metrics(prometheus::Registry& registry) {
  moved = &prometheus::BuildCounter()
               .Name("scrutin_list_votes_total")
               .Help("Votes that this process moved from the original vote page's list to the streams.")
               .Register(registry)
               .Add({});
  dead_letters = &prometheus::BuildCounter()
                      .Name("scrutin_list_dead_letters_total")
                      .Help("Items of that list that are no vote, moved to the stream votes:dead.")
                      .Register(registry)
                      .Add({});
}

}  // namespace scrutin::actors
