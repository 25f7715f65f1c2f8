#pragma once
// Two things measured in turn, so that a machine that grows slower meanwhile slows both.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace scrutin::bench {

inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// Runs both `count` times, alternating, and prints each round, the medians, and the median of the rounds' ratios (ours
/// to the ceiling), which it returns.
template <class Ours, class Ceiling>
double alternate(unsigned count, const std::string& what, Ours ours, Ceiling ceiling) {
  std::vector<double> mine;
  std::vector<double> theirs;
  std::vector<double> ratios;
  for (unsigned round = 1; round <= count; ++round) {
    theirs.push_back(ceiling());
    mine.push_back(ours());
    ratios.push_back(mine.back() / theirs.back());
    std::printf("round %u: ceiling %.0f, ours %.0f %s, ratio %.3f\n", round, theirs.back(), mine.back(), what.c_str(),
                ratios.back());
    std::fflush(stdout);
  }
  const auto ratio = median(ratios);
  std::printf("median: ceiling %.0f, ours %.0f %s, ratio %.3f (%.3f to %.3f)\n", median(theirs), median(mine),
              what.c_str(), ratio, *std::ranges::min_element(ratios), *std::ranges::max_element(ratios));
  return ratio;
}

/// The processor and how many of it, from /proc/cpuinfo.
std::string machine();

}  // namespace scrutin::bench
