#pragma once
// The tables of a PostgreSQL, in memory, and what the functions of actors/schema do with them: a statement each, at
// once, as if no other ran beside it. Their row lock on the partition makes it so in the real one.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "actors/ballots/messages.hpp"
#include "actors/postgres/messages.hpp"

namespace scrutin::simulation {

/// The options that a vote names.
std::vector<std::string> options_of(const std::string& choice);

class postgres_model {
public:
  using ms = std::chrono::milliseconds;

  /// A voter whose ballots are refused for their data, whatever batch they come in.
  static constexpr const char* unacceptable = "unacceptable";

  /// What makes the protocol safe; a test switches one off to see it needed.
  struct mechanisms {
    bool token = true;   ///< a batch under a token that is out of date is refused
    bool ledger = true;  ///< a ballot that stands in the ledger counts for nothing
    bool memory = true;  ///< what was ever offered is known for good
  };

  struct answer {
    actors::rows value;
    std::string sqlstate{};  ///< not empty: an error
  };

  struct partition {
    std::int64_t token = 0;
    std::optional<std::string> holder;
    ms expires{-1};
    ms lease{0};
    std::int64_t applied = 0;
    std::int64_t batches = 0;
    std::string entry{};      ///< up to which its stream is applied
    std::string entry_uid{};  ///< of that one's ballot
  };

  struct ballot {
    std::string uid;
    std::string poll;
    std::string voter;
    std::string choice;
    int partition = 0;
    std::int64_t n = 0;
  };

  explicit postgres_model(mechanisms on = {true, true, true}) : on_(on) {}

  /// What was notified since the last call, in order: the payloads.
  std::vector<std::string> take_notified() { return std::exchange(notified_, {}); }

  /// How often votes came: what every tally of one moment carries.
  std::int64_t sequence() const;

  /// What the server answers at that time of its clock. Throws std::invalid_argument for what the model does not know.
  answer execute(const actors::statement& what, ms now);

  const std::map<int, partition>& partitions() const { return partitions_; }
  std::map<int, partition>& partitions() { return partitions_; }
  const std::vector<ballot>& ledger() const { return ledger_; }

  /// By poll and voter: choice and uid.
  const std::map<std::pair<std::string, std::string>, std::pair<std::string, std::string>>& votes() const {
    return votes_;
  }

  /// By poll, choice and partition.
  const std::map<std::tuple<std::string, std::string, int>, std::int64_t>& tallies() const { return tallies_; }

  /// By poll and partition.
  const std::map<std::pair<std::string, int>, std::int64_t>& turnout() const { return turnout_; }

private:
  answer acquire(const actors::statement& what, ms now);
  answer renew(const actors::statement& what, ms now);
  answer release(const actors::statement& what);
  answer apply(const actors::statement& what, ms now);
  answer enrol(const actors::statement& what);
  answer offer(const actors::statement& what);
  answer tally(const std::set<std::string>* polls) const;
  void count(const ballot& vote);

  mechanisms on_;
  std::vector<std::string> notified_;
  std::map<int, partition> partitions_;
  std::vector<ballot> ledger_;
  std::set<std::string> known_;
  std::map<std::pair<std::string, std::string>, std::pair<std::string, std::string>> votes_;
  std::map<std::tuple<std::string, std::string, int>, std::int64_t> tallies_;
  std::map<std::pair<std::string, int>, std::int64_t> turnout_;
  std::set<std::pair<std::string, std::string>> roll_;  ///< polls and voters
  std::map<std::pair<std::string, std::string>, std::tuple<std::string, std::string, std::string>>
      offered_;  ///< by poll and digest
};

}  // namespace scrutin::simulation
