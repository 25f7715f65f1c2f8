#include "actors/sync/foreign_streams.hpp"

#include <embedded/sync_scripts.hpp>

#include "actors/ballots/keys.hpp"

namespace scrutin::actors {

std::optional<redis_command> ask_foreign_streams(unsigned partitions) {
  if (partitions >= most_partitions) return std::nullopt;
  std::vector<std::string> words{"EVAL", std::string(embedded::foreign_streams_lua),
                                 std::to_string(most_partitions - partitions)};
  for (auto one = partitions; one < most_partitions; ++one) words.push_back(stream_name(one));
  words.emplace_back(reader_group);
  return redis_command{words};
}

std::vector<foreign_stream> to_foreign_streams(const redis_value& answer, unsigned partitions) {
  std::vector<foreign_stream> all;
  for (const auto& one : answer.items()) {
    const auto& words = one.items();
    if (words.size() != 4) continue;
    all.push_back({partitions + static_cast<unsigned>(words[0].integer()), words[1].integer(), words[2].integer(),
                   words[3].integer()});
  }
  return all;
}

redis_command delete_empty_stream(unsigned partition) {
  return {"EVAL", embedded::delete_empty_stream_lua, "1", stream_name(partition)};
}

}  // namespace scrutin::actors
