#pragma once
// Reads the tallies when they change, and tells every audience.
#include <boost/asio/posix/stream_descriptor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "actors/ballots/poll_board.hpp"
#include "actors/live/messages.hpp"
#include "actors/live/tally_book.hpp"
#include "actors/live/tally_snapshot.hpp"
#include "actors/live/timeline_queue.hpp"
#include "actors/postgres/messages.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/rounds.hpp"
#include "actors/runtime/time_source.hpp"
#include "http/trace_context.hpp"

namespace scrutin::actors {

/// One snapshot a change, at most 20 a second: what changes in between is in the next one. Changes are learned by
/// PostgreSQL's NOTIFY, which names the polls, and only those are read, however many there are. Every 2 s it reads all
/// the same, so that a silent connection is noticed, and where votes came it reads all polls, so that nothing is
/// missed. While the database is away it tells so once, with the last tallies.
///
/// When votes came is read by a connection of its own, a few polls at a time: that of the tallies never waits for it.
///
/// Snapshots also come at the moment a poll opens or closes, when the settings were loaded again, and when the number
/// of viewers changed, which all result processes tell one another by way of the database every 2 s.
class tally_feed final : public pinned<tally_feed_actor::base> {
public:
  using wall_clock = std::function<std::chrono::system_clock::time_point()>;

  /// Its supervisor tells it of both connections and of each audience, and is told `up` once there is a tally to show.
  tally_feed(caf::actor_config& config, loop& home, std::shared_ptr<const poll_board> board, supervisor_actor parent,
             wall_clock wall = &std::chrono::system_clock::now);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "tally_feed"; }

private:
  /// The viewers of one loop.
  struct hall {
    rounds round{};  // one an audience
    audience_actor audience{};
    viewer_counts counted{};
  };

  void connected(postgres_connection_actor connection);
  void listen();
  void watch();
  void hear(const std::vector<std::string>& payloads);
  void hear_traces(std::string_view traces);
  void tell_traces();
  void refresh();
  void read();
  void read_all();
  void read_some(const std::vector<std::string>& polls);
  void take_all(const rows& answer);
  void take_some(const rows& answer, const std::vector<std::string>& polls);
  void done();
  void connected_for_timelines(postgres_connection_actor connection);
  void read_timelines();
  void timelines_read(time_source::time_point begun);
  void beat();
  void go_stale();
  void count_viewers();
  void counted();
  void report_viewers();
  void merge();
  void show();
  void show_soon();
  void await_change(const tally_snapshot& snapshot, std::chrono::system_clock::time_point now);

  supervisor_actor parent_;
  wall_clock wall_;
  std::string process_;             // what result processes know one another by
  std::map<unsigned, hall> halls_;  // none is taken out: replies find theirs
  rounds rounds_;                   // one a connection for the tallies
  postgres_connection_actor postgres_;
  rounds timeline_rounds_;
  postgres_connection_actor timelines_from_;
  asio::posix::stream_descriptor notified_;
  std::unique_ptr<alarm> next_;
  std::unique_ptr<alarm> beat_;
  std::unique_ptr<alarm> change_;
  std::unique_ptr<alarm> next_timelines_;
  time_source::time_point read_at_{};
  time_source::time_point all_due_{};  // when all may be read again without need
  bool reading_ = false;
  bool dirty_ = false;           // something changed since the running read began
  bool unnamed_ = true;          // and it may be in any poll
  bool by_poll_ = true;          // the database can be asked for some polls alone
  std::set<std::string> named_;  // the polls in which something changed
  std::int64_t all_read_ = -1;   // the sequence at which all were read
  bool waiting_ = false;         // for the pause between two reads to end
  unsigned uncounted_ = 0;       // audiences that have not answered yet
  bool reporting_ = false;
  timeline_queue timelines_due_;
  bool reading_timelines_ = false;
  time_source::time_point timelines_rest_{};  // not before this are more of them read
  std::string complaint_;                     // about timelines, said once
  std::vector<http::trace_context> traces_;   // of votes in the tallies that are shown next
  tally_book book_;
  tally_snapshot_ptr latest_;
};

}  // namespace scrutin::actors
