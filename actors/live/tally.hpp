#pragma once
// The count of a poll, as people see it.
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/poll.hpp"

namespace scrutin::actors {

/// Votes by option, of one poll, as the database sums them; an option that nobody chose may be missing.
using counts = std::map<std::string, std::int64_t, std::less<>>;

/// Tenths of a percent for each of `votes`, that add to exactly 1000 (to 0 where nobody voted): each is its exact share
/// rounded down, and the tenths that are left go to the largest remainders, the earlier one where two are equal
/// (Hamilton's method). No `votes` is negative.
std::vector<unsigned> shares_of(const std::vector<std::int64_t>& votes);

/// `66.7` of 667.
std::string to_percent(unsigned share);

struct option_tally {
  std::string id;
  std::int64_t votes = 0;
  unsigned share = 0;  ///< in tenths of a percent

  bool operator==(const option_tally&) const = default;
};

/// How many ballots came when. `step` is in seconds; each point is the second of the epoch at which its step begins,
/// and the ballots in it. Steps without any are left out.
struct timeline {
  std::int64_t step = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>> points{};

  bool operator==(const timeline&) const = default;
};

/// Options in the order of the poll. Votes for what the poll does not know count for nothing here; the ledger has them.
struct tally {
  std::string poll;
  std::int64_t voters = 0;  ///< who voted
  std::int64_t total = 0;   ///< the options' votes together: more than `voters` where a vote may name several
  std::vector<option_tally> options{};
  timeline over_time{};

  bool operator==(const tally&) const = default;
};

/// The options' part of it.
tally make_tally(const config::poll& poll, const counts& counted);

}  // namespace scrutin::actors
