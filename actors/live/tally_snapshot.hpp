#pragma once
// All tallies at one moment.
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "actors/ballots/poll_board.hpp"
#include "actors/live/tally.hpp"
#include "config/poll.hpp"

namespace scrutin::actors {

class tally_view;

/// What is known of the polls, from which snapshots are made.
struct tally_facts {
  template <class Value>
  using by_poll = std::map<std::string, Value, std::less<>>;

  polls_ptr polls;
  std::int64_t sequence = 0;  ///< grows with every change of the votes, and is the same for whoever reads the database
  bool live = false;          ///< false: the database is away, and these are the last votes seen
  by_poll<counts> votes{};
  by_poll<std::int64_t> voters{};
  by_poll<timeline> timelines{};
  by_poll<std::int64_t> viewers{};

  /// The polls of which the four above say something new since the snapshot before was made; nothing: any may be one.
  std::optional<std::set<std::string, std::less<>>> touched{};

  void touch(const std::string& poll) {
    if (touched) touched->insert(poll);
  }
};

/// What is sent of one poll, rendered once for all who may see the same: the members of a JSON object but for `type`,
/// `sequence`, `now` and `reason`.
struct tally_text {
  std::string figures;       ///< `"poll":"default","live":true,...`
  std::string timeline;      ///< `,"timeline":{...}`, or nothing
  std::uint64_t digest = 0;  ///< of both: the same wherever the same is said
  std::uint64_t timeline_digest = 0;
};

/// Digests as messages and ids of events carry them.
std::string to_hex(std::uint64_t number);

/// One poll of a snapshot. Its figures are for tally_view alone, which knows who may see them.
class poll_standing {
public:
  config::phase phase() const { return phase_; }
  std::int64_t viewers() const { return viewers_; }

  /// Another one, and a page that shows the poll is of the past: of the question and the options, but not of their
  /// tallies.
  const std::string& edition() const { return edition_; }

private:
  friend class tally_snapshot;
  friend class tally_view;

  config::phase phase_ = config::phase::open;
  std::int64_t viewers_ = 0;
  std::string edition_;
  tally counted_;
  std::shared_ptr<const tally_text> for_all_;
  std::shared_ptr<const tally_text> for_voters_;  // where these see more, else the same
};

/// Polls and tallies that belong together: every page, answer and message of one moment is made from one of these.
class tally_snapshot {
public:
  using clock = std::chrono::system_clock;

  /// What stays the same as in `before` (may be null) is shared with it. Where that is the snapshot which
  /// `facts.touched` means, only those polls are looked at, unless a phase changes.
  static std::shared_ptr<const tally_snapshot> make(const tally_facts& facts, clock::time_point now,
                                                    const tally_snapshot* before);

  std::int64_t sequence() const { return sequence_; }
  bool live() const { return live_; }
  const polls_ptr& polls() const { return polls_; }  ///< neither null nor empty

  const poll_standing* find(std::string_view poll) const;

  /// The next moment at which the phase of a poll changes; nothing where all stay for ever.
  const std::optional<config::moment>& next_change() const { return next_change_; }

  /// Whether anyone who watches the poll sees something new, compared with `before` (may be null).
  bool differs(std::string_view poll, const tally_snapshot* before) const;

  /// The same for any poll.
  bool differs(const tally_snapshot* before) const;

private:
  using places = std::map<std::string_view, std::size_t>;  // by the ids of polls_
  using standing_ptr = std::shared_ptr<const poll_standing>;

  static bool differ(const poll_standing& is, const poll_standing& was);
  standing_ptr at(std::string_view poll) const;
  bool shares(const tally_facts& facts, clock::time_point now) const;
  standing_ptr stand(const config::poll& poll, const tally_facts& facts, const tally_snapshot* before) const;

  std::int64_t sequence_ = 0;
  bool live_ = false;
  polls_ptr polls_;
  std::shared_ptr<const places> places_;  // the same as long as polls_ is
  std::vector<standing_ptr> standings_;   // in the order of polls_
  clock::time_point phases_at_;           // when all were looked at: the phases are those from then on
  std::optional<config::moment> next_change_;
};

using tally_snapshot_ptr = std::shared_ptr<const tally_snapshot>;  ///< one copy for all who look at it

}  // namespace scrutin::actors
