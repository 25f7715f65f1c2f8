#pragma once
// What is counted of ballots on their way into Redis.
#include <prometheus/counter.h>
#include <prometheus/registry.h>

namespace scrutin::actors {

struct ingest_metrics {
  explicit ingest_metrics(prometheus::Registry& registry);

  prometheus::Counter* resent;     ///< sent again, because a connection ended before it answered
  prometheus::Counter* late;       ///< refused by Redis, since they came after their deadline
  prometheus::Counter* published;  ///< offers that Redis did not know
};

}  // namespace scrutin::actors
