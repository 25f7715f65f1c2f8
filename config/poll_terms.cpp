#include "config/poll_terms.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "config/poll_rules.hpp"

namespace scrutin::config {
namespace {

/// Bytes of the vote that names the longest ids.
std::size_t longest_vote(const poll& of) {
  std::vector<std::size_t> sizes;
  for (const auto& one : of.options) sizes.push_back(one.id.size() + 1);
  std::ranges::sort(sizes, std::greater<>{});
  sizes.resize(std::min<std::size_t>(sizes.size(), of.max));
  return std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}) - std::min<std::size_t>(sizes.size(), 1);
}

}  // namespace

void check_terms(const poll& read, const toml::table& from, const std::string& name, const std::set<std::string>& wrong,
                 toml_notes& notes) {
  const auto note = [&](const std::string& key, const std::string& what) {
    notes.note(from.get(key)->source(), name + '.' + key + ' ' + what);
  };
  const auto options = read.options.size();
  if (!wrong.contains("max") && options >= least_options && read.max > options) {
    note("max", "is " + std::to_string(read.max) + ", but the poll has " + std::to_string(options) + " options");
  }
  if (!wrong.contains("min") && !wrong.contains("max") && read.min > read.max) {
    note("min", "is " + std::to_string(read.min) + ", but max is " + std::to_string(read.max) +
                    (from.contains("max") ? "" : " where it is left out; write max too"));
  }
  if (const auto longest = longest_vote(read); !wrong.contains("options") && longest > longest_choice) {
    note("options", "has ids so long that a vote for " + std::to_string(read.max) + " of them takes " +
                        std::to_string(longest) + " bytes, commas between; at most " + std::to_string(longest_choice) +
                        " fit: shorten the ids, or lower max");
  }
  if (read.opens && read.closes && *read.closes <= *read.opens) {
    note("closes",
         "is " + to_string(*read.closes) + ", which is not after opens, " + to_string(*read.opens) + " (both in UTC)");
  }
  if (read.results == publication::after_close && !from.contains("closes")) {
    note("results", "is \"after-close\", but the poll has no closes; write it too, or results = \"hidden\"");
  }
}

}  // namespace scrutin::config
