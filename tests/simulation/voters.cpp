#include "tests/simulation/voters.hpp"

#include <algorithm>
#include <utility>

#include "actors/runtime/failure.hpp"

namespace scrutin::simulation {

using actors::failure;

auto voters::cast_vote(actors::ballot vote, actors::offer_ptr terms) -> number {
  auto uid = vote.id.to_string();
  by_uid_.emplace(uid, casts_.size());
  casts_.push_back({.vote = std::move(vote), .terms = std::move(terms), .uid = std::move(uid)});
  return casts_.size() - 1;
}

std::size_t voters::sent(number which, unsigned process, ms now) {
  auto& one = casts_[which];
  one.sent_last = ++happened_;
  if (one.sent_first == 0) {
    one.sent_first = happened_;
    for (number i = 0; i < which; ++i) {
      const auto& other = casts_[i];
      if (other.vote.voter == one.vote.voter && other.open == 0 && other.doubt < now) one.after.insert(i);
    }
  }
  ++one.open;
  sendings_.push_back({which, process});
  return sendings_.size() - 1;
}

void voters::answered(std::size_t sending, const caf::expected<actors::uid>& told) {
  auto& of = sendings_[sending];
  if (!std::exchange(of.open, false)) return;
  auto& one = casts_[of.which];
  --one.open;
  ++happened_;
  if (told) {
    one.surely_not = false;
    if (one.told == 0) one.told = happened_;
    if (one.recorded_first == 0) lie_ = "told that it is recorded, and it is not: " + one.uid;
    if (*told != one.vote.id) lie_ = "told of another ballot: " + told->to_string() + " in the place of " + one.uid;
    return;
  }
  const auto why = actors::failure_of(told.error());
  if (why != failure::unavailable && why != failure::refused && why != failure::stopping) one.surely_not = false;
}

// A process that is gone, or does not answer: what it took in may take effect until its deadline.
void voters::forsake(sending& one, ms now) {
  one.open = false;
  auto& of = casts_[one.which];
  --of.open;
  of.surely_not = false;
  of.doubt = std::max(of.doubt, now + timeout_);
}

void voters::forsake(unsigned process, ms now) {
  for (auto& one : sendings_) {
    if (one.open && one.process == process) forsake(one, now);
  }
}

void voters::forsake_one(unsigned process, ms now) {
  for (auto& one : sendings_) {
    if (one.open && one.process == process) return forsake(one, now);
  }
}

void voters::recorded(const std::string& uid) {
  const auto which = find(uid);
  if (which == none) return;
  auto& one = casts_[which];
  one.recorded_last = ++happened_;
  if (one.recorded_first == 0) one.recorded_first = happened_;
  one.stands = true;
}

void voters::destroyed(const std::set<std::string>& applied) {
  for (auto& one : casts_) {
    if (one.recorded_first == 0 || applied.contains(one.uid)) continue;
    one.destroyed = true;
    one.stands = false;
  }
}

bool voters::all_answered() const {
  return std::ranges::none_of(casts_, [](const auto& one) { return one.open > 0; });
}

bool voters::waits(const std::string& voter) const {
  return std::ranges::any_of(casts_, [&](const auto& one) { return one.vote.voter == voter && one.open > 0; });
}

auto voters::find(const std::string& uid) const -> number {
  const auto found = by_uid_.find(uid);
  return found == by_uid_.end() ? none : found->second;
}

// One that was sent again later counts as it was first recorded, if its voter knew of that by then.
bool voters::before(number one, number other) const {
  const auto& x = casts_[one];
  const auto& y = casts_[other];
  if (!y.after.contains(one)) return false;
  return x.sent_last < y.sent_first || (x.told != 0 && x.told < y.sent_first && !x.destroyed);
}

}  // namespace scrutin::simulation
