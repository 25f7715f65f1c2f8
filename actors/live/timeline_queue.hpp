#pragma once
// Whose timelines are to be read next.
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "actors/runtime/time_source.hpp"

namespace scrutin::actors {

/// Polls whose votes changed come before those that are only looked at to be sure, and each is read at most once a
/// second. So a poll that runs never waits for a thousand that are over.
class timeline_queue {
public:
  using time_point = time_source::time_point;

  static constexpr std::chrono::seconds pause{1};  ///< between two looks at a poll
  static constexpr std::size_t most = 20;          ///< polls at a time: a portion takes no long time

  /// Its votes changed.
  void changed(const std::string& poll);

  /// It may have changed, or was never read.
  void unsure(const std::string& poll);

  /// The next portion, which counts as read then; empty where none is due.
  std::vector<std::string> take(time_point now);

  /// When the next one is; nothing where none waits.
  std::optional<time_point> due() const;

  void clear();

private:
  struct line {
    std::deque<std::string> polls;
    std::unordered_set<std::string> known;

    void add(const std::string& poll);
  };

  time_point due_at(const std::string& poll) const;
  void take_from(line& waiting, time_point now, std::vector<std::string>& portion);

  line changed_;
  line unsure_;
  std::map<std::string, time_point> read_;  // within the last pause
};

}  // namespace scrutin::actors
