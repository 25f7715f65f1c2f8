#include "actors/sync/sync_metrics.hpp"

#include <string>

namespace scrutin::actors {

sync_metrics::sync_metrics(prometheus::Registry& registry, unsigned partition) {
  const prometheus::Labels labels{{"partition", std::to_string(partition)}};
  const auto counter = [&](const char* name, const char* help) {
    return &prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add(labels);
  };
  const auto gauge = [&](const char* name, const char* help) {
    return &prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels);
  };
  applied = counter("scrutin_ballots_applied_total", "Ballots that this process put into the ledger.");
  repeated = counter("scrutin_ballots_repeated_total",
                     "Ballots that were in the ledger already: batches sent again after a fault, and repeated keys.");
  dead_letters =
      counter("scrutin_dead_letters_total", "Entries that could not be applied, moved to the stream votes:dead.");
  refused = counter("scrutin_batches_refused_total",
                    "Batches that PostgreSQL refused, each halved, buried as one dead letter, or tried again later.");
  commit_seconds = &prometheus::BuildHistogram()
                        .Name("scrutin_batch_commit_seconds")
                        .Help("From sending a batch to PostgreSQL to its commit.")
                        .Register(registry)
                        .Add(labels, prometheus::Histogram::BucketBoundaries{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                                             0.1, 0.25, 0.5, 1, 2.5});
  lag_seconds =
      &prometheus::BuildHistogram()
           .Name("scrutin_vote_to_tally_seconds")
           .Help("From Redis' taking the oldest vote of a batch to the batch's commit, by the clocks of both hosts.")
           .Register(registry)
           .Add(labels, prometheus::Histogram::BucketBoundaries{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
                                                                30, 60, 300, 1800});
  held = gauge("scrutin_partition_held", "1 while this process holds the partition's lease.");
  waiting = gauge("scrutin_stream_entries",
                  "Entries in the partition's stream that are not applied yet, as its holder last saw it.");
  trimmed = counter("scrutin_stream_entries_trimmed_total",
                    "Entries that went from the partition's stream, worker.keep_ms after they were applied.");
  rewinds = counter("scrutin_stream_rewinds_total",
                    "How often the partition's stream was read from its beginning again, since it was not the one "
                    "that was read before: Redis was emptied, restored, or lost its last moments.");
  if (partition != 0) return;
  dead_waiting = &prometheus::BuildGauge()
                      .Name("scrutin_dead_letters_waiting")
                      .Help("Entries in the stream votes:dead, as the holder of partition 0 last saw it.")
                      .Register(registry)
                      .Add({});
}

}  // namespace scrutin::actors
