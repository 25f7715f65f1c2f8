#include "actors/ballots/worker_sign.hpp"

#include <algorithm>
#include <charconv>
#include <embedded/ballots_scripts.hpp>

#include "actors/ballots/keys.hpp"

namespace scrutin::actors {

namespace {

std::int64_t to_integer(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

redis_command leave_sign() { return {"EVAL", embedded::leave_sign_lua, "1", worker_key}; }

redis_command look_for_sign() { return {"EVAL", embedded::look_for_sign_lua, "2", worker_key, sample_list}; }

worker_sign::worker_sign(const redis_value& reply) {
  const auto& items = reply.items();
  if (items.size() < 4) return;
  ever = !items[1].nil();
  if (ever) silent = std::max<std::int64_t>(0, to_integer(items[0].text()) - to_integer(items[1].text()));
  waiting = items[2].integer();
  head = items[3].text();
}

}  // namespace scrutin::actors
