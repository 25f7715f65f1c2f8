#pragma once
// What is counted of one partition's way into PostgreSQL.
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace scrutin::actors {

struct sync_metrics {
  sync_metrics(prometheus::Registry& registry, unsigned partition);

  prometheus::Counter* applied;   ///< ballots that were new to the ledger
  prometheus::Counter* repeated;  ///< ballots that the ledger had already
  prometheus::Counter* dead_letters;
  prometheus::Counter* refused;  ///< batches, but for those that are sent again at once
  prometheus::Histogram* commit_seconds;
  prometheus::Histogram* lag_seconds;         ///< from a vote's being recorded to its being counted
  prometheus::Gauge* held;                    ///< 1 while this process holds the partition
  prometheus::Gauge* waiting;                 ///< entries in the stream that are not applied yet
  prometheus::Counter* trimmed;               ///< entries that went from the stream
  prometheus::Counter* rewinds;               ///< how often the stream was read from its beginning again
  prometheus::Gauge* dead_waiting = nullptr;  ///< letters in votes:dead; the holder of partition 0 alone looks at them
};

}  // namespace scrutin::actors
