#include "actors/live/audience.hpp"

#include <chrono>
#include <cstdint>
#include <utility>

#include "actors/live/beat.hpp"

namespace scrutin::actors {

namespace {

constexpr unsigned at_once = 32;  // viewers; each costs some ten microseconds
constexpr unsigned turns = 8;  // a period has that many: a hall full of phones on one network is not told at one moment

// Spreads them evenly, in whatever steps their numbers come.
unsigned turn_of(const caf::actor_addr& who) {
  constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;
  return static_cast<unsigned>((who.id() * golden) >> 61U);
}

}  // namespace

auto audience::make_behavior() -> behavior_type {
  set_down_handler([this](const caf::down_msg& down) { leave(down.source); });
  await_beat();
  return {
      [this](const tally_snapshot_ptr& snapshot) { show(snapshot); },
      [this](join_atom, const viewer_actor& who, const std::string& poll) { join(who, poll); },
      [this](count_atom) { return count(); },
  };
}

void audience::show(const tally_snapshot_ptr& snapshot) {
  const auto before = std::exchange(board_->latest, snapshot);
  for (const auto& [poll, viewers] : watching_) {
    if (snapshot->differs(poll, before.get()) && !is_to_come(poll)) next_round_.insert(poll);
  }
  if (round_.empty()) tell_some();
}

// Whether the round that is under way has told none of its viewers yet.
bool audience::is_to_come(const std::string& poll) const {
  return round_.contains(poll) && !(told_ && poll == *round_.begin());
}

void audience::tell_some() {
  for (unsigned n = 0;;) {
    if (round_.empty()) round_ = std::exchange(next_round_, {});
    if (round_.empty()) return;
    const auto of = watching_.find(*round_.begin());
    if (of != watching_.end()) {
      auto one = told_ ? of->second.upper_bound(*told_) : of->second.begin();
      for (; one != of->second.end(); ++one) {
        if (n++ == at_once) return home().run_behind(on([this] { tell_some(); }));
        send(one->second, board_->latest);
        told_ = one->first;
      }
    }
    round_.erase(round_.begin());
    told_.reset();
  }
}

void audience::await_beat() {
  alarm_->set(std::chrono::nanoseconds{beat::period} / turns, on([this] {
                const auto now = std::make_shared<const beat>(std::chrono::system_clock::now());
                for (const auto& [poll, viewers] : watching_) {
                  for (const auto& [address, who] : viewers) {
                    if (turn_of(address) == turn_) send(who, now);
                  }
                }
                turn_ = (turn_ + 1) % turns;
                await_beat();
              }));
}

void audience::join(const viewer_actor& who, const std::string& poll) {
  if (!polls_.emplace(who.address(), poll).second) return;
  watching_[poll].emplace(who.address(), who);
  monitor(who);
  viewers_->Increment();
  if (board_->latest) send(who, board_->latest);
}

void audience::leave(const caf::actor_addr& who) {
  const auto known = polls_.find(who);
  if (known == polls_.end()) return;
  const auto viewers = watching_.find(known->second);
  viewers->second.erase(who);
  if (viewers->second.empty()) watching_.erase(viewers);
  polls_.erase(known);
  viewers_->Decrement();
}

viewer_counts audience::count() const {
  viewer_counts counted;
  for (const auto& [poll, viewers] : watching_) {
    counted.by_poll.emplace(poll, static_cast<std::int64_t>(viewers.size()));
  }
  return counted;
}

void audience::on_exit() {
  alarm_->cancel();
  for (const auto& [poll, viewers] : watching_) {
    for (const auto& [address, who] : viewers) send(who, drain_atom::value);
  }
  viewers_->Decrement(static_cast<double>(polls_.size()));
  watching_.clear();
  polls_.clear();
}

}  // namespace scrutin::actors
