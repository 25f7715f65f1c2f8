#include "actors/ingest/ingest_metrics.hpp"

namespace scrutin::actors {

ingest_metrics::ingest_metrics(prometheus::Registry& registry) {
  resent = &prometheus::BuildCounter()
                .Name("scrutin_ballots_resent_total")
                .Help("Ballots that were sent to Redis again, because a connection ended before it answered.")
                .Register(registry)
                .Add({});
  late = &prometheus::BuildCounter()
              .Name("scrutin_ballots_late_total")
              .Help("Ballots that reached Redis after their deadline, and were not stored.")
              .Register(registry)
              .Add({});
  published =
      &prometheus::BuildCounter()
           .Name("scrutin_offers_published_total")
           .Help(
               "Polls that were made known in Redis, each before the first vote in it: new or changed ones, or a "
               "Redis that is empty.")
           .Register(registry)
           .Add({});
}

}  // namespace scrutin::actors
