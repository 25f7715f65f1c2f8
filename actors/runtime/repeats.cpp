#include "actors/runtime/repeats.hpp"

namespace scrutin::actors {

repeats::verdict repeats::judge(std::string_view words, clock::time_point now) {
  std::erase_if(recent_,
                [now](const auto& one) { return now - one.second.at >= (one.second.left_out == 0 ? pause : memory); });
  const auto found = recent_.find(words);
  if (found == recent_.end()) {
    if (recent_.size() >= most) return {};
    recent_.emplace(words, written{now});
    return {};
  }
  auto& known = found->second;
  if (now - known.at < pause && now >= known.at) {
    ++known.left_out;
    return {.written = false};
  }
  const verdict due{.left_out = known.left_out};
  known = {now};
  return due;
}

}  // namespace scrutin::actors
