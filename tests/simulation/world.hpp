#pragma once
// The whole path of a vote under a schedule: vote processes, Redis, workers, PostgreSQL, a result process.
#include <prometheus/registry.h>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/mechanisms.hpp"
#include "tests/simulation/result_model.hpp"
#include "tests/simulation/schedule.hpp"
#include "tests/simulation/versions.hpp"
#include "tests/simulation/vote_model.hpp"
#include "tests/simulation/worker_model.hpp"

namespace scrutin::simulation {

/// Runs schedules one after another; each begins with empty servers and every process started, the vote processes as
/// soon as they serve. All have versions of the settings that need not agree. One thread.
class world {
public:
  explicit world(mechanisms on = {});
  ~world();

  /// What is wrong at the end, once everything was mended and came to rest. Nothing where all is as it must be.
  std::optional<std::string> run(const schedule& steps);

  /// What the last run came to: for those who look whether it does anything.
  struct figures {
    std::size_t ballots = 0;    ///< that voters sent
    std::size_t recorded = 0;   ///< of them: Redis has recorded
    std::size_t told = 0;       ///< of them: whose voters were told so
    std::size_t destroyed = 0;  ///< of them: gone with Redis
    std::int64_t token = 0;     ///< how often the partition changed hands
    std::int64_t sequence = 0;  ///< of what the feed shows in the end

    bool operator==(const figures&) const = default;
  };
  const figures& last() const { return figures_; }

private:
  struct state;

  struct quiet : caf::actor_system_config {
    quiet();
  };

  mechanisms on_;
  quiet config_;
  caf::actor_system system_;
  prometheus::Registry registry_;
  versions versions_;
  std::vector<std::unique_ptr<worker_model>> workers_;
  std::vector<std::unique_ptr<vote_model>> votes_;
  std::unique_ptr<result_model> result_;
  figures figures_;
};

}  // namespace scrutin::simulation
