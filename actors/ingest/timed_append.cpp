#include "actors/ingest/timed_append.hpp"

#include <vector>

#include "actors/ballots/offer.hpp"

namespace scrutin::actors {

// Redis 5 and newer replicate what a script did and not the script, so that it may ask for the time and then write. A
// Lua number holds microseconds until the year 2255 exactly.
const std::string_view timed_append_script = R"(
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local answer = {now}
if now > tonumber(ARGV[1]) then return answer end
local xadd = redis.pcall
local offered = {}
for i = 2, #KEYS do
  local at = 5 * i - 8
  local offer = ARGV[at + 4]
  if offered[offer] == nil then offered[offer] = redis.call('HEXISTS', KEYS[1], offer) == 1 end
  if offered[offer] then
    local id = xadd('XADD', KEYS[i], '*', 'uid', ARGV[at], 'poll', ARGV[at + 1], 'voter', ARGV[at + 2],
                    'choice', ARGV[at + 3], 'offer', offer)
    if type(id) == 'table' then id = {id.err} end
    answer[i] = id
  else
    answer[i] = {'NOOFFER'}
  end
end
return answer
)";

redis_command timed_append(const script_name& script, std::int64_t deadline, std::span<const placement> ballots) {
  const auto count = std::to_string(ballots.size() + 1);
  const auto until = std::to_string(deadline);
  std::vector<std::string> uids;
  uids.reserve(ballots.size());
  std::vector<std::string_view> words{script.verb, script.text, count, offers_key};
  words.reserve(5 + 6 * ballots.size());
  for (const auto& one : ballots) words.push_back(one.stream);
  words.emplace_back(until);
  for (const auto& one : ballots) {
    const auto& uid = uids.emplace_back(one.vote->id.to_string());
    words.insert(words.end(), {uid, one.vote->poll, one.vote->voter, one.vote->choice, one.vote->offer});
  }
  return redis_command{std::span<const std::string_view>(words)};
}

redis_command publish(const published_offer& offered) {
  return {"HSET", offers_key, offered.digest, offered.what.to_string()};
}

bool timed_append_reply::not_offered(std::size_t index) const { return refusal(index) == "NOOFFER"; }

std::optional<std::string> timed_append_reply::refusal(std::size_t index) const {
  if (index + 1 >= items_.size()) return "Redis answered for fewer votes than it was sent";
  const auto& error = items_[index + 1].items();
  if (error.empty()) return std::nullopt;
  return error.front().text();
}

}  // namespace scrutin::actors
