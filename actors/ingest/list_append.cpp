#include "actors/ingest/list_append.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <embedded/ingest_scripts.hpp>
#include <vector>

#include "actors/ballots/keys.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::minutes marked_on{1};

}  // namespace

std::string to_list_item(const ballot& vote) {
  return R"({"voter_id": )" + boost::json::serialize(boost::json::string(vote.voter)) + R"(, "vote": )" +
         boost::json::serialize(boost::json::string(vote.choice)) + "}";
}

redis_command list_append(std::int64_t deadline, std::span<const ballot* const> ballots, bool only_behind_others,
                          std::chrono::milliseconds longest_doubt) {
  std::vector<std::string> words{"EVAL", std::string(embedded::list_append_lua), std::to_string(ballots.size() + 1),
                                 sample_list};
  for (const auto* one : ballots) words.push_back(std::string(listed_prefix) + one->id.to_string());
  words.push_back(std::to_string(deadline));
  words.push_back(std::to_string((longest_doubt + marked_on).count()));
  words.emplace_back(only_behind_others ? "1" : "0");
  for (const auto* one : ballots) words.push_back(to_list_item(*one));
  return redis_command{std::span<const std::string>(words)};
}

expected<void> list_append_reply::taken(std::size_t index) const {
  if (index + 1 >= items_.size()) return problem::that("Redis answered for fewer votes than it was sent");
  const auto& error = items_[index + 1].items();
  if (error.empty()) return {};
  return problem::that(error.front().text());
}

}  // namespace scrutin::actors
