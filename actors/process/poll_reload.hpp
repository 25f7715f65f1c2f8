#pragma once
// What SIGHUP does: the polls are loaded again.
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <memory>

#include "actors/ballots/poll_board.hpp"
#include "actors/runtime/logger.hpp"
#include "config/load.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// Loads the settings again, and puts their polls on the board. Settings with a mistake change nothing: each complaint
/// is logged, and what runs goes on. Other settings than polls wait for the next start, which is logged too.
///
/// Metrics as Prometheus names its own: scrutin_config_last_reload_successful (1 or 0), and
/// scrutin_config_last_reload_success_timestamp_seconds.
class poll_reload {
public:
  /// `running` is what the process was started with.
  poll_reload(config::settings running, config::reading again, std::shared_ptr<poll_board> board,
              std::shared_ptr<spdlog::logger> log, prometheus::Registry& metrics);

  /// Blocks for a file's read. One thread at a time.
  void operator()();

private:
  void take(config::settings loaded);

  config::settings running_;
  config::reading again_;
  std::shared_ptr<poll_board> board_;
  std::shared_ptr<spdlog::logger> log_;
  prometheus::Gauge& successful_;
  prometheus::Gauge& succeeded_at_;
};

}  // namespace scrutin::actors
