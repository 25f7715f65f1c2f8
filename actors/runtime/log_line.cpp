#include "actors/runtime/log_line.hpp"

#include <spdlog/details/log_msg.h>

#include "config/moment.hpp"

namespace scrutin::actors {

namespace {

std::string_view view(const spdlog::string_view_t& text) { return {text.data(), text.size()}; }

std::string_view level_of(const spdlog::details::log_msg& message) {
  return message.level == spdlog::level::warn ? "warn" : view(spdlog::level::to_string_view(message.level));
}

}  // namespace

void log_line::format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& into) {
  if (as_ == config::log_format::text) {
    const auto words = config::on_one_line(view(message.payload));
    auto safe = message;
    safe.payload = words;
    return for_people_.format(safe, into);
  }
  const auto at = std::chrono::floor<std::chrono::milliseconds>(message.time);
  auto line = config::log_record{as_}
                  .add("time", config::to_string(at))
                  .add("level", level_of(message))
                  .add("process", view(message.logger_name))
                  .add("msg", view(message.payload))
                  .line();
  line += '\n';
  into.append(line.data(), line.data() + line.size());
}

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
