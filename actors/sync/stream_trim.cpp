#include "actors/sync/stream_trim.hpp"

#include <embedded/sync_scripts.hpp>

#include "actors/ballots/keys.hpp"

namespace scrutin::actors {

redis_command trim_stream(unsigned partition, const stream_position& at, const std::string& before, bool tells) {
  return {"EVAL",
          embedded::trim_lua,
          "1",
          stream_name(partition),
          reader_group,
          at.entry,
          at.uid,
          before,
          std::to_string(most_trimmed_at_once),
          tells ? "1" : "0"};
}

std::optional<trimmed_stream> to_trimmed(const redis_value& answer) {
  const auto& counts = answer.items();
  if (counts.size() < 2) return std::nullopt;
  return trimmed_stream{counts[0].integer(), counts[1].integer(), counts.size() < 3 ? 0 : counts[2].integer()};
}

}  // namespace scrutin::actors
