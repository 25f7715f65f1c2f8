#include "actors/sync/list_batch.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <embedded/ballots_scripts.hpp>
#include <embedded/sync_scripts.hpp>
#include <utility>

#include "actors/ballots/keys.hpp"

namespace scrutin::actors {

namespace {

namespace json = boost::json;

constexpr std::size_t most_bytes = 4096;  // of one item that may be a vote: the sample's have about 50
constexpr std::size_t most_depth = 8;     // of its JSON

constexpr std::size_t dead_place = 3;
constexpr std::size_t first_stream_place = 5;

// The text of a member, or nothing where it is missing or something else.
const json::string* text_of(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  return member != nullptr ? member->if_string() : nullptr;
}

expected<ballot> read_item(std::string_view item, const published_offer& offered) {
  if (item.size() > most_bytes) return problem::that("it is longer than " + std::to_string(most_bytes) + " bytes");
  json::error_code wrong;
  json::parse_options options;
  options.max_depth = most_depth;
  const auto parsed = json::parse(item, wrong, {}, options);
  if (wrong) return problem::that("it is not JSON: " + wrong.message());
  const auto* object = parsed.if_object();
  if (object == nullptr) return problem::that("it is no JSON object");
  const auto* voter = text_of(*object, "voter_id");
  if (voter == nullptr) return problem::that("its \"voter_id\" is missing or no text");
  if (!is_plain(*voter)) return problem::that("its \"voter_id\" is empty, over-long or not plain text");
  const auto* choice = text_of(*object, "vote");
  if (choice == nullptr) return problem::that("its \"vote\" is missing or no text");
  if (!is_plain_choice(*choice)) return problem::that("its \"vote\" is empty, over-long or not plain text");
  return ballot{uid::make(), offered.what.poll, std::string(*voter), std::string(*choice), offered.digest};
}

}  // namespace

std::size_t list_batch::dead() const {
  return static_cast<std::size_t>(std::ranges::count_if(entries, [](const auto& entry) { return entry.has_error(); }));
}

redis_command peek_list() {
  const auto script = std::string(embedded::kind_error_lua) + std::string(embedded::peek_list_lua);
  return {"EVAL", script, "1", sample_list, std::to_string(list_batch::most), std::to_string(most_bytes + 1)};
}

list_batch to_list_batch(const redis_value& reply, const published_offer& offered) {
  list_batch batch;
  for (const auto& item : reply.items()) {
    batch.entries.push_back(read_item(item.text(), offered));
    batch.items.push_back(item.text());
  }
  return batch;
}

redis_command move_list(const list_batch& batch, unsigned partitions, const published_offer& offered) {
  auto script = std::string(embedded::kind_error_lua) + std::string(embedded::entries_lua);
  script += embedded::move_list_lua;
  std::vector<std::string> words{
      "EVAL", std::move(script), std::to_string(partitions + 4), sample_list, partitions_key, dead_stream, offers_key};
  for (unsigned i = 0; i < partitions; ++i) words.push_back(stream_name(i));
  words.insert(words.end(),
               {std::to_string(partitions), std::to_string(most_bytes + 1), offered.digest, offered.what.to_string()});
  for (std::size_t i = 0; i < batch.items.size(); ++i) {
    words.push_back(batch.items[i]);
    if (const auto& vote = batch.entries[i]) {
      const auto place = first_stream_place + partition_of(vote->voter, partitions);
      words.insert(words.end(), {std::to_string(place), vote->id.to_string(), vote->poll, vote->voter, vote->choice});
    } else {
      words.insert(words.end(), {std::to_string(dead_place), vote.error().why, "", "", ""});
    }
  }
  return redis_command{words};
}

}  // namespace scrutin::actors
