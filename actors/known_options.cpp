#include "actors/known_options.hpp"

#include <string_view>

#include "actors/array_literal.hpp"

namespace scrutin::actors {

known_options::known_options(const config::poll_list& polls) {
  for (const auto& poll : polls) {
    for (const auto& option : poll.options) add(poll.id, option.id);
  }
}

std::string known_options::complaint(const ballot& vote) const {
  const auto poll = polls_.find(vote.poll);
  if (poll == polls_.end()) return "the settings name no poll \"" + vote.poll + "\"";
  std::set<std::string_view> named;
  for (std::string_view rest = vote.choice;;) {
    const auto comma = rest.find(',');
    const auto option = rest.substr(0, comma);
    if (!poll->second.contains(option)) {
      return "poll \"" + vote.poll + "\" has no option \"" + std::string(option) + "\"";
    }
    if (!named.insert(option).second) return "it names the option \"" + std::string(option) + "\" twice";
    if (comma == std::string_view::npos) return {};
    rest.remove_prefix(comma + 1);
  }
}

statement offer_statement(const config::poll_list& polls) {
  array_literal ids;
  array_literal options;
  for (const auto& poll : polls) {
    for (const auto& option : poll.options) {
      ids.add(poll.id);
      options.add(option.id);
    }
  }
  return {"SELECT poll, choice FROM offer_options($1::text[], $2::text[])", {ids.take(), options.take()}};
}

known_options to_known_options(const config::poll_list& polls, const rows& answer) {
  known_options known{polls};
  for (const auto& row : answer.values) {
    if (row.size() == 2 && row[0] && row[1]) known.add(*row[0], *row[1]);
  }
  return known;
}

}  // namespace scrutin::actors
