#pragma once
// Two workers, Redis and PostgreSQL, under a schedule.
#include <prometheus/registry.h>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/schedule.hpp"
#include "tests/simulation/worker_model.hpp"

namespace scrutin::simulation {

/// What is switched off in a run, to see that it is needed.
struct mechanisms {
  bool lease = true;      ///< PostgreSQL refuses a token that is out of date
  bool ledger = true;     ///< PostgreSQL drops a ballot that it has
  bool memory = true;     ///< PostgreSQL remembers options that the settings lack by now
  bool offers = true;     ///< who applies a ballot finds in Redis the offer that it points to
  bool read_back = true;  ///< what is applied is what the pending list gives, and not what the read of new ones gave
  bool halving = true;    ///< PostgreSQL says which errors are about the data, so that a batch is halved down to it
};

/// Runs schedules one after another; each begins with empty servers and both workers started, and with two vote
/// processes. All have versions of the settings that need not agree. One thread.
class world {
public:
  explicit world(mechanisms on = {true, true, true, true, true});
  ~world();

  /// What is wrong at the end, once everything was mended and came to rest. Nothing where all is as it must be.
  std::optional<std::string> run(const schedule& steps);

  /// What the last run came to: for those who look whether it does anything.
  struct figures {
    std::size_t ballots = 0;    ///< recorded
    std::size_t destroyed = 0;  ///< of them: gone with Redis
    std::int64_t token = 0;     ///< how often the partition changed hands
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
  std::vector<std::unique_ptr<worker_model>> workers_;
  figures figures_;
};

}  // namespace scrutin::simulation
