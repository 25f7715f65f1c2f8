#pragma once
// The batches of one partition: the one that is applied, and what waits behind it.
#include <cstddef>
#include <deque>
#include <optional>

#include "actors/sync/sync_batch.hpp"

namespace scrutin::actors {

/// At most one batch waits for the current one, but for the pieces of one that was halved. It also knows how much is
/// read at once: fewer entries than `most` after that many were too much, and more again when commits go well.
class batch_line {
public:
  explicit batch_line(std::size_t most) : most_(most), now_(most) {}

  /// How many entries the next one may have.
  std::size_t size() const { return now_; }

  const sync_batch& current() const { return current_; }
  bool has_next() const { return next_.has_value(); }
  void put(sync_batch next) { next_ = std::move(next); }

  /// Makes what comes next the current one. False where nothing does.
  bool advance();

  /// The current one becomes its first half; the other comes next.
  void halve();

  /// The current one becomes that.
  void replace(sync_batch other) { current_ = std::move(other); }

  /// It met another transaction. Whether it may be sent again.
  bool may_conflict_again();

  /// It was too much, and what is read from now on is less. This outlives forget(): the lease may be gone by now, and
  /// whoever has it then must not begin with as much.
  void shrink();

  /// It was committed. Whether that was all that was read at once.
  bool committed();

  /// The current one is done with.
  void settle();

  void forget();

private:
  std::size_t most_;
  std::size_t now_;
  sync_batch current_;
  std::deque<sync_batch> pieces_;  // of a batch that was halved: what comes behind the current one
  std::optional<sync_batch> next_;
  unsigned commits_ = 0;    // since the last time that it was too much
  unsigned conflicts_ = 0;  // of the current batch
};

}  // namespace scrutin::actors
