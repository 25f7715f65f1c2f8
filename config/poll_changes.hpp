#pragma once
// What polls become when the settings are loaded again.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/poll.hpp"

namespace scrutin::config {

/// The options that have votes: a poll's id and an option's.
using voted_options = std::set<std::pair<std::string, std::string>>;

struct poll_changes {
  poll_list polls;                   ///< what runs from now on: those loaded, in order, and behind them retired ones
  std::vector<std::string> added;    ///< ids of polls that did not run
  std::vector<std::string> changed;  ///< ids of polls that are not what they were, be it in one letter
  std::vector<std::string> removed;  ///< ids of polls that are gone, and had no votes
  std::vector<std::string> notes;    ///< sentences for the log: what an operator may not expect

  /// Whether all runs on as it did. A new order is no change.
  bool empty() const { return added.empty() && changed.empty() && removed.empty(); }
};

/// What `running` becomes when the settings say `loaded`. The settings always win, and nothing is refused, so that a
/// process that was told of a change and one that was started after it agree. But no vote is lost from sight: an option
/// with votes that the settings have no more is retired, behind the others, and so is a poll; one that the settings
/// name again is as before. Other processes may have seen votes for options that this one never knew: those stand under
/// their ids. Polls that neither `running` nor `loaded` has stay unknown.
///
/// With no `voted`, what is gone is gone: right for who takes votes and counts none.
poll_changes merge_polls(const poll_list& running, const poll_list& loaded, const voted_options& voted);

}  // namespace scrutin::config
