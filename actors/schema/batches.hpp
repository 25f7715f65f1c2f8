#pragma once
// Ballots on their way into the ledger (batches.sql, letters.sql).
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "actors/ballots/ballot.hpp"
#include "actors/postgres/messages.hpp"
#include "actors/schema/stream_position.hpp"

namespace scrutin::actors::sql {

/// Ballots with what is known of each beside what it says; all are of one length.
struct known_ballots {
  std::span<const ballot> ballots;
  std::span<const std::int64_t> times;  ///< when Redis took it, in milliseconds since 1970
  const std::vector<bool>& finals;      ///< whether a vote that stands already goes on standing
  const std::vector<bool>& rolls;       ///< whether its voter must be on the poll's roll
};

/// Applies a batch, in the order of its ballots. Answers how many of them the ledger did not have. In the same
/// transaction the stream's position becomes `until`, where that is one.
struct apply_batch {
  static statement ask(unsigned partition, std::int64_t token, std::chrono::milliseconds lease,
                       const known_ballots& batch, const stream_position& until = {});
  static std::int64_t read(const rows& answer);
};

/// What its offer says of a ballot.
struct ballot_terms {
  bool final = false;  ///< whether a vote that stands already goes on standing
  bool roll = false;   ///< whether its voter must be on the poll's roll
};

/// What became of a ballot that came late.
enum class fate : std::uint8_t {
  applied,
  late,   ///< in the ledger now, but another ballot of the voter stands
  known,  ///< it was in the ledger already
};

/// Applies one that is older than what its voter may have chosen since. Nothing where the answer is none of those.
struct apply_letter {
  static statement ask(unsigned partition, const ballot& vote, std::int64_t ms, ballot_terms under);
  static std::optional<fate> read(const rows& answer);
};

/// The same of several, one after the other. What answers something else counts as known.
struct apply_letters {
  static statement ask(unsigned partition, const known_ballots& letters);
  static std::vector<fate> read(const rows& answer);
};

}  // namespace scrutin::actors::sql
