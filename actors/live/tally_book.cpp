#include "actors/live/tally_book.hpp"

#include <algorithm>
#include <utility>

#include "actors/schema/tallies.hpp"

namespace scrutin::actors {

namespace {

std::int64_t value_of(const tally_facts::by_poll<std::int64_t>& all, const std::string& poll) {
  const auto found = all.find(poll);
  return found == all.end() ? 0 : found->second;
}

/// The options of that poll that have votes take the place of those that had some. Whether they are others.
bool note_voted(const std::string& poll, const counts& votes, config::voted_options& voted) {
  const auto begin = voted.lower_bound({poll, {}});
  auto end = begin;
  while (end != voted.end() && end->first == poll) ++end;
  config::voted_options now;
  for (const auto& [option, n] : votes) {
    if (n > 0) now.emplace_hint(now.end(), poll, option);
  }
  if (std::equal(begin, end, now.begin(), now.end())) return false;
  voted.erase(begin, end);
  voted.merge(now);
  return true;
}

}  // namespace

std::vector<std::string> tally_book::voted() const {
  std::vector<std::string> polls;
  for (const auto& [poll, counted] : facts_.votes) polls.push_back(poll);
  return polls;
}

void tally_book::add(const rows& answer) {
  auto counted = sql::tally_snapshot::read(answer);
  facts_.live = true;
  facts_.sequence = counted.sequence.value_or(facts_.sequence);
  for (auto& [poll, votes] : counted.votes) facts_.votes.insert_or_assign(poll, std::move(votes));
  for (const auto& [poll, n] : counted.voters) facts_.voters.insert_or_assign(poll, n);
}

std::vector<std::string> tally_book::take_all(const rows& answer) {
  const auto votes = std::exchange(facts_.votes, {});
  const auto voters = std::exchange(facts_.voters, {});
  facts_.touched.reset();
  add(answer);
  std::vector<std::string> others;
  for (const auto& [poll, counted] : facts_.votes) {
    const auto before = votes.find(poll);
    if (before != votes.end() && before->second == counted && value_of(voters, poll) == value_of(facts_.voters, poll)) {
      continue;
    }
    others.push_back(poll);
    if (note_voted(poll, counted, voted_)) voted_anew_ = true;
  }
  for (const auto& [poll, counted] : votes) {
    if (!facts_.votes.contains(poll) && note_voted(poll, {}, voted_)) voted_anew_ = true;
  }
  return others;
}

void tally_book::take_some(const rows& answer, const std::vector<std::string>& polls) {
  for (const auto& poll : polls) {
    facts_.votes.erase(poll);
    facts_.voters.erase(poll);
    facts_.touch(poll);
  }
  add(answer);
  for (const auto& poll : polls) {
    if (note_voted(poll, facts_.votes[poll], voted_)) voted_anew_ = true;
  }
}

void tally_book::take_timelines(const rows& answer, const std::vector<std::string>& polls) {
  for (const auto& poll : polls) {
    facts_.timelines.erase(poll);
    facts_.touch(poll);
  }
  for (auto& [poll, line] : sql::arrival_lines::read(answer)) {
    std::sort(line.points.begin(), line.points.end());
    facts_.timelines.insert_or_assign(poll, timeline{line.step, std::move(line.points)});
  }
}

void tally_book::take_viewers(const rows& answer) {
  tally_facts::by_poll<std::int64_t> viewers = sql::report_viewers::read(answer);
  for (const auto* all : {&facts_.viewers, &viewers}) {
    for (const auto& [poll, n] : *all) {
      if (value_of(facts_.viewers, poll) != value_of(viewers, poll)) facts_.touch(poll);
    }
  }
  facts_.viewers = std::move(viewers);
}

std::vector<std::string> tally_book::merge() {
  auto named = board_->now();
  if (named == merged_ && !voted_anew_) return {};
  auto made = config::merge_polls(facts_.polls ? *facts_.polls : config::poll_list{}, *named, voted_);
  if (!facts_.polls || *facts_.polls != made.polls) {
    facts_.polls = std::make_shared<const config::poll_list>(std::move(made.polls));
  }
  merged_ = std::move(named);
  voted_anew_ = false;
  return std::move(made.notes);
}

}  // namespace scrutin::actors
