#pragma once
// Whether the deployment kept its promise: a vote that was answered "recorded" counts, once, as last chosen.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crowd/survey.hpp"
#include "crowd/told_votes.hpp"

namespace scrutin::crowd {

struct verdict {
  struct wrong {
    std::string receipt;
    std::string why;
  };

  std::uint64_t acknowledged = 0;  ///< votes that were answered "recorded"
  std::uint64_t counted = 0;       ///< of these, by their receipts
  std::uint64_t replaced = 0;      ///< by a later vote of the same voter
  std::uint64_t unsure = 0;        ///< people of whose last vote nobody knows
  std::vector<wrong> wrongs;

  bool tallied = false;  ///< the figures are public, so that the following are known
  tally before;
  tally after;
  std::map<std::string, std::int64_t> ours;  ///< votes that this crowd must have added, those of unsure people left out

  /// By how many the tallies have fewer votes than they must, over the options where that is so.
  std::int64_t missing() const;
  /// By how many they have more: others', or those of unsure people.
  std::int64_t more() const;

  /// No vote is missing, and each receipt says what it must.
  bool kept() const { return wrongs.empty() && missing() == 0; }

  /// Of several processes that were one crowd. Their times overlap: the oldest figures and the newest count.
  void add(const verdict& other);
};

/// `states` holds what became of each receipt: counted, replaced, waiting, uncounted.
verdict judge(const std::vector<told_votes>& people, const std::map<std::string, std::string>& states,
              const std::optional<tally>& before, const std::optional<tally>& after);

}  // namespace scrutin::crowd
