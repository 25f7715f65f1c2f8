#pragma once
// One vote on its way: the entry of a Redis stream, written by `vote` and read by `worker`.
#include <optional>
#include <string>
#include <string_view>

#include "actors/ballots/keys.hpp"
#include "actors/ballots/uid.hpp"
#include "actors/redis/redis_command.hpp"
#include "actors/runtime/expected.hpp"

namespace scrutin::actors {

/// What a voter chose, and the identity that makes it count once however often it is delivered.
struct ballot {
  uid id;
  std::string poll;     ///< a poll's id
  std::string voter;    ///< 32 hexadecimal digits, or what the original sample's vote page made (up to 64 characters)
  std::string choice;   ///< an option's id; of a vote for several, their ids with commas, in the poll's order
  std::string offer{};  ///< the digest of the offer that it was cast under; empty from who knows of none (offer.hpp)
  std::string trace{};  ///< http::trace_context of the request that brought it, or empty; says nothing of the voter

  bool operator==(const ballot&) const = default;
};

/// Whether a ballot may carry it as its poll or voter: 1 to 64 visible characters of ASCII.
bool is_plain(std::string_view text);

/// Whether a ballot may carry it as its choice: 1 to config::longest_choice of them.
bool is_plain_choice(std::string_view text);

/// Which of `partitions` streams holds the votes of `voter`: FNV-1a, which no version of ours may ever change, since
/// the votes of one voter must stay in one stream to keep their order. `partitions` is at least 1.
unsigned partition_of(std::string_view voter, unsigned partitions);

/// XADD of the ballot to the stream of that name, as entries.lua has it for scripts.
redis_command to_command(const ballot& vote, std::string_view stream);

/// The ballot of a stream entry's field list (name, value, name, value ...), or why it is none.
expected<ballot> to_ballot(const redis_value& fields);

}  // namespace scrutin::actors
