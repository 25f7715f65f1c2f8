#pragma once
// Reads the tallies when they change, and tells every audience.
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "actors/messages.hpp"
#include "actors/pinned.hpp"
#include "actors/tally.hpp"
#include "config/poll.hpp"

namespace scrutin::actors {

/// One snapshot a change, at most 20 a second: what changes in between is in the next one. Changes are learned by
/// PostgreSQL's NOTIFY; every 2 s it reads all the same, so that a silent connection is noticed and nothing is missed.
/// While the database is away it tells so once, with the last tallies.
class tally_feed final : public pinned<tally_feed_actor::base> {
public:
  /// Its supervisor tells it of the connection ("postgres_connection") and of each audience ("audience 0" ...), and is
  /// told `up` once there is a tally to show.
  tally_feed(caf::actor_config& config, loop& home, std::vector<config::poll> polls, supervisor_actor parent);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "tally_feed"; }

private:
  using clock = std::chrono::steady_clock;

  void connected(postgres_connection_actor connection);
  void listen();
  void watch();
  void refresh();
  void read();
  void beat();
  void go_stale();
  void publish(const rows& answer);
  void tell(tally_snapshot_ptr snapshot);

  std::vector<config::poll> polls_;
  supervisor_actor parent_;
  std::map<std::string, audience_actor> audiences_;
  postgres_connection_actor postgres_;
  asio::posix::stream_descriptor notified_;
  asio::steady_timer next_;
  asio::steady_timer beat_;
  clock::time_point read_at_{};
  bool reading_ = false;
  bool dirty_ = false;    ///< something changed since the running read began
  bool waiting_ = false;  ///< for the pause between two reads to end
  tally_snapshot_ptr latest_;
};

}  // namespace scrutin::actors
