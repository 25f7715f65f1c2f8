#pragma once
// Judges a run as Jepsen's checkers do: from what was told, whatever went on inside.
#include <cstddef>
#include <string>
#include <vector>

#include "tests/faults/history.hpp"

namespace scrutin::faults {

struct finding {
  enum class kind : std::uint8_t {
    lost,        ///< told "recorded", and not in the ledger
    doubled,     ///< in the ledger twice
    foreign,     ///< in the ledger, and nobody sent it; or with another voter, poll or choice than was sent
    failed_yet,  ///< told "not recorded", and in the ledger
    misordered,  ///< a voter's vote is neither the last one that was recorded nor one that may have come after it; or
                 ///< the ledger has two votes of a voter in another order than they were made, or in two partitions;
                 ///< where the first vote stands, another one was over when it was begun, or more than one counts
    tally,       ///< tallies or turnout, a recount of the votes and what is published differ
  };
  kind what;
  std::string voter;  ///< empty for a tally
  std::string text;   ///< for people
};

struct verdict {
  std::size_t acknowledged = 0;  ///< uids that were answered "recorded"
  std::size_t unknown = 0;       ///< uids, or attempts without one, that never got an answer
  std::size_t destroyed = 0;     ///< recorded ones that went with Redis' data, before any worker had them
  std::vector<finding> findings;

  bool good() const { return findings.empty(); }
  std::size_t count(finding::kind what) const;
};

/// Attempts under one uid are one vote: recorded if one of them was, failed if all have. Time is real time: of two
/// votes that overlap either may have come first. Seconds for half a million attempts.
verdict judge(const history& all, const final_state& state);

/// Everything that is known about one voter, a line each: the attempts in their order, with milliseconds since the run
/// began, then what stands in the ledger, then the final votes. What a failing run prints.
std::string story(const history& all, const final_state& state, const std::string& voter);

}  // namespace scrutin::faults
