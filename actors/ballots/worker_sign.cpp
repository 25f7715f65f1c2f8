#include "actors/ballots/worker_sign.hpp"

#include <algorithm>
#include <charconv>

#include "actors/ballots/sample_list.hpp"

namespace scrutin::actors {

namespace {

constexpr const char* key = "scrutin:worker";

// A list that is none counts as empty: its vote page and its worker tell of that themselves.
constexpr const char* look = R"lua(
local length = redis.pcall('LLEN', KEYS[2])
if type(length) ~= 'number' then return {redis.call('TIME')[1], redis.call('GET', KEYS[1]), 0, ''} end
return {redis.call('TIME')[1], redis.call('GET', KEYS[1]), length, redis.call('LINDEX', KEYS[2], 0) or ''}
)lua";

std::int64_t to_integer(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

redis_command leave_sign() { return {"EVAL", "return redis.call('SET', KEYS[1], redis.call('TIME')[1])", "1", key}; }

redis_command look_for_sign() { return {"EVAL", look, "2", key, sample_list}; }

worker_sign::worker_sign(const redis_value& reply) {
  const auto& items = reply.items();
  if (items.size() < 4) return;
  ever = !items[1].nil();
  if (ever) silent = std::max<std::int64_t>(0, to_integer(items[0].text()) - to_integer(items[1].text()));
  waiting = items[2].integer();
  head = items[3].text();
}

}  // namespace scrutin::actors
