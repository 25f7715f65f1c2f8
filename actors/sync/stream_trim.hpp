#pragma once
// How Redis gets rid of what is applied.
#include <cstdint>
#include <optional>
#include <string>

#include "actors/redis/redis_command.hpp"
#include "actors/schema/stream_position.hpp"

namespace scrutin::actors {

/// By a Redis older than 6.2, which has to look at each.
inline constexpr std::int64_t most_trimmed_at_once = 10'000;

/// Looks whether the stream of that partition still has the mark of `at`. If so, all entries before `before` go, none
/// where that is "", and where `tells`, the stream's consumer group tells from then on that `at` is how far it is
/// applied: to XINFO GROUPS, to what watches Redis, and to whoever asks for streams that are left
/// (foreign_streams.hpp).
redis_command trim_stream(unsigned partition, const stream_position& at, const std::string& before, bool tells);

/// What that came to.
struct trimmed_stream {
  std::int64_t gone = 0;
  std::int64_t left = 0;
  std::int64_t waiting =
      0;  ///< of these, where nothing was to go or to be told: not applied yet; all, where it is many
};

/// Nothing where the mark was not there.
std::optional<trimmed_stream> to_trimmed(const redis_value& answer);

}  // namespace scrutin::actors
