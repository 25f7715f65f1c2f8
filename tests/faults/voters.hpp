#pragma once
// The crowd: each voter votes, one request at a time, and votes again.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/faults/history.hpp"
#include "tests/faults/run_clock.hpp"

namespace scrutin::actors {
class voter_key;
}

namespace scrutin::faults {

struct crowd {
  unsigned voters = 200;
  double votes_per_second = 450;
  std::uint64_t seed = 0;
  std::vector<std::uint16_t> ports{};  ///< of the vote processes on 127.0.0.1
  std::string cookie_key{};            ///< theirs
  /// After an attempt without an answer: from then on the vote cannot be recorded any more, as the service promises.
  std::chrono::milliseconds promise{};
};

/// Votes from a thread of its own, from the beginning until stop().
class voters {
public:
  voters(crowd who, const run_clock& clock);
  ~voters();

  /// Comes back once the last answer came, or was given up.
  void stop();

  /// Every attempt. After stop().
  const history& all() const { return all_; }

  std::size_t acknowledged() const { return acknowledged_; }

  /// The last "recorded" of a vote process.
  moment last_acknowledged(std::size_t process) const { return moment{last_[process]}; }

  /// An answer that must never come (4xx): the run is no good.
  std::optional<std::string> complaint() const;

private:
  class voter;

  void complain(std::string what);

  crowd who_;
  const run_clock& clock_;
  std::unique_ptr<actors::voter_key> key_;
  boost::asio::io_context io_{1};
  std::vector<std::unique_ptr<voter>> each_;
  history all_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> acknowledged_ = 0;
  std::vector<std::atomic<moment::rep>> last_;
  mutable std::mutex mutex_;
  std::optional<std::string> complaint_;
  std::thread thread_;
};

}  // namespace scrutin::faults
