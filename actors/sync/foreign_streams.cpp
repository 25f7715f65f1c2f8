#include "actors/sync/foreign_streams.hpp"

#include "actors/ballots/ballot.hpp"

namespace scrutin::actors {

namespace {

// Redis looks a thousand names up in less than a millisecond. One that holds anything else is someone else's.
constexpr const char* look_script = R"lua(
local found = {}
for place, key in ipairs(KEYS) do
  if redis.call('TYPE', key).ok == 'stream' then
    local length, pending = redis.call('XLEN', key), 0
    for _, group in ipairs(redis.call('XINFO', 'GROUPS', key)) do
      for i = 1, #group, 2 do
        if group[i] == 'pending' then pending = pending + group[i + 1] end
      end
    end
    if length + pending > 0 then found[#found + 1] = {place - 1, length, pending} end
  end
end
return found
)lua";

constexpr const char* delete_script =
    "if redis.call('EXISTS', KEYS[1]) == 0 then return 1 end "
    "if redis.call('XLEN', KEYS[1]) > 0 then return 0 end "
    "return redis.call('DEL', KEYS[1])";

}  // namespace

std::optional<redis_command> ask_foreign_streams(unsigned partitions) {
  if (partitions >= most_partitions) return std::nullopt;
  std::vector<std::string> words{"EVAL", look_script, std::to_string(most_partitions - partitions)};
  for (auto one = partitions; one < most_partitions; ++one) words.push_back(stream_name(one));
  return redis_command{words};
}

std::vector<foreign_stream> to_foreign_streams(const redis_value& answer, unsigned partitions) {
  std::vector<foreign_stream> all;
  for (const auto& one : answer.items()) {
    const auto& words = one.items();
    if (words.size() != 3) continue;
    all.push_back({partitions + static_cast<unsigned>(words[0].integer()), words[1].integer(), words[2].integer()});
  }
  return all;
}

redis_command delete_empty_stream(unsigned partition) { return {"EVAL", delete_script, "1", stream_name(partition)}; }

}  // namespace scrutin::actors
