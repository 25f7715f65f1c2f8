#pragma once
// How far a partition's stream is applied.
#include <string>

#include "actors/postgres/messages.hpp"

namespace scrutin::actors {

/// The entry of the last ballot that was applied. It stays in the stream as a mark: an entry of that id with another
/// uid, or none, says that the stream is not the one that was read. (A stream that was emptied could have the same
/// ballot at the same id only where it was sent again and added within the same millisecond of Redis' clock.)
struct stream_position {
  std::string entry;  ///< its id, `1700000000000-0`; "" where nothing was applied yet
  std::string uid;    ///< its ballot's, as the entry has it

  explicit operator bool() const { return !entry.empty(); }
  bool operator==(const stream_position&) const = default;
};

namespace sql {

/// Asks for the one that the last batch of a partition left (apply_batch). Before the first there is none.
struct position_of {
  static statement ask(unsigned partition);
  static stream_position read(const rows& answer);
};

}  // namespace sql

}  // namespace scrutin::actors
