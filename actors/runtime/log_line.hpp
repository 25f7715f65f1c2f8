#pragma once
// What a line of a log looks like.
#include <spdlog/formatter.h>
#include <spdlog/pattern_formatter.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

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

/// Warnings and errors that say the same again and again: a flood of them must not fill a disk.
class repeats {
public:
  using clock = std::chrono::system_clock;
  static constexpr std::chrono::seconds pause{1};
  static constexpr std::chrono::seconds memory{60};  ///< of words that did not come again

  /// Whether these words may be written now, and how often they were left out since they last were.
  struct verdict {
    bool written = true;
    std::uint64_t left_out = 0;
  };
  verdict judge(std::string_view words, clock::time_point now);

private:
  static constexpr std::size_t most = 64;  ///< different words that are remembered; all others are written

  struct written {
    clock::time_point at;
    std::uint64_t left_out = 0;
  };
  std::map<std::string, written, std::less<>> recent_;
};

}  // namespace scrutin::actors
