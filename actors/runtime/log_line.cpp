#include "actors/runtime/log_line.hpp"

#include <spdlog/details/log_msg.h>

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
  auto line =
      config::log_record::event(as_, message.time, level_of(message), view(message.logger_name), view(message.payload))
          .line();
  line += '\n';
  into.append(line.data(), line.data() + line.size());
}

}  // namespace scrutin::actors
