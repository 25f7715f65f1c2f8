#include "tests/simulation/postgres_model.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace scrutin::simulation {

namespace {

using actors::statement;

constexpr std::int64_t end_of_timestamps = 9'224'318'016'000'000;  // the year 294277, in milliseconds

std::int64_t number(const statement& what, std::size_t index) { return std::stoll(what.parameters.at(index).value()); }
const std::string& text(const statement& what, std::size_t index) { return what.parameters.at(index).value(); }

postgres_model::answer one(std::optional<std::string> value) { return {{{{std::move(value)}}}}; }

// `{"a","b"}`, where a backslash takes the next character as it is.
std::vector<std::string> to_array(const std::string& literal) {
  std::vector<std::string> all;
  bool inside = false;
  for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
    if (literal[i] == '"') {
      inside = !inside;
      if (inside) all.emplace_back();
    } else if (inside) {
      if (literal[i] == '\\') ++i;
      all.back() += literal[i];
    }
  }
  return all;
}

// One process alone tells, so that what all watch is what it says.
postgres_model::answer viewers(const statement& what) {
  const auto polls = to_array(text(what, 1));
  const auto counts = to_array(text(what, 2));
  postgres_model::answer all;
  for (std::size_t i = 0; i < polls.size(); ++i) all.value.values.push_back({polls[i], counts[i]});
  return all;
}

}  // namespace

std::vector<std::string> options_of(const std::string& choice) {
  std::vector<std::string> all;
  std::istringstream rest{choice};
  for (std::string option; std::getline(rest, option, ',');) all.push_back(option);
  return all;
}

postgres_model::answer postgres_model::execute(const statement& what, ms now) {
  if (what.sql.starts_with("SELECT acquire_lease(")) return acquire(what, now);
  if (what.sql.starts_with("SELECT renew_lease(")) return renew(what, now);
  if (what.sql.starts_with("SELECT release_lease(")) return release(what);
  if (what.sql.starts_with("SELECT apply_batch(")) return apply(what, now);
  if (what.sql.starts_with("SELECT entry, entry_uid FROM partitions ")) {
    const auto found = partitions_.find(static_cast<int>(number(what, 0)));
    if (found == partitions_.end() || found->second.entry.empty()) return {};
    return {{{{found->second.entry, found->second.entry_uid}}}};
  }
  if (what.sql == "SELECT sequence, poll, choice, n FROM tally_snapshot()") return tally(nullptr);
  if (what.sql == "SELECT sequence, poll, choice, n FROM tally_snapshot($1::text[])") {
    const auto polls = to_array(text(what, 0));
    const std::set<std::string> named{polls.begin(), polls.end()};
    return tally(&named);
  }
  if (what.sql.starts_with("SELECT add_to_roll(")) return enrol(what);
  if (what.sql.starts_with("SELECT poll, n FROM report_viewers(")) return viewers(what);
  if (what.sql.starts_with("SELECT digest, poll, options, final, roll FROM offer_polls(")) return offer(what);
  throw std::invalid_argument("the model of PostgreSQL does not know " + what.sql);
}

postgres_model::answer postgres_model::acquire(const statement& what, ms now) {
  auto& of = partitions_[static_cast<int>(number(what, 0))];
  const auto& who = text(what, 1);
  const bool free = !of.holder || *of.holder == who || of.expires <= now || of.expires > now + of.lease;
  if (!free) return one(std::nullopt);
  of.holder = who;
  of.lease = ms(number(what, 2));
  of.expires = now + of.lease;
  return one(std::to_string(++of.token));
}

postgres_model::answer postgres_model::renew(const statement& what, ms now) {
  const auto found = partitions_.find(static_cast<int>(number(what, 0)));
  if (found == partitions_.end() || found->second.token != number(what, 1) || !found->second.holder) return one("0");
  found->second.lease = ms(number(what, 2));
  found->second.expires = now + found->second.lease;
  return one("1");
}

postgres_model::answer postgres_model::release(const statement& what) {
  const auto found = partitions_.find(static_cast<int>(number(what, 0)));
  if (found == partitions_.end() || found->second.token != number(what, 1) || !found->second.holder) return one("0");
  found->second.holder.reset();
  found->second.expires = ms(-1);
  return one("1");
}

