#include "actors/sync/list_batch.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <utility>

namespace scrutin::actors {

namespace {

namespace json = boost::json;

constexpr std::size_t most_bytes = 4096;  // of one item that may be a vote: the sample's have about 50
constexpr std::size_t most_depth = 8;     // of its JSON

// Both begin with this. A script is one step to everyone else, but what it wrote before an error stays written: so it
// looks before its first write at whatever could refuse a later one.
constexpr std::string_view prelude = R"lua(
local function kind_error(key, wanted)
  local kind = redis.call('TYPE', key).ok
  if kind ~= wanted and kind ~= 'none' then
    return redis.error_reply('WRONGTYPE the key ' .. key .. ' holds a ' .. kind .. ' and no ' .. wanted)
  end
end
)lua";

// KEYS: the list. ARGV: most items, bytes after which an item is cut.
constexpr std::string_view peek_script = R"lua(
local wrong = kind_error(KEYS[1], 'list')
if wrong then return wrong end
local head = redis.call('LRANGE', KEYS[1], 0, ARGV[1] - 1)
for i, item in ipairs(head) do head[i] = item:sub(1, ARGV[2]) end
return head
)lua";

// KEYS: the list, the key with the number of partitions, the stream of dead letters, the offers, the stream of each
// partition. ARGV: the number of partitions, bytes after which an item was cut, the offer's digest and text; then of
// each item six words: its text, the place of its stream in KEYS, and uid, poll, voter, choice or, of a dead letter,
// the reason and three that are empty.
constexpr std::string_view move_script = R"lua(
local partitions, cut = ARGV[1], ARGV[2]
local digest, offer = ARGV[3], ARGV[4]
local first, words = 5, 6
local count = (#ARGV - first + 1) / words

local head = redis.call('LRANGE', KEYS[1], 0, count - 1)
if #head ~= count then return 0 end
for i, item in ipairs(head) do
  if item:sub(1, cut) ~= ARGV[first + (i - 1) * words] then return 0 end
end

local agreed = redis.call('GET', KEYS[2])
if agreed and agreed ~= partitions then
  return redis.error_reply('PARTITIONS the settings say ' .. partitions .. ', the key ' .. KEYS[2] .. ' says ' .. agreed)
end
for i = 3, #KEYS do
  local wrong = kind_error(KEYS[i], i == 4 and 'hash' or 'stream')
  if wrong then return wrong end
end

if not agreed then redis.call('SET', KEYS[2], partitions) end
redis.call('HSET', KEYS[4], digest, offer)
for i, item in ipairs(head) do
  local at = first + (i - 1) * words
  local stream = KEYS[tonumber(ARGV[at + 1])]
  if stream == KEYS[3] then
    redis.call('XADD', stream, '*', 'stream', KEYS[1], 'entry', '-', 'reason', ARGV[at + 2], 'json', item)
  else
    redis.call('XADD', stream, '*', 'uid', ARGV[at + 2], 'poll', ARGV[at + 3], 'voter', ARGV[at + 4],
               'choice', ARGV[at + 5], 'offer', digest)
  end
end
redis.call('LTRIM', KEYS[1], count, -1)
return count
)lua";

constexpr std::size_t dead_place = 3;
constexpr std::size_t first_stream_place = 5;

// The text of a member, or nothing where it is missing or something else.
const json::string* text_of(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  return member != nullptr ? member->if_string() : nullptr;
}

std::variant<ballot, std::string> read_item(std::string_view item, const published_offer& offered) {
  if (item.size() > most_bytes) return "it is longer than " + std::to_string(most_bytes) + " bytes";
  json::error_code wrong;
  json::parse_options options;
  options.max_depth = most_depth;
  const auto parsed = json::parse(item, wrong, {}, options);
  if (wrong) return "it is not JSON: " + wrong.message();
  const auto* object = parsed.if_object();
  if (object == nullptr) return "it is no JSON object";
  const auto* voter = text_of(*object, "voter_id");
  if (voter == nullptr) return "its \"voter_id\" is missing or no text";
  if (!is_plain(*voter)) return "its \"voter_id\" is empty, over-long or not plain text";
  const auto* choice = text_of(*object, "vote");
  if (choice == nullptr) return "its \"vote\" is missing or no text";
  if (!is_plain_choice(*choice)) return "its \"vote\" is empty, over-long or not plain text";
  return ballot{uid::make(), offered.what.poll, std::string(*voter), std::string(*choice), offered.digest};
}

}  // namespace

std::size_t list_batch::dead() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(entries, [](const auto& entry) { return std::holds_alternative<std::string>(entry); }));
}

redis_command peek_list() {
  const auto script = std::string(prelude) + std::string(peek_script);
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
  std::vector<std::string> words{"EVAL",
                                 std::string(prelude) + std::string(move_script),
                                 std::to_string(partitions + 4),
                                 sample_list,
                                 "scrutin:partitions",
                                 "votes:dead",
                                 offers_key};
  for (unsigned i = 0; i < partitions; ++i) words.push_back(stream_name(i));
  words.insert(words.end(),
               {std::to_string(partitions), std::to_string(most_bytes + 1), offered.digest, offered.what.to_string()});
  for (std::size_t i = 0; i < batch.items.size(); ++i) {
    words.push_back(batch.items[i]);
    if (const auto* vote = std::get_if<ballot>(&batch.entries[i])) {
      const auto place = first_stream_place + partition_of(vote->voter, partitions);
      words.insert(words.end(), {std::to_string(place), vote->id.to_string(), vote->poll, vote->voter, vote->choice});
    } else {
      words.insert(words.end(), {std::to_string(dead_place), std::get<std::string>(batch.entries[i]), "", "", ""});
    }
  }
  return redis_command{words};
}

}  // namespace scrutin::actors
