#pragma once
// How long the system takes to move again. Looks at it from outside, every few milliseconds.
#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <pqxx/connection>
#include <string>
#include <thread>
#include <vector>

#include "tests/faults/run_clock.hpp"
#include "tests/faults/voters.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::faults {

class recovery {
public:
  enum class kind : std::uint8_t {
    worker,    ///< from the kill of a worker to the first commit of its next holder, for each partition that it held
    redis,     ///< from Redis' first PONG to each vote process' first "recorded"
    postgres,  ///< from PostgreSQL's first answer to the first commit
  };

  recovery(std::string database, const test::redis_server& redis, const voters& crowd, std::size_t vote_processes,
           const run_clock& clock);
  ~recovery();

  /// From now on it is measured how long that takes. At the moment of the kill, or of the start.
  void expect_worker(pid_t killed);
  void expect_redis();
  void expect_postgres();

  /// Whether nothing that is expected is still to come, and since that moment every vote process has recorded and every
  /// partition has moved.
  bool calm(moment since) const;

  /// What is still to come will not be waited for: it counts with the time that has passed.
  void give_up();

  /// What is awaited had no time to come: the faults end. Whether all recovers is for who waits for rest.
  void forget();

  std::map<kind, std::vector<moment>> measured() const;

  std::int64_t applied() const;  ///< ballots in the ledger, when last seen
  bool holds_any(pid_t worker) const;

private:
  struct partition {
    std::int64_t token = 0;
    std::string holder;
    std::int64_t applied = 0;
    moment moved{};
  };
  struct wait {
    kind what{};
    std::optional<moment> since{};  // none: not yet, the server has to answer first
    int partition = 0;
    std::int64_t token = 0;
    std::int64_t applied = 0;
    std::size_t process = 0;
  };

  void run();
  void look_at_postgres();
  void look_at_redis();
  void settle();
  bool is_over(const wait& one) const;

  const std::string database_;
  const test::redis_server& redis_;
  const voters& crowd_;
  const std::size_t vote_processes_;
  const run_clock& clock_;

  std::unique_ptr<pqxx::connection> connection_;  // of the thread

  mutable std::mutex mutex_;
  std::map<int, partition> partitions_;
  std::vector<wait> waiting_;
  std::map<kind, std::vector<moment>> measured_;

  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace scrutin::faults
