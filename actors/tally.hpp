#pragma once
// The count of a poll, as people see it.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
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

/// Options in the order of the poll. Votes for what the poll no longer offers count for nothing here; the ledger has
/// them.
struct tally {
  std::string poll;
  std::int64_t total = 0;
  std::vector<option_tally> options;

  bool operator==(const tally&) const = default;
};

tally make_tally(const config::poll& poll, const counts& counted);

/// All tallies at one moment. `sequence` grows with every change and is the same for whoever reads the database.
struct tally_snapshot {
  std::int64_t sequence = 0;
  bool live = false;                                  ///< false: the database is away, and these are the last ones seen
  std::map<std::string, tally, std::less<>> tallies;  ///< by poll
  std::map<std::string, std::string, std::less<>> messages;  ///< by poll: what a socket is sent, rendered once for all
};

/// Fills in the messages:
/// `{"type":"tally","poll":...,"sequence":...,"live":...,"total":...,"options":[{"id","votes","share"}]}`.
std::shared_ptr<const tally_snapshot> make_snapshot(std::int64_t sequence, bool live,
                                                    std::map<std::string, tally, std::less<>> tallies);

}  // namespace scrutin::actors
