#pragma once
// What a line of a log looks like.
#include <spdlog/formatter.h>
#include <spdlog/pattern_formatter.h>

#include <memory>

#include "config/log_record.hpp"

namespace scrutin::actors {

/// As text `2026-06-01T16:00:00.125+0200 info vote: what happened`, in the machine's own time; else the names time
/// (UTC), level, process and msg.
class log_line final : public spdlog::formatter {
public:
  explicit log_line(config::log_format as) : as_(as), for_people_("%Y-%m-%dT%H:%M:%S.%e%z %l %n: %v") {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& into) override;
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<log_line>(as_); }

private:
  config::log_format as_;
  spdlog::pattern_formatter for_people_;
};

}  // namespace scrutin::actors
