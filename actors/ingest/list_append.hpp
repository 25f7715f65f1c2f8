#pragma once
// Puts ballots into the original sample's list by one call, each once, and never after a deadline.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "actors/ballots/ballot.hpp"
#include "actors/redis/redis_command.hpp"

namespace scrutin::actors {

/// What the sample's vote page would push: `{"voter_id": "...", "vote": "a"}`.
std::string to_list_item(const ballot& vote);

/// A script, of which Redis sees all at once: it compares its own clock with the deadline (microseconds since 1970),
/// then pushes the ballots one by one. The list has no place for their uids, so it marks in a key of its own what
/// became of each, for `longest_doubt` and a minute more: a ballot that is sent again meanwhile has the same answer.
///
/// Where `only_behind_others` holds and the list is empty, none is pushed.
redis_command list_append(std::int64_t deadline, std::span<const ballot* const> ballots, bool only_behind_others,
                          std::chrono::milliseconds longest_doubt);

/// What it answered; a view of the reply.
class list_append_reply {
public:
  explicit list_append_reply(const redis_value& reply) : items_(reply.items()) {}

  /// Redis' clock when the call ran, in microseconds since 1970.
  std::int64_t time() const { return items_.empty() ? 0 : items_.front().integer(); }

  /// Whether the deadline had passed: then nothing was pushed.
  bool late() const { return items_.size() <= 1; }

  /// Whether Redis did what was asked with the ballot of that index, or why not. Not for a late one.
  expected<void> taken(std::size_t index) const;

  /// Whether it stands in the list, or stood there.
  bool listed(std::size_t index) const { return index + 1 < items_.size() && items_[index + 1].integer() > 0; }

private:
  const redis_value::list& items_;
};

}  // namespace scrutin::actors
