#include "actors/runtime/log_file.hpp"

namespace scrutin::actors {

void log_file::sink_it_(const spdlog::details::log_msg& message) {
  if (moved_) {
    file_.reopen(false);
    moved_ = false;
  }
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  file_.write(line);
}

}  // namespace scrutin::actors
