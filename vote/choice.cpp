#include "vote/choice.hpp"

#include <algorithm>

#include "http/text.hpp"

namespace scrutin::vote {

std::string choice::ids() const {
  std::string joined;
  for (const auto* option : options) joined.append(joined.empty() ? "" : ",").append(option->id);
  return joined;
}

std::string choice::labels(std::string_view language) const {
  std::string joined;
  for (const auto* option : options) joined.append(joined.empty() ? "" : ", ").append(option->label.in(language));
  return joined;
}

bool choice::holds(const config::option& option) const { return std::ranges::find(options, &option) != options.end(); }

boost::system::result<choice, objection> read_choice(const http::form& form, const config::poll& poll) {
  choice made;
  for (const auto& [name, value] : form.fields()) {
    if (name != "vote") continue;
    const auto* option = poll.find_choosable(value);
    if (option == nullptr) return objection::unknown;
    // One who picks "a" twice in a single choice has picked two things as well.
    if (made.holds(*option)) return poll.max == 1 ? objection::several : objection::doubled;
    made.options.push_back(option);
  }
  if (made.options.empty()) return objection::missing;
  if (poll.max == 1 && made.options.size() > 1) return objection::several;
  if (made.options.size() < poll.min) return objection::too_few;
  if (made.options.size() > poll.max) return objection::too_many;
  std::ranges::sort(made.options);  // they stand in one vector: this is the poll's order
  return made;
}

choice kept_choice(std::string_view ids, const config::poll& poll) {
  choice made;
  for (const auto id : http::split(ids, ',')) {
    const auto* option = poll.find(id);
    if (option != nullptr && !made.holds(*option)) made.options.push_back(option);
  }
  std::ranges::sort(made.options);
  return made;
}

}  // namespace scrutin::vote
