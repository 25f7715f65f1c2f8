#pragma once
// Whether the sync of a partition works, as logs and `health` hear of it.
#include <functional>
#include <string>

#include "actors/runtime/logger.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/time_source.hpp"

namespace scrutin::actors {

/// What fails once is logged, what fails again and again is told to `health` too; what is over, when nothing has failed
/// for a while and something worked since.
class sync_trouble {
public:
  /// `tell` hands on to `health`. `time` and `log` outlive it.
  sync_trouble(unsigned partition, std::function<void(condition)> tell, time_source& time, spdlog::logger& log);

  /// Nothing has failed yet.
  void begin() const { report(condition::level::up, {}); }

  void failed(const std::string& why);
  void worked() { worked_ = true; }

  /// Looks whether it is over.
  void look();

private:
  void report(condition::level level, std::string why) const;

  unsigned partition_;
  std::function<void(condition)> tell_;
  time_source& time_;
  spdlog::logger& log_;
  unsigned failures_ = 0;  ///< since it last worked
  bool worked_ = false;    ///< since the last of them
  time_source::time_point failed_at_{};
  std::string complaint_;  ///< what was logged last; empty once it works
  std::string told_;       ///< what `health` was told last; empty: that it works
};

}  // namespace scrutin::actors
