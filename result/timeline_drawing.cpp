#include "result/timeline_drawing.hpp"

#include <algorithm>

namespace scrutin::result {

namespace {

// One digit behind the point is a tenth of a pixel on a wide screen.
std::string tenths(std::int64_t numerator, std::int64_t denominator, int length) {
  const auto scaled = (numerator * length * 20 + denominator) / (denominator * 2);
  auto text = std::to_string(scaled / 10);
  if (scaled % 10 != 0) text += "." + std::to_string(scaled % 10);
  return text;
}

}  // namespace

timeline_drawing draw(const actors::timeline& votes) {
  timeline_drawing drawn;
  drawn.most = *std::ranges::max_element(votes.points, {}, &arrivals::second);
  drawn.from = votes.points.front().first;
  drawn.to = votes.points.back().first + votes.step;

  // Moments in half steps from the left edge, so that the middles are whole numbers of seconds.
  const auto span = 2 * (drawn.to - drawn.from);
  const auto highest = std::max<std::int64_t>(drawn.most.second, 1);
  const auto point = [&](std::int64_t twice, std::int64_t n) {
    drawn.line += drawn.line.empty() ? "M" : "L";
    drawn.line +=
        tenths(twice, span, timeline_drawing::width) + " " + tenths(highest - n, highest, timeline_drawing::height);
  };
  point(0, 0);
  std::int64_t end = 0;  // of the step before
  for (const auto& [at, n] : votes.points) {
    const auto begin = 2 * (at - drawn.from);
    if (begin > end) {
      point(end, 0);
      point(begin, 0);
    }
    point(begin + votes.step, n);
    end = begin + 2 * votes.step;
  }
  point(span, 0);
  drawn.area = drawn.line + "Z";
  return drawn;
}

std::vector<arrivals> summed(const actors::timeline& votes, std::size_t rows) {
  std::vector<arrivals> sums;
  if (votes.points.empty()) return sums;
  const auto begin = votes.points.front().first;
  const auto steps = (votes.points.back().first - begin) / votes.step + 1;
  const auto most = static_cast<std::int64_t>(rows);
  const auto length = (steps + most - 1) / most * votes.step;
  for (const auto& [at, n] : votes.points) {
    const auto row = begin + (at - begin) / length * length;
    if (sums.empty() || sums.back().first != row) sums.push_back({row, 0});
    sums.back().second += n;
  }
  return sums;
}

}  // namespace scrutin::result
