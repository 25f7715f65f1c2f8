#pragma once
// What flows between the processes and the servers.
#include <caf/expected.hpp>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/mechanisms.hpp"
#include "tests/simulation/postgres_model.hpp"
#include "tests/simulation/process.hpp"
#include "tests/simulation/redis_model.hpp"
#include "tests/simulation/voters.hpp"

namespace scrutin::simulation {

/// Carries requests out and brings replies, one at a time. What a process said before its connection ended may still
/// come to the server, late.
class wires {
public:
  using ms = process::ms;

  /// All outlive it; `now` is the world's time, which goes on.
  wires(mechanisms on, const std::vector<process*>& all, redis_model& redis, postgres_model& pg, voters& crowd,
        const ms& now)
      : on_(on), all_(all), redis_(redis), pg_(pg), crowd_(crowd), now_(now) {}

  std::optional<redis_model::reply> execute(redis_model::session& client, const redis_model::words& command, ms sent);

  // Each says whether there was something to do.
  bool redis_runs(process& who);
  bool redis_replies(process& who);
  bool pg_runs(process& who, const std::string& error = {});
  bool pg_replies(process& who);
  bool flow(process& who);

  void cut_redis(process& who);
  void cut_pg(process& who);
  void late_redis();
  void late_pg();

  /// Lets the process do what it can; it may have given its connection up.
  void turn(process& who);

  /// Nothing that vote processes said comes late.
  void forget_ballots();

  /// All connections to Redis end, and nothing comes of what was said by them.
  void forget_redis();

  /// The same of PostgreSQL.
  void forget_pg();

private:
  struct orphan {
    redis_model::session session;
    std::deque<redis_model::words> left;
    bool ballots;  ///< of a vote process
  };

  void tell_listeners();

  mechanisms on_;
  const std::vector<process*>& all_;
  redis_model& redis_;
  postgres_model& pg_;
  voters& crowd_;
  const ms& now_;
  std::deque<orphan> orphans_;
  std::deque<actors::statement> pg_orphans_;
};

}  // namespace scrutin::simulation
