#include "crowd/verdict.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace scrutin::crowd {

namespace {

std::int64_t at(const std::map<std::string, std::int64_t>& votes, const std::string& option) {
  const auto found = votes.find(option);
  return found == votes.end() ? 0 : found->second;
}

}  // namespace

std::int64_t verdict::missing() const {
  std::int64_t sum = 0;
  if (!tallied) return sum;
  for (const auto& [option, votes] : ours) {
    sum += std::max<std::int64_t>(0, votes - (at(after.votes, option) - at(before.votes, option)));
  }
  return sum;
}

std::int64_t verdict::more() const {
  std::int64_t sum = 0;
  for (const auto& [option, votes] : after.votes) {
    sum += std::max<std::int64_t>(0, votes - at(before.votes, option) - at(ours, option));
  }
  return sum;
}

void verdict::add(const verdict& other) {
  const bool first = acknowledged == 0;
  tallied = first ? other.tallied : tallied && other.tallied;
  acknowledged += other.acknowledged;
  counted += other.counted;
  replaced += other.replaced;
  unsure += other.unsure;
  wrongs.insert(wrongs.end(), other.wrongs.begin(), other.wrongs.end());
  for (const auto& [option, votes] : other.ours) ours[option] += votes;
  if (first || other.before.sequence < before.sequence) before = other.before;
  if (first || other.after.sequence > after.sequence) after = other.after;
}

verdict judge(const std::vector<told_votes>& people, const std::map<std::string, std::string>& states,
              const std::optional<tally>& before, const std::optional<tally>& after) {
  verdict all;
  std::set<std::string_view> seen;
  for (const auto& person : people) {
    if (person.unsure) ++all.unsure;
    for (std::size_t i = 0; i < person.recorded.size(); ++i) {
      const auto& vote = person.recorded[i];
      const bool last = i + 1 == person.recorded.size();
      ++all.acknowledged;
      if (!seen.insert(vote.receipt).second) {
        all.wrongs.push_back({vote.receipt, "given for two votes"});
        continue;
      }
      const auto found = states.find(vote.receipt);
      const std::string state = found == states.end() ? "unknown" : found->second;
      if (state == "counted") ++all.counted;
      if (state == "replaced") ++all.replaced;
      const bool right = state == (last ? "counted" : "replaced") || (last && person.unsure && state == "replaced");
      if (!right) {
        all.wrongs.push_back({vote.receipt, "is " + state + " and must be " + (last ? "counted" : "replaced")});
      }
    }
    if (person.unsure || person.recorded.empty()) continue;
    for (const auto& option : person.recorded.back().options) ++all.ours[option];
  }
  all.tallied = before.has_value() && after.has_value();
  if (all.tallied) {
    all.before = *before;
    all.after = *after;
  }
  return all;
}

}  // namespace scrutin::crowd
