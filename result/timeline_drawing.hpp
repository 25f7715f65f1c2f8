#pragma once
// The line of votes over time.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "actors/live/tally.hpp"

namespace scrutin::result {

/// The moment at which a step begins, in seconds since 1970, and the ballots in it.
using arrivals = std::pair<std::int64_t, std::int64_t>;

/// A timeline in the window of an SVG that is `width` wide and `height` high, which it fills. The page's script draws
/// the same (chart.js).
struct timeline_drawing {
  static constexpr int width = 1000;
  static constexpr int height = 100;

  std::string line;       ///< a path
  std::string area;       ///< the same, closed along the bottom
  std::int64_t from = 0;  ///< the moment at the left edge
  std::int64_t to = 0;    ///< and at the right one
  arrivals most;          ///< the highest step, the first one where several are
};

/// The drawing of at least one step: from the middle of each to that of the next, and along the bottom where none are.
timeline_drawing draw(const actors::timeline& votes);

/// The same votes for a table of at most `rows` rows: as many neighbouring steps as it takes are one row.
std::vector<arrivals> summed(const actors::timeline& votes, std::size_t rows);

}  // namespace scrutin::result
