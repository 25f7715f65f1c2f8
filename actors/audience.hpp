#pragma once
// Those who watch by way of one loop.
#include <prometheus/gauge.h>

#include <caf/typed_event_based_actor.hpp>
#include <memory>
#include <set>

#include "actors/messages.hpp"
#include "actors/pinned.hpp"
#include "actors/tally.hpp"

namespace scrutin::actors {

/// The latest tallies as one loop knows them: written by its audience, read by its site, on that loop's thread alone.
struct tally_board {
  tally_snapshot_ptr latest;  ///< null: none was ever read
};

/// Passes each snapshot on to its loop's sockets, and the latest one to whoever joins.
class audience final : public pinned<audience_actor::base> {
public:
  audience(caf::actor_config& config, loop& home, std::shared_ptr<tally_board> board, prometheus::Gauge* viewers)
      : pinned(config, home), board_(std::move(board)), viewers_(viewers) {}

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "audience"; }

private:
  std::shared_ptr<tally_board> board_;
  prometheus::Gauge* viewers_;
  std::set<websocket_actor> watching_;
};

}  // namespace scrutin::actors
