#include "actors/live/tally.hpp"

#include <algorithm>
#include <numeric>

namespace scrutin::actors {

std::vector<unsigned> shares_of(const std::vector<std::int64_t>& votes) {
  // Wide enough for a thousand times any count that 64 bits hold.
  __extension__ using wide = unsigned __int128;
  std::vector<unsigned> shares(votes.size());
  const auto total = std::accumulate(votes.begin(), votes.end(), wide{0},
                                     [](wide sum, std::int64_t n) { return sum + static_cast<wide>(n); });
  if (total == 0) return shares;

  std::vector<wide> remainders(votes.size());
  unsigned left = 1000;
  for (std::size_t i = 0; i < votes.size(); ++i) {
    const auto thousandfold = static_cast<wide>(votes[i]) * 1000;
    shares[i] = static_cast<unsigned>(thousandfold / total);
    remainders[i] = thousandfold % total;
    left -= shares[i];
  }
  std::vector<std::size_t> order(votes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&remainders](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (unsigned i = 0; i < left; ++i) ++shares[order[i]];
  return shares;
}

std::string to_percent(unsigned share) { return std::to_string(share / 10) + "." + std::to_string(share % 10); }

tally make_tally(const config::poll& poll, const counts& counted) {
  tally made{.poll = poll.id};
  std::vector<std::int64_t> votes;
  for (const auto& option : poll.options) {
    const auto found = counted.find(option.id);
    votes.push_back(found == counted.end() ? 0 : std::max<std::int64_t>(0, found->second));
    made.total += votes.back();
  }
  const auto shares = shares_of(votes);
  for (std::size_t i = 0; i < votes.size(); ++i) made.options.push_back({poll.options[i].id, votes[i], shares[i]});
  return made;
}

}  // namespace scrutin::actors
