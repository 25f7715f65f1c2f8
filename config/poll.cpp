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
