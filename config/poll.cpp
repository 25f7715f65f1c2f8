#include "config/poll.hpp"

#include <algorithm>

namespace scrutin::config {

std::string_view text::in(std::string_view language) const {
  for (const std::string_view wanted : {language, std::string_view{}, std::string_view{"en"}}) {
    if (const auto found = by_language.find(wanted); found != by_language.end()) return found->second;
  }
  return by_language.empty() ? std::string_view{} : by_language.begin()->second;
}

const option* poll::find(std::string_view option_id) const {
  const auto found =
      std::find_if(options.begin(), options.end(), [&](const option& one) { return one.id == option_id; });
  return found == options.end() ? nullptr : &*found;
}

const option* poll::find_choosable(std::string_view option_id) const {
  const auto* found = find(option_id);
  return found == nullptr || found->retired ? nullptr : found;
}

std::vector<std::string_view> languages_of(const poll& poll) {
  std::vector<std::string_view> all;
  const auto add = [&all](const text& one) {
    for (const auto& [language, words] : one.by_language) {
      if (!language.empty()) all.push_back(language);
    }
  };
  add(poll.question);
  for (const auto& option : poll.options) add(option.label);
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());  // clang 14 cannot read that of ranges
  return all;
}

std::size_t listed_in(const poll_list& polls) {
  return static_cast<std::size_t>(std::ranges::count_if(polls, &poll::listed));
}

const poll* find(const poll_list& polls, std::string_view poll_id) {
  const auto found = std::find_if(polls.begin(), polls.end(), [&](const poll& one) { return one.id == poll_id; });
  return found == polls.end() ? nullptr : &*found;
}

std::string_view to_string(publication when) {
  switch (when) {
    case publication::live:
      return "live";
    case publication::after_vote:
      return "after-vote";
    case publication::after_close:
      return "after-close";
    case publication::hidden:
      break;
  }
  return "hidden";
}

std::string_view to_string(integrity how) {
  switch (how) {
    case integrity::open:
      return "open";
    case integrity::paced:
      return "paced";
    case integrity::roll:
      break;
  }
  return "roll";
}

std::string_view to_string(phase of_a_poll) {
  switch (of_a_poll) {
    case phase::scheduled:
      return "scheduled";
    case phase::open:
      return "open";
    case phase::closed:
      break;
  }
  return "closed";
}

phase phase_of(const poll& poll, std::chrono::system_clock::time_point now) {
  if (poll.retired || (poll.closes && now >= *poll.closes)) return phase::closed;
  return poll.opens && now < *poll.opens ? phase::scheduled : phase::open;
}

std::optional<moment> next_change(const poll& poll, std::chrono::system_clock::time_point now) {
  switch (phase_of(poll, now)) {
    case phase::scheduled:
      return poll.opens;
    case phase::open:
      return poll.closes;
    case phase::closed:
      break;
  }
  return std::nullopt;
}

poll default_poll() {
  text cats;
  cats.by_language = {{"en", "Cats"}, {"fr", "Chats"}};
  text dogs;
  dogs.by_language = {{"en", "Dogs"}, {"fr", "Chiens"}};
  auto made = default_poll(cats, dogs);
  made.question.by_language["fr"] = "Chats ou chiens ?";
  return made;
}

poll default_poll(const text& a, const text& b) {
  poll made{"default", {}, {{"a", a}, {"b", b}}};
  const auto ask = [&](std::string_view language, std::string_view either, std::string_view mark) {
    made.question.by_language[std::string(language)] =
        std::string(a.in(language)).append(either).append(b.in(language)).append(mark);
  };
  ask("en", " or ", "?");
  ask("fr", " ou ", " ?");
  return made;
}

}  // namespace scrutin::config
