#pragma once
// Streams of votes that nobody reads, since the number of partitions was a larger one once.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/redis/redis_command.hpp"

namespace scrutin::actors {

/// The most partitions that the settings take (`redis.partitions`): no stream has a higher number.
constexpr unsigned most_partitions = 1024;

/// One of them that holds something.
struct foreign_stream {
  unsigned partition = 0;
  std::int64_t waiting = 0;  ///< entries that are not applied yet, by what its group tells (stream_trim.hpp)
  std::int64_t pending = 0;  ///< in all its consumer groups: what readers of earlier versions left
  std::int64_t kept = 0;     ///< entries that are applied

  bool has_votes() const { return waiting + pending > 0; }
};

/// Asks which streams from `votes:<partitions>` on are not empty; changes nothing. Nothing where there can be none.
std::optional<redis_command> ask_foreign_streams(unsigned partitions);

/// Reads the answer to that.
std::vector<foreign_stream> to_foreign_streams(const redis_value& answer, unsigned partitions);

/// Deletes the stream with its groups, if nothing is in it any more: answers 1 where it is gone. What is pending
/// without being there was applied.
redis_command delete_empty_stream(unsigned partition);

}  // namespace scrutin::actors
