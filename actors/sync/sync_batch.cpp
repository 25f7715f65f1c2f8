#include "actors/sync/sync_batch.hpp"

#include <algorithm>
#include <chrono>
#include <embedded/sync_scripts.hpp>
#include <iterator>
#include <span>
#include <utility>

#include "actors/ballots/cast_time.hpp"
#include "actors/ballots/keys.hpp"
#include "actors/ballots/letter_head.hpp"

namespace scrutin::actors {

namespace {

constexpr std::size_t most_words_of_a_dead_letter = 1000;

// Lua's stack bounds what a call takes.
constexpr std::size_t most_entries_of_a_call = 5000;

redis_command forget(std::span<const std::string> entries, const std::string& stream) {
  std::vector<std::string> words{"EVAL", std::string(embedded::forget_lua), "1", stream, reader_group};
  words.insert(words.end(), entries.begin(), entries.end());
  return redis_command{words};
}

redis_command bury(const dead_letter& dead, const std::string& stream) {
  std::vector<std::string> words{"EVAL",      std::string(embedded::kind_error_lua) + std::string(embedded::bury_lua),
                                 "2",         stream,
                                 dead_stream, reader_group,
                                 dead.entry};
  for (auto& word : letter_head{stream, dead.entry, dead.reason}.words()) words.push_back(std::move(word));
  const auto most = std::min(dead.fields.size(), most_words_of_a_dead_letter);
  words.insert(words.end(), dead.fields.begin(), dead.fields.begin() + static_cast<std::ptrdiff_t>(most));
  return redis_command{words};
}

}  // namespace

sync_batch to_batch(const redis_value& reply, const known_offers& known) {
  sync_batch batch;
  const auto now = std::chrono::system_clock::now();
  const auto& streams = reply.items();
  if (streams.empty() || streams[0].items().size() != 2) return batch;
  for (const auto& entry : streams[0].items()[1].items()) {
    if (entry.items().size() != 2) continue;
    const auto& id = entry.items()[0].text();
    const auto& fields = entry.items()[1];
    batch.entries.push_back(id);
    auto read = to_ballot(fields);
    if (read) {
      if (!read->offer.empty() && !known.knows(read->offer) && std::ranges::count(batch.unheard, read->offer) == 0) {
        batch.unheard.push_back(read->offer);
      }
      if (const auto offered = known.check(*read); !offered) {
        batch.has_unknown = true;
        read = offered.error();
      }
    }
    if (read) {
      const auto under = known.terms_of(*read);
      batch.finals.push_back(under.final);
      batch.rolls.push_back(under.roll);
      batch.times.push_back(cast_time(id, read->id, now));
      batch.places.push_back(batch.entries.size() - 1);
      batch.ballots.push_back(*std::move(read));
      continue;
    }
    auto& dead = batch.dead.emplace_back(dead_letter{id, read.error().why, {}});
    for (const auto& word : fields.items()) dead.fields.push_back(word.text());
  }
  return batch;
}

std::pair<sync_batch, sync_batch> halves(sync_batch whole) {
  const auto middle = whole.entries.size() / 2;
  sync_batch rest;
  const auto move_behind = [](auto& from, std::ptrdiff_t first, auto& to) {
    const auto begin = from.begin() + first;
    to.assign(std::make_move_iterator(begin), std::make_move_iterator(from.end()));
    from.erase(begin, from.end());
  };
  const auto ballots = std::ranges::lower_bound(whole.places, middle) - whole.places.begin();
  move_behind(whole.ballots, ballots, rest.ballots);
  move_behind(whole.times, ballots, rest.times);
  move_behind(whole.places, ballots, rest.places);
  for (auto [from, to] : {std::pair{&whole.finals, &rest.finals}, std::pair{&whole.rolls, &rest.rolls}}) {
    to->assign(from->begin() + ballots, from->end());
    from->resize(static_cast<std::size_t>(ballots));
  }
  for (auto& place : rest.places) place -= middle;
  move_behind(whole.entries, static_cast<std::ptrdiff_t>(middle), rest.entries);
  // In the order of the entries, of which some have none.
  auto dead = whole.dead.begin();
  for (const auto& entry : whole.entries) {
    if (dead != whole.dead.end() && dead->entry == entry) ++dead;
  }
  move_behind(whole.dead, dead - whole.dead.begin(), rest.dead);
  return {std::move(whole), std::move(rest)};
}

sync_batch to_dead_batch(const redis_value& reply, const std::string& entry, std::string reason) {
  sync_batch batch;
  batch.entries.push_back(entry);
  const auto& found = reply.items();
  if (found.empty() || found[0].items().size() != 2) return batch;
  auto& dead = batch.dead.emplace_back(dead_letter{entry, std::move(reason), {}});
  for (const auto& word : found[0].items()[1].items()) dead.fields.push_back(word.text());
  return batch;
}

sql::known_ballots known_of(const sync_batch& batch) { return {batch.ballots, batch.times, batch.finals, batch.rolls}; }

stream_position position_after(const sync_batch& batch) {
  const auto first = batch.dead.empty() ? batch.entries.end() : std::ranges::find(batch.entries, batch.dead[0].entry);
  const auto before = static_cast<std::size_t>(first - batch.entries.begin());
  const auto ballots = std::ranges::lower_bound(batch.places, before) - batch.places.begin();
  if (ballots == 0) return {};
  const auto last = static_cast<std::size_t>(ballots) - 1;
  return {batch.entries[batch.places[last]], batch.ballots[last].id.to_string()};
}

statement apply_statement(const sync_batch& batch, unsigned partition, std::int64_t token,
                          std::chrono::milliseconds lease, const stream_position& until) {
  return sql::apply_batch::ask(partition, token, lease, known_of(batch), until);
}

std::vector<redis_command> bury_commands(const sync_batch& batch, unsigned partition) {
  const auto stream = stream_name(partition);
  std::vector<redis_command> commands;
  for (const auto& dead : batch.dead) commands.push_back(bury(dead, stream));
  return commands;
}

std::vector<redis_command> settle_commands(const sync_batch& batch, unsigned partition) {
  const auto stream = stream_name(partition);
  auto commands = bury_commands(batch, partition);
  std::vector<std::string> applied;
  auto dead = batch.dead.begin();  // in the order of the entries
  for (const auto& entry : batch.entries) {
    if (dead != batch.dead.end() && dead->entry == entry) {
      ++dead;
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
