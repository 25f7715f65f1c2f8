#include "tests/simulation/versions.hpp"

#include <memory>

namespace scrutin::simulation {

namespace {

// At first: single choice, one where the first vote stands,
// and multiple choice. Then an option and a poll are gone; or there is one option more, another poll, and what was
// final is not while the first poll is.
config::poll_list polls_of(unsigned version) {
  config::poll_list polls{{.id = "default", .question = {}, .options = {{"a", {}}, {"b", {}}, {"c", {}}}},
                          {.id = "once", .question = {}, .options = {{"a", {}}, {"b", {}}, {"c", {}}}, .change = false},
                          {.id = "many", .question = {}, .options = {{"a", {}}, {"b", {}}, {"c", {}}}, .max = 3}};
  if (version == 1) {
    polls[0].options.pop_back();
    polls.pop_back();
  } else if (version == 2) {
    polls[0].options.push_back({"d", {}});
    polls[0].change = false;
    polls[1].change = true;
    polls.push_back({.id = "new", .question = {}, .options = {{"x", {}}, {"y", {}}}});
  }
  return polls;
}

}  // namespace

versions make_versions() {
  versions made;
  for (unsigned i = 0; i < made.size(); ++i) {
    auto& [polls, offers] = made[i];
    polls = polls_of(i);
    for (const auto& poll : polls) {
      offers.push_back(std::make_shared<const actors::published_offer>(actors::offer::of(poll)));
    }
  }
  return made;
}

std::string choice_of(const config::poll& poll, unsigned chosen) {
  const auto& options = poll.options;
  std::string choice = options[chosen % options.size()].id;
  for (std::size_t i = chosen % options.size() + 1; i < options.size() && poll.max > 1 && (chosen / 8 + i) % 2 == 0;
       ++i) {
    choice += "," + options[i].id;
  }
  return choice;
}

}  // namespace scrutin::simulation
