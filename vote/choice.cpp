#include "vote/choice.hpp"

#include <algorithm>
#include <stdexcept>

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

std::string_view to_string(objection why) {
  switch (why) {
    case objection::cross_site:
      return "cross-site";
    case objection::form:
      return "form";
    case objection::scheduled:
      return "scheduled";
    case objection::closed:
      return "closed";
    case objection::unqueued:
      return "unqueued";
    case objection::missing:
      return "missing";
    case objection::several:
      return "several";
    case objection::unknown:
      return "unknown";
    case objection::doubled:
      return "doubled";
    case objection::too_few:
      return "too-few";
    case objection::too_many:
      return "too-many";
    case objection::final:
      return "final";
    case objection::key:
      return "key";
    case objection::key_reused:
      break;
  }
  return "key-reused";
}

void throw_exception_from_error(const objection& why, const boost::source_location& where) {
  boost::throw_with_location(std::runtime_error(std::string(to_string(why))), where);
}

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
