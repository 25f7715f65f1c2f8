#pragma once
// Two things measured in turn, so that a machine that grows slower meanwhile slows both.
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace scrutin::bench {

double median(std::vector<double> values);

/// What some rounds gave.
struct comparison {
  double ours = 0;  ///< medians
  double other = 0;
  double ratio = 0;  ///< the median of the rounds' ratios, ours to the other
  double least = 0;  ///< of these ratios
  double most = 0;
};

/// One in each of a round's measurements.
struct rounds {
  std::vector<double> ours;
  std::vector<double> other;

  comparison summary() const;
};

/// Runs both `count` times, alternating, the other first, and prints each round as progress.
comparison alternate(unsigned count, const std::string& unit, const std::function<double()>& ours,
                     const std::function<double()>& other);

/// The processor and how many of it, from /proc/cpuinfo.
std::string machine();

}  // namespace scrutin::bench
