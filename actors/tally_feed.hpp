#pragma once
// Reads the tallies when they change, and tells every audience.
#include <boost/asio/posix/stream_descriptor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "actors/messages.hpp"
#include "actors/pinned.hpp"
#include "actors/poll_board.hpp"
#include "actors/tally_snapshot.hpp"
#include "actors/time_source.hpp"
#include "config/poll_changes.hpp"

namespace scrutin::actors {

/// One snapshot a change, at most 20 a second: what changes in between is in the next one. Changes are learned by
/// PostgreSQL's NOTIFY; every 2 s it reads all the same, so that a silent connection is noticed and nothing is missed.
/// While the database is away it tells so once, with the last tallies.
///
/// Snapshots also come at the moment a poll opens or closes, when the settings were loaded again, and when the number
/// of viewers changed, which all result processes tell one another by way of the database every 2 s.
class tally_feed final : public pinned<tally_feed_actor::base> {
public:
  using wall_clock = std::function<std::chrono::system_clock::time_point()>;

  /// Its supervisor tells it of the connection ("postgres_connection") and of each audience ("audience 0" ...), and is
  /// told `up` once there is a tally to show.
  tally_feed(caf::actor_config& config, loop& home, std::shared_ptr<const poll_board> board, supervisor_actor parent,
             wall_clock wall = &std::chrono::system_clock::now);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "tally_feed"; }

private:
  /// The viewers of one loop.
  struct hall {
    audience_actor audience{};
    viewer_counts counted{};
  };

  void connected(postgres_connection_actor connection);
  void listen();
  void watch();
  void refresh();
  void read();
  void take(const rows& answer);
  void read_timelines();
  void take_timelines(const rows& answer);
  void done();
  void beat();
  void go_stale();
  void count_viewers();
  void counted();
  void report_viewers();
  void merge();
  void show();
  void await_change();

  std::shared_ptr<const poll_board> board_;
  supervisor_actor parent_;
  wall_clock wall_;
  std::string process_;  // what result processes know one another by
  std::map<std::string, hall> halls_;
  postgres_connection_actor postgres_;
  asio::posix::stream_descriptor notified_;
  std::unique_ptr<alarm> next_;
  std::unique_ptr<alarm> beat_;
  std::unique_ptr<alarm> change_;
  time_source::time_point read_at_{};
  time_source::time_point timelines_at_{};
  bool reading_ = false;
  bool dirty_ = false;      // something changed since the running read began
  bool waiting_ = false;    // for the pause between two reads to end
  unsigned uncounted_ = 0;  // audiences that have not answered yet
  bool reporting_ = false;
  tally_facts facts_;               // without polls until there are tallies
  std::int64_t timelines_of_ = -1;  // the sequence at which the timelines were read
  polls_ptr merged_;                // what facts_.polls was made from
  config::voted_options voted_;
  tally_snapshot_ptr latest_;
};

}  // namespace scrutin::actors
