#pragma once
// Puts ballots into their streams by one call, and never after a deadline.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "actors/ballots/ballot.hpp"
#include "actors/ballots/offer.hpp"
#include "actors/redis/redis_command.hpp"

namespace scrutin::actors {

/// The script: it compares Redis' own clock with the deadline, then adds the ballots one by one. Each of them has a
/// result of its own, and what it does is done at once, so that no other command comes between. A ballot is added only
/// where Redis has the offer that it points to: so who reads the ballot finds what it means. Where that offer says so,
/// its voter must be on the poll's roll (roll.hpp) too.
extern const std::string timed_append_script;

/// How a call names the script.
struct script_name {
  std::string_view verb;  ///< EVALSHA, or EVAL, which Redis then remembers
  std::string_view text;  ///< the digest that SCRIPT LOAD answered with, or the script
};

/// A ballot and the name of its stream.
struct placement {
  const ballot* vote;
  std::string_view stream;
};

/// `deadline` is by Redis' clock, in microseconds since 1970. Without ballots it asks for that clock.
redis_command timed_append(const script_name& script, std::int64_t deadline, std::span<const placement> ballots);

/// Makes an offer known; it is the same as often as it is said.
redis_command publish(const published_offer& offered);

/// What it answered; a view of the reply.
class timed_append_reply {
public:
  explicit timed_append_reply(const redis_value& reply) : items_(reply.items()) {}

  /// Redis' clock when the call ran, in microseconds since 1970.
  std::int64_t time() const { return items_.empty() ? 0 : items_.front().integer(); }

  /// Whether the deadline had passed: then nothing was added.
  bool late() const { return items_.size() <= 1; }

  /// Whether the ballot of that index was not added because Redis does not know its offer: publish it, and send again.
  bool not_offered(std::size_t index) const;

  /// Whether it was not added because its poll has a roll, which its voter is not on; or which Redis does not have.
  bool not_on_roll(std::size_t index) const;
  bool no_roll(std::size_t index) const;

  /// Whether Redis added the ballot of that index, or why not. Not for a late one.
  expected<void> added(std::size_t index) const;

private:
  const redis_value::list& items_;
};

}  // namespace scrutin::actors
