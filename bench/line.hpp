#pragma once
// A line of the table of ./dev bench, as JSON on the standard output.
#include <optional>
#include <string>

#include "bench/rounds.hpp"

namespace scrutin::bench {

struct line {
  std::string name;
  std::string unit;     ///< of both figures
  std::string against;  ///< what stands beside it
  comparison seen;
  /// The ratio that it is to reach; one that is below 1 from below, one above 1 is what it may cost at most.
  std::optional<double> goal;
};

/// Prints it: {"name", "unit", "against", "ours", "other", "ratio", "least", "most", "goal", "at_most"}.
void print(const line& one);

}  // namespace scrutin::bench
