#include "actors/ingest/list_append.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <string_view>
#include <vector>

#include "actors/ballots/sample_list.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::minutes marked_on{1};

// KEYS: the list, the mark of each ballot. ARGV: the deadline, how long marks stay in milliseconds, whether it is only
// for what comes behind others (1 or 0), the item of each ballot.
constexpr std::string_view script = R"lua(
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local answer = {now}
if now > tonumber(ARGV[1]) then return answer end
local pushes = true
if ARGV[3] == '1' then
  local length = redis.pcall('LLEN', KEYS[1])
  pushes = type(length) == 'number' and length > 0
end
for i = 2, #KEYS do
  local mark = redis.call('GET', KEYS[i])
  if mark then
    answer[i] = tonumber(mark)
  else
    local length = pushes and redis.pcall('RPUSH', KEYS[1], ARGV[i + 2])
    if type(length) == 'table' then
      answer[i] = {length.err}
    else
      answer[i] = pushes and 1 or 0
      redis.pcall('SET', KEYS[i], answer[i], 'PX', ARGV[2])
    end
  end
end
return answer
)lua";

}  // namespace

std::string to_list_item(const ballot& vote) {
  return R"({"voter_id": )" + boost::json::serialize(boost::json::string(vote.voter)) + R"(, "vote": )" +
         boost::json::serialize(boost::json::string(vote.choice)) + "}";
}

redis_command list_append(std::int64_t deadline, std::span<const ballot* const> ballots, bool only_behind_others,
                          std::chrono::milliseconds longest_doubt) {
  std::vector<std::string> words{"EVAL", std::string(script), std::to_string(ballots.size() + 1), sample_list};
  for (const auto* one : ballots) words.push_back("scrutin:listed:" + one->id.to_string());
  words.push_back(std::to_string(deadline));
  words.push_back(std::to_string((longest_doubt + marked_on).count()));
  words.emplace_back(only_behind_others ? "1" : "0");
  for (const auto* one : ballots) words.push_back(to_list_item(*one));
  return redis_command{std::span<const std::string>(words)};
}

std::optional<std::string> list_append_reply::refusal(std::size_t index) const {
  if (index + 1 >= items_.size()) return "Redis answered for fewer votes than it was sent";
  const auto& error = items_[index + 1].items();
  if (error.empty()) return std::nullopt;
  return error.front().text();
}

}  // namespace scrutin::actors
