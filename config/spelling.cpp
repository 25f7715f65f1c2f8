#include "config/spelling.hpp"

#include <algorithm>

namespace scrutin::config {
namespace {

/// Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b` (optimal string alignment);
/// `enough` where they are that many or more. Two rows that reach it everywhere end it: none after them has less.
std::size_t distance(std::string_view a, std::string_view b, std::size_t enough) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) >= enough) return enough;
  std::vector<std::size_t> before_last(b.size() + 1, enough);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    if (std::min(*std::ranges::min_element(last), *std::ranges::min_element(row)) >= enough) return enough;
    before_last.swap(last);
    last.swap(row);
  }
  return std::min(last.back(), enough);
}

}  // namespace

std::string did_you_mean(std::string_view written, const std::vector<std::string>& known) {
  constexpr std::size_t longest = 100;  // nobody misspells more
  if (written.size() > longest) return {};
  const std::string* nearest = nullptr;
  auto least = std::clamp<std::size_t>(written.size() / 3, 1, 3) + 1;
  for (const auto& candidate : known) {
    const auto begun = candidate.starts_with(written) && 2 * written.size() > candidate.size();
    if (const auto far = begun ? 1 : distance(written, candidate, least); far < least) {
      least = far;
      nearest = &candidate;
    }
  }
  return nearest == nullptr ? "" : "; did you mean \"" + *nearest + "\"?";
}

std::string one_of(const std::vector<std::string>& words) {
  std::string all;
  for (std::size_t at = 0; at < words.size(); ++at) {
    all += (at == 0 ? "" : at + 1 == words.size() ? " or " : ", ") + words[at];
  }
  return all;
}

}  // namespace scrutin::config