postgres_model::answer postgres_model::apply(const statement& what, ms now) {
  const auto p = static_cast<int>(number(what, 0));
  const auto found = partitions_.find(p);
  const bool holds =
      found != partitions_.end() && found->second.token == number(what, 1) && found->second.holder.has_value();
  if (!holds && on_.token) return {{}, "SC001"};
  const auto polls = to_array(text(what, 4));
  const auto voters = to_array(text(what, 5));
  const auto rolls = to_array(text(what, 9));
  for (std::size_t i = 0; i < rolls.size(); ++i) {
    if (rolls[i] == "t" && !roll_.contains({polls[i], voters[i]})) return {{}, "23000"};
  }
  if (std::ranges::count(voters, unacceptable) > 0) return {{}, "23514"};
  for (const auto& time : to_array(text(what, 7))) {
    if (std::stoll(time) >= end_of_timestamps) return {{}, "22008"};
  }
  auto& of = partitions_[p];
  of.lease = ms(number(what, 2));
  of.expires = now + of.lease;
  if (what.parameters.at(10)) {
    of.entry = text(what, 10);
    of.entry_uid = text(what, 11);
  }

  const auto uids = to_array(text(what, 3));
  const auto choices = to_array(text(what, 6));
  const auto finals = to_array(text(what, 8));
  std::int64_t fresh = 0;
  std::set<std::string> counted;
  for (std::size_t i = 0; i < uids.size(); ++i) {
    if (!known_.insert(uids[i]).second && on_.ledger) continue;
    ballot vote{uids[i], polls[i], voters[i], choices[i], p, of.applied + ++fresh};
    if (finals[i] == "t" && votes_.contains({vote.poll, vote.voter})) {
      vote.n = -1;
    } else {
      count(vote);
      counted.insert(vote.poll);
    }
    ledger_.push_back(std::move(vote));
  }
  if (fresh > 0) {
    of.applied += fresh;
    ++of.batches;
    std::string payload;
    for (const auto& poll : counted) payload += (payload.empty() ? "[\"" : ", \"") + poll + "\"";
    if (!payload.empty()) notified_.push_back(payload + "]");
  }
  return one(std::to_string(fresh));
}

postgres_model::answer postgres_model::enrol(const statement& what) {
  std::int64_t fresh = 0;
  for (const auto& voter : to_array(text(what, 1))) fresh += roll_.emplace(text(what, 0), voter).second ? 1 : 0;
  return one(std::to_string(fresh));
}

void postgres_model::count(const ballot& vote) {
  auto& current = votes_[{vote.poll, vote.voter}];
  if (current.first.empty()) ++turnout_[{vote.poll, vote.partition}];
  for (const auto& option : options_of(current.first)) --tallies_[{vote.poll, option, vote.partition}];
  current = {vote.choice, vote.uid};
  for (const auto& option : options_of(vote.choice)) ++tallies_[{vote.poll, option, vote.partition}];
}

std::int64_t postgres_model::sequence() const {
  std::int64_t all = 0;
  for (const auto& [p, of] : partitions_) all += of.batches;
  return all;
}

// By poll and choice, the turnout of each after its choices; of those polls alone where some are named.
postgres_model::answer postgres_model::tally(const std::set<std::string>* polls) const {
  std::map<std::tuple<std::string, bool, std::string>, std::int64_t> sums;
  for (const auto& [key, n] : tallies_) {
    const auto& poll = std::get<0>(key);
    if (polls == nullptr || polls->contains(poll)) sums[{poll, false, std::get<1>(key)}] += n;
  }
  for (const auto& [key, n] : turnout_) {
    if (polls == nullptr || polls->contains(key.first)) sums[{key.first, true, ""}] += n;
  }
  answer all;
  const auto sequence_now = std::to_string(sequence());
  for (const auto& [key, n] : sums) {
    const auto& [poll, is_turnout, choice] = key;
    all.value.values.push_back(
        {sequence_now, poll, is_turnout ? std::nullopt : std::optional(choice), std::to_string(n)});
  }
  if (sums.empty()) all.value.values.push_back({sequence_now, std::nullopt, std::nullopt, std::nullopt});
  return all;
}

postgres_model::answer postgres_model::offer(const statement& what) {
  const auto digests = to_array(text(what, 0));
  const auto polls = to_array(text(what, 1));
  const auto options = to_array(text(what, 2));
  const auto finals = to_array(text(what, 3));
  const auto rolls = to_array(text(what, 4));
  if (!on_.memory) offered_.clear();
  for (std::size_t i = 0; i < digests.size(); ++i) {
    offered_.emplace(std::pair{polls[i], digests[i]}, std::tuple{options[i], finals[i], rolls[i]});
  }
  answer all;
  std::map<std::string, std::set<std::string>> by_poll;
  for (const auto& [key, said] : offered_) {
    const auto& [options_said, final, roll] = said;
    all.value.values.push_back({key.second, key.first, options_said, final, roll});
    for (const auto& option : options_of(options_said)) by_poll[key.first].insert(option);
  }
  for (const auto& [poll, known] : by_poll) {
    std::string list;
    for (const auto& option : known) list += (list.empty() ? "" : ",") + option;
    all.value.values.push_back({std::nullopt, poll, list, std::nullopt, std::nullopt});
  }
  std::ranges::sort(all.value.values, {}, [](const auto& row) {  // a missing digest comes last
    return std::tuple{row[1], !row[0].has_value(), row[0]};
  });
  return all;
}

}  // namespace scrutin::simulation
