#pragma once
// What the database said of all polls until now, and what the settings say of them.
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "actors/ballots/poll_board.hpp"
#include "actors/live/tally_snapshot.hpp"
#include "actors/postgres/messages.hpp"
#include "config/poll_changes.hpp"

namespace scrutin::actors {

/// Takes the answers of the database, a part or all, and makes the snapshots. It asks nobody.
class tally_book {
public:
  explicit tally_book(std::shared_ptr<const poll_board> board) : board_(std::move(board)) {}

  /// Whether there are tallies.
  bool open() const { return facts_.polls != nullptr; }
  std::int64_t sequence() const { return facts_.sequence; }

  /// The polls that have votes.
  std::vector<std::string> voted() const;

  /// The tallies of all polls. Returns those whose tallies are others than before.
  std::vector<std::string> take_all(const rows& answer);
  void take_some(const rows& answer, const std::vector<std::string>& polls);
  void take_timelines(const rows& answer, const std::vector<std::string>& polls);
  void take_viewers(const rows& answer);

  /// Its polls are those that the settings name now, and those that have votes besides. Returns what an operator may
  /// not expect.
  std::vector<std::string> merge();

  /// The database is away.
  void go_stale() { facts_.live = false; }

  /// What it says at that moment; `before` is the last that was shown.
  tally_snapshot_ptr snapshot(std::chrono::system_clock::time_point now, const tally_snapshot* before) const {
    return tally_snapshot::make(facts_, now, before);
  }

  /// That one was shown: only what changes from now on is new.
  void shown() { facts_.touched.emplace(); }

private:
  void add(const rows& answer);

  std::shared_ptr<const poll_board> board_;
  tally_facts facts_;  // without polls until there are tallies
  polls_ptr merged_;   // what facts_.polls was made from
  config::voted_options voted_;
  bool voted_anew_ = false;  // it has changed since
};

}  // namespace scrutin::actors
