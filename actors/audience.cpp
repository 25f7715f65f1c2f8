#include "actors/audience.hpp"

namespace scrutin::actors {

auto audience::make_behavior() -> behavior_type {
  set_down_handler([this](const caf::down_msg& down) {
    std::erase_if(watching_, [&down](const websocket_actor& who) { return who.address() == down.source; });
    viewers_->Decrement();
  });
  return {
      [this](const tally_snapshot_ptr& snapshot) {
        board_->latest = snapshot;
        for (const auto& who : watching_) send(who, snapshot);
      },
      [this](join_atom, const websocket_actor& who) {
        if (!watching_.insert(who).second) return;
        monitor(who);
        viewers_->Increment();
        if (board_->latest) send(who, board_->latest);
      },
  };
}

void audience::on_exit() { watching_.clear(); }

}  // namespace scrutin::actors
