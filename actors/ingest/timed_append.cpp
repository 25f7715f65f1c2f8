#include "actors/ingest/timed_append.hpp"

#include <embedded/ballots_scripts.hpp>
#include <embedded/ingest_scripts.hpp>
#include <vector>

#include "actors/ballots/keys.hpp"

namespace scrutin::actors {

const std::string timed_append_script = std::string(embedded::entries_lua) + std::string(embedded::timed_append_lua);

redis_command timed_append(const script_name& script, std::int64_t deadline, std::span<const placement> ballots) {
  const auto count = std::to_string(ballots.size() + 1);
  const auto until = std::to_string(deadline);
  std::string uids;
  uids.reserve(uid::text_size * ballots.size());
  std::vector<std::string_view> words{script.verb, script.text, count, offers_key};
  words.reserve(5 + 7 * ballots.size());
  for (const auto& one : ballots) words.push_back(one.stream);
  words.emplace_back(until);
  for (const auto& one : ballots) {
    one.vote->id.append_to(uids);
    words.insert(words.end(), {std::string_view(uids).substr(uids.size() - uid::text_size), one.vote->poll,
                               one.vote->voter, one.vote->choice, one.vote->offer, one.vote->trace});
  }
  return redis_command{std::span<const std::string_view>(words)};
}

redis_command publish(const published_offer& offered) {
  return {"HSET", offers_key, offered.digest, offered.what.to_string()};
}

bool timed_append_reply::not_offered(std::size_t index) const { return added(index).error().why == "NOOFFER"; }

bool timed_append_reply::not_on_roll(std::size_t index) const { return added(index).error().why == "NOTONROLL"; }

bool timed_append_reply::no_roll(std::size_t index) const { return added(index).error().why == "NOROLL"; }

expected<void> timed_append_reply::added(std::size_t index) const {
  if (index + 1 >= items_.size()) return problem::that("Redis answered for fewer votes than it was sent");
  const auto& error = items_[index + 1].items();
  if (error.empty()) return {};
  return problem::that(error.front().text());
}

}  // namespace scrutin::actors
