#pragma once
// Entries of a stream on their way into the ledger.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "actors/ballots/messages.hpp"
#include "actors/postgres/messages.hpp"
#include "actors/schema/batches.hpp"
#include "actors/schema/known_offers.hpp"

namespace scrutin::actors {

/// An entry that is no vote, or one for what is not asked here, with the reason.
struct dead_letter {
  std::string entry;  ///< its id in the stream
  std::string reason;
  std::vector<std::string> fields;  ///< name, value, name, value ...
};

/// What one read of a partition's stream gave, in its order.
struct sync_batch {
  std::vector<std::string> entries;  ///< the ids of all of them
  std::vector<ballot> ballots;
  std::vector<std::int64_t> times;  ///< of each ballot: when Redis took it, in milliseconds since 1970 (cast_time.hpp)
  std::vector<std::size_t> places;  ///< of each ballot: which of the entries it is
  std::vector<bool> finals;         ///< of each ballot: whether a vote that stands already goes on standing
  std::vector<bool> rolls;          ///< of each ballot: whether its voter must be on the poll's roll
  std::vector<dead_letter> dead;
  bool has_unknown = false;  ///< whether one of `dead` is a ballot, but for what was never offered as far as was known
  std::vector<std::string> unheard;  ///< digests of offers that ballots point to, and that are not known

  bool empty() const { return entries.empty(); }
};

/// Reads the reply of XREAD for one stream.
sync_batch to_batch(const redis_value& reply, const known_offers& known);

/// The first half of its entries and the rest, each with what belongs to it. For two entries or more.
std::pair<sync_batch, sync_batch> halves(sync_batch whole);

/// One entry as a dead letter, from the reply of XRANGE for it. Where it is gone there is no letter.
sync_batch to_dead_batch(const redis_value& reply, const std::string& entry, std::string reason);

/// Its ballots as PostgreSQL is given them; a view of the batch.
sql::known_ballots known_of(const sync_batch& batch);

/// How far the stream is applied once the batch is: its last ballot that stands before its first dead letter. None
/// where there is no such one.
stream_position position_after(const sync_batch& batch);

/// The call of sql::apply_batch.
statement apply_statement(const sync_batch& batch, unsigned partition, std::int64_t token,
                          std::chrono::milliseconds lease, const stream_position& until);

/// What moves the batch's dead letters to `votes:dead`, after the commit, by a script each: a Redis that is full
/// (maxmemory) takes no transaction, but a script that makes room first.
/// A dead letter has the fields `stream`, `entry` and `reason`, in this order, and behind them the entry's own,
/// whatever their names.
std::vector<redis_command> bury_commands(const sync_batch& batch, unsigned partition);

/// These, and what deletes the rest of the batch, with what its group may have pending of it.
std::vector<redis_command> settle_commands(const sync_batch& batch, unsigned partition);

}  // namespace scrutin::actors
