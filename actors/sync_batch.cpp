#include "actors/sync_batch.hpp"

#include <algorithm>
#include <charconv>
#include <span>
#include <utility>
#include <variant>

#include "actors/array_literal.hpp"

namespace scrutin::actors {

namespace {

constexpr std::size_t most_words_of_a_dead_letter = 1000;

// The first half of an entry's id, `1700000000000-0`.
std::int64_t milliseconds_of(std::string_view entry) {
  std::int64_t ms = 0;
  std::from_chars(entry.data(), entry.data() + entry.size(), ms);
  return ms;
}

// Lua's stack bounds what a call takes.
constexpr std::size_t most_entries_of_a_call = 5000;

// In one step: an entry that were acknowledged and not deleted, since Redis began to refuse or ceased to in between,
// would stay in the stream, and nobody would look at it any more.
constexpr const char* forget_script =
    "redis.call('XDEL', KEYS[1], unpack(ARGV, 2)) return redis.call('XACK', KEYS[1], unpack(ARGV))";

redis_command forget(std::span<const std::string> entries, const std::string& stream) {
  std::vector<std::string> words{"EVAL", forget_script, "1", stream, "worker"};
  words.insert(words.end(), entries.begin(), entries.end());
  return redis_command{words};
}

// Moved by who deletes it, and so once, however many readers of the stream come late. Deleting makes room, so that a
// Redis that is full lets the script go on to XADD.
constexpr const char* bury_script =
    "if redis.call('XDEL', KEYS[1], ARGV[2]) == 1 then redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3)) end "
    "return redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])";

redis_command bury(const dead_letter& dead, const std::string& stream) {
  std::vector<std::string> words{"EVAL",   bury_script, "2",     stream,     "votes:dead", "worker",   dead.entry,
                                 "stream", stream,      "entry", dead.entry, "reason",     dead.reason};
  const auto most = std::min(dead.fields.size(), most_words_of_a_dead_letter);
  words.insert(words.end(), dead.fields.begin(), dead.fields.begin() + static_cast<std::ptrdiff_t>(most));
  return redis_command{words};
}

}  // namespace

sync_batch to_batch(const redis_value& reply, const known_offers& known) {
  sync_batch batch;
  const auto& streams = reply.items();
  if (streams.empty() || streams[0].items().size() != 2) return batch;
  for (const auto& entry : streams[0].items()[1].items()) {
    if (entry.items().size() != 2) continue;
    const auto& id = entry.items()[0].text();
    const auto& fields = entry.items()[1];
    batch.entries.push_back(id);
    if (fields.nil()) continue;
    auto read = to_ballot(fields);
    if (const auto* vote = std::get_if<ballot>(&read)) {
      if (!vote->offer.empty() && !known.knows(vote->offer) && std::ranges::count(batch.unheard, vote->offer) == 0) {
        batch.unheard.push_back(vote->offer);
      }
      if (auto why = known.complaint(*vote); !why.empty()) {
        batch.has_unknown = true;
        read = std::move(why);
      }
    }
    if (auto* vote = std::get_if<ballot>(&read)) {
      batch.finals.push_back(known.is_final(*vote));
      batch.ballots.push_back(std::move(*vote));
      batch.times.push_back(milliseconds_of(id));
      continue;
    }
    auto& dead = batch.dead.emplace_back(dead_letter{id, std::get<std::string>(std::move(read)), {}});
    for (const auto& word : fields.items()) dead.fields.push_back(word.text());
  }
  return batch;
}

statement apply_statement(const sync_batch& batch, unsigned partition, std::int64_t token,
                          std::chrono::milliseconds lease) {
  array_literal uids;
  array_literal polls;
  array_literal voters;
  array_literal choices;
  array_literal times;
  array_literal finals;
  for (const auto& vote : batch.ballots) {
    uids.add(vote.id.to_string());
    polls.add(vote.poll);
    voters.add(vote.voter);
    choices.add(vote.choice);
  }
  for (const auto ms : batch.times) times.add(std::to_string(ms));
  for (const bool final : batch.finals) finals.add(final ? "t" : "f");
  return {
      "SELECT apply_batch($1::int, $2::bigint, $3::bigint, $4::uuid[], $5::text[], $6::text[], $7::text[], "
      "$8::bigint[], $9::boolean[])",
      {std::to_string(partition), std::to_string(token), std::to_string(lease.count()), uids.take(), polls.take(),
       voters.take(), choices.take(), times.take(), finals.take()}};
}

std::vector<redis_command> settle_commands(const sync_batch& batch, unsigned partition) {
  const auto stream = stream_name(partition);
  std::vector<redis_command> commands;
  std::vector<std::string> applied;
  auto dead = batch.dead.begin();  // in the order of the entries
  for (const auto& entry : batch.entries) {
    if (dead != batch.dead.end() && dead->entry == entry) {
      commands.push_back(bury(*dead++, stream));
    } else {
      applied.push_back(entry);
    }
  }
  for (auto rest = std::span<const std::string>(applied); !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), most_entries_of_a_call));
    commands.push_back(forget(some, stream));
    rest = rest.subspan(some.size());
  }
  return commands;
}

}  // namespace scrutin::actors
