#pragma once
// Those who watch by way of one loop.
#include <prometheus/gauge.h>

#include <caf/actor_addr.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "actors/live/messages.hpp"
#include "actors/live/tally_snapshot.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/time_source.hpp"

namespace scrutin::actors {

/// The latest tallies as one loop knows them: written by its audience, read by its site, on that loop's thread alone.
struct tally_board {
  tally_snapshot_ptr latest;  ///< null: none was ever read
};

/// Passes each snapshot on to those of its loop who watch a poll that it changes, and the latest one to whoever joins.
/// They are told in rounds, some at a time behind whatever else the loop has to do: however many watch, pages and votes
/// are answered in between. A snapshot that comes during a round is for those who are still to be told, and for another
/// round of the others: where rounds take long they are rarer, and figures no older than two of them.
///
/// Each of them gets a beat every `beat::period`, not all at once. When the audience ends it tells them to: nothing
/// would be told them any more.
class audience final : public pinned<audience_actor::base> {
public:
  audience(caf::actor_config& config, loop& home, std::shared_ptr<tally_board> board, prometheus::Gauge* viewers)
      : pinned(config, home), board_(std::move(board)), viewers_(viewers), alarm_(home.time().make_alarm()) {}

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "audience"; }

private:
  void join(const viewer_actor& who, const std::string& poll);
  void leave(const caf::actor_addr& who);
  void show(const tally_snapshot_ptr& snapshot);
  void tell_some();
  bool is_to_come(const std::string& poll) const;
  void await_beat();
  viewer_counts count() const;

  std::shared_ptr<tally_board> board_;
  prometheus::Gauge* viewers_;
  std::map<std::string, std::map<caf::actor_addr, viewer_actor>> watching_;  // by poll; none of them is empty
  std::map<caf::actor_addr, std::string> polls_;                             // what each of them watches
  std::set<std::string> round_;          // the polls of this round whose viewers are not all told yet
  std::optional<caf::actor_addr> told_;  // the last one who was, of the first of these
  std::set<std::string> next_round_;
  std::unique_ptr<alarm> alarm_;
  unsigned turn_ = 0;  ///< whose beat is next
};

}  // namespace scrutin::actors
