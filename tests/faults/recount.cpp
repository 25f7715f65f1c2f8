#include "tests/faults/recount.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace scrutin::faults {
namespace {

// A poll and an option; without an option, the poll's turnout.
using counted = std::pair<std::string_view, std::string_view>;

struct counts {
  std::int64_t tally = 0, recount = 0, published = 0;
};

// "a,c" names two options, and its voter turned out once.
void count(const vote_row& row, std::map<counted, counts>& all) {
  ++all[{row.poll, {}}].recount;
  for (std::string_view left = row.choice; !left.empty();) {
    const auto option = left.substr(0, left.find(','));
    ++all[{row.poll, option}].recount;
    left.remove_prefix(std::min(option.size() + 1, left.size()));
  }
}

std::string text_of(const counted& what) {
  const auto of_poll = "of poll \"" + std::string(what.first) + '"';
  return what.second.empty() ? "turnout " + of_poll : '"' + std::string(what.second) + "\" " + of_poll;
}

}  // namespace

std::vector<std::string> recount(const final_state& state) {
  std::map<counted, counts> all;
  for (const auto& row : state.tallies) all[{row.poll, row.choice}].tally += row.n;
  for (const auto& row : state.votes) count(row, all);
  for (const auto& row : state.published) all[{row.poll, row.choice}].published += row.n;
  std::vector<std::string> differences;
  for (const auto& [what, n] : all)
    if (n.tally != n.recount || n.published != n.recount)
      differences.push_back(text_of(what) + ": the tallies say " + std::to_string(n.tally) +
                            ", a recount of the votes " + std::to_string(n.recount) + ", and published is " +
                            std::to_string(n.published));
  return differences;
}

}  // namespace scrutin::faults
