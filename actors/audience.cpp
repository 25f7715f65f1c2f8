#include "actors/audience.hpp"

#include <utility>

namespace scrutin::actors {

auto audience::make_behavior() -> behavior_type {
  set_down_handler([this](const caf::down_msg& down) { leave(down.source); });
  return {
      [this](const tally_snapshot_ptr& snapshot) { show(snapshot); },
      [this](join_atom, const viewer_actor& who, const std::string& poll) { join(who, poll); },
      [this](count_atom) { return count(); },
  };
}

void audience::show(const tally_snapshot_ptr& snapshot) {
  const auto before = std::exchange(board_->latest, snapshot);
  for (const auto& [poll, viewers] : watching_) {
    if (!snapshot->differs(poll, before.get())) continue;
    for (const auto& [address, who] : viewers) send(who, snapshot);
  }
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
  viewers_->Decrement(static_cast<double>(polls_.size()));
  watching_.clear();
  polls_.clear();
}

}  // namespace scrutin::actors
