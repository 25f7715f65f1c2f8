#include "actors/known_options.hpp"

namespace scrutin::actors {

known_options::known_options(const std::vector<config::poll>& polls) {
  for (const auto& poll : polls) {
    for (const auto& option : poll.options) polls_[poll.id].insert(option.id);
  }
}

std::string known_options::complaint(const ballot& vote) const {
  const auto poll = polls_.find(vote.poll);
  if (poll == polls_.end()) return "the settings name no poll \"" + vote.poll + "\"";
  if (!poll->second.contains(vote.choice)) return "poll \"" + vote.poll + "\" has no option \"" + vote.choice + "\"";
  return {};
}

}  // namespace scrutin::actors
