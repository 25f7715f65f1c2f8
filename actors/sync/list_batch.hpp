#pragma once
// Items of the original sample's list on their way into the streams.
#include <string>
#include <string_view>
#include <vector>

#include "actors/ballots/ballot.hpp"
#include "actors/ballots/offer.hpp"
#include "actors/redis/redis_command.hpp"
#include "actors/runtime/expected.hpp"

namespace scrutin::actors {

/// The head of the list `votes`, to which the original sample's vote page pushes `{"voter_id": "...", "vote": "a"}`.
struct list_batch {
  std::vector<std::string> items;         ///< as they were read; over-long ones are cut
  std::vector<expected<ballot>> entries;  ///< of each item: a vote, or why it is none

  /// Most items of one batch.
  static constexpr std::size_t most = 256;

  std::size_t dead() const;  ///< how many are no votes
};

/// Asks for the head of the list, at most list_batch::most items; changes nothing.
redis_command peek_list();

/// Reads the answer to that. Each vote gets a new uid, and is cast under that offer; whether it names an option of it
/// is for who applies it.
list_batch to_list_batch(const redis_value& reply, const published_offer& offered);

/// Moves the batch into the streams of `partitions`, and what is no vote to `votes:dead`, if the list still begins with
/// it, and makes the offer known: answers how many items were moved, or 0 where the list is another by now. All of it
/// happens or nothing. Refused where the processes do not agree on the number of partitions.
redis_command move_list(const list_batch& batch, unsigned partitions, const published_offer& offered);

}  // namespace scrutin::actors
