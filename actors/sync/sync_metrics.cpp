#include "actors/sync/sync_metrics.hpp"

#include <string>

namespace scrutin::actors {

sync_metrics::sync_metrics(prometheus::Registry& registry, unsigned partition) {
  const prometheus::Labels labels{{"partition", std::to_string(partition)}};
  applied = &prometheus::BuildCounter()
                 .Name("scrutin_ballots_applied_total")
                 .Help("Ballots that this process put into the ledger.")
                 .Register(registry)
                 .Add(labels);
  repeated = &prometheus::BuildCounter()
                  .Name("scrutin_ballots_repeated_total")
                  .Help("Ballots that were in the ledger already: batches sent again after a fault, and repeated keys.")
                  .Register(registry)
                  .Add(labels);
  dead_letters = &prometheus::BuildCounter()
                      .Name("scrutin_dead_letters_total")
                      .Help("Entries that could not be applied, moved to the stream votes:dead.")
                      .Register(registry)
                      .Add(labels);
  refused = &prometheus::BuildCounter()
                 .Name("scrutin_batches_refused_total")
                 .Help("Batches that PostgreSQL refused, each halved, buried as one dead letter, or tried again later.")
                 .Register(registry)
                 .Add(labels);
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
  held = &prometheus::BuildGauge()
              .Name("scrutin_partition_held")
              .Help("1 while this process holds the partition's lease.")
              .Register(registry)
              .Add(labels);
  waiting = &prometheus::BuildGauge()
                 .Name("scrutin_stream_entries")
                 .Help("Entries in the partition's stream that are not applied yet, as its holder last saw it.")
                 .Register(registry)
                 .Add(labels);
  trimmed = &prometheus::BuildCounter()
                 .Name("scrutin_stream_entries_trimmed_total")
                 .Help("Entries that went from the partition's stream, worker.keep_ms after they were applied.")
                 .Register(registry)
                 .Add(labels);
  rewinds = &prometheus::BuildCounter()
                 .Name("scrutin_stream_rewinds_total")
                 .Help(
                     "How often the partition's stream was read from its beginning again, since it was not the one "
                     "that was read before: Redis was emptied, restored, or lost its last moments.")
                 .Register(registry)
                 .Add(labels);
  if (partition != 0) return;
  dead_waiting = &prometheus::BuildGauge()
                      .Name("scrutin_dead_letters_waiting")
                      .Help("Entries in the stream votes:dead, as the holder of partition 0 last saw it.")
                      .Register(registry)
                      .Add({});
}

}  // namespace scrutin::actors
