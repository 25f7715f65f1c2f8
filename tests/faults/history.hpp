#pragma once
// What voters did and were told, and what stood in the tables at the end.
#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace scrutin::faults {

/// Since the run began.
using moment = std::chrono::microseconds;

enum class outcome : std::uint8_t {
  ok,       ///< answered "recorded"
  failed,   ///< answered in a way that says: not recorded, and it never will be
  unknown,  ///< no answer, or one that says that nobody knows
};

/// One request of one voter. A request that repeats an earlier one under the same Idempotency-Key is an attempt of its
/// own with the same uid.
struct attempt {
  std::string voter;
  std::string poll;
  std::string choice;  ///< "a"; of several options "a,c"
  std::string uid;     ///< empty where only the service knew it, and did not say; never of an ok one
  moment begun{};
  moment ended{};  ///< of an unknown one: from then on it cannot take effect any more
  outcome result = outcome::unknown;
  std::string told;  ///< for people: "201", "503 unconfirmed", "connection reset"
};

/// Every attempt; those of one voter in their order.
using history = std::vector<attempt>;

struct ledger_row {
  std::string uid;
  std::string poll;
  std::string voter;
  std::string choice;
  int partition = 0;
  std::int64_t n = 0;  ///< the order of application within the partition; -1: it never counts, the voter had voted

  bool counts() const { return n != -1; }
};

struct vote_row {
  std::string poll;
  std::string voter;
  std::string choice;
  std::string uid;
};

struct tally_row {
  std::string poll;
  std::string choice;  ///< one option; empty: how many have voted in the poll
  std::int64_t n = 0;
};

/// What was left once all was at rest.
struct final_state {
  std::vector<ledger_row> ledger;
  std::vector<vote_row> votes;
  std::vector<tally_row> tallies;     ///< summed over the partitions
  std::vector<tally_row> published;   ///< what the result API says
  std::vector<std::string> audited;   ///< what the service's own audit finds, a line each
  std::set<std::string> final_polls;  ///< in which a voter's first vote stands
  std::set<std::string> destroyed;    ///< uids that stood in Redis when its data was destroyed
};

}  // namespace scrutin::faults
