#pragma once
// The whole path of a vote under a schedule: vote processes, Redis, workers, PostgreSQL, a result process.
#include <prometheus/registry.h>
#include <array>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/ballots/offer.hpp"
#include "tests/simulation/result_model.hpp"
#include "tests/simulation/schedule.hpp"
#include "tests/simulation/vote_model.hpp"
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
  bool deadline = true;   ///< Redis adds no ballot that comes too late
};

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

  /// One version of the settings, with what a ballot in each of its polls points to.
  struct version {
    config::poll_list polls;
    std::vector<actors::offer_ptr> offers;
  };

  mechanisms on_;
  quiet config_;
  caf::actor_system system_;
  prometheus::Registry registry_;
  std::array<version, 3> versions_;
  std::vector<std::unique_ptr<worker_model>> workers_;
  std::vector<std::unique_ptr<vote_model>> votes_;
  std::unique_ptr<result_model> result_;
  figures figures_;
};

}  // namespace scrutin::simulation
