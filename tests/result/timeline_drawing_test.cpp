#include "result/timeline_drawing.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <numeric>
#include <vector>

namespace scrutin::result {
namespace {

actors::timeline of(std::int64_t step, std::vector<arrivals> points) {
  actors::timeline made;
  made.step = step;
  made.points = std::move(points);
  return made;
}

TEST(TimelineDrawing, RisesToTheMiddleOfItsOnlyStep) {
  const auto drawn = draw(of(5, {{1000, 3}}));
  EXPECT_EQ(drawn.line, "M0 100L500 0L1000 100");
  EXPECT_EQ(drawn.area, "M0 100L500 0L1000 100Z");
  EXPECT_EQ(drawn.from, 1000);
  EXPECT_EQ(drawn.to, 1005);
  EXPECT_EQ(drawn.most, (arrivals{1000, 3}));
}

TEST(TimelineDrawing, GoesFromMiddleToMiddleInProportion) {
  EXPECT_EQ(draw(of(1, {{10, 1}, {11, 4}, {12, 3}})).line, "M0 100L166.7 75L500 0L833.3 25L1000 100");
}

TEST(TimelineDrawing, RunsAlongTheBottomWhereNobodyVoted) {
  EXPECT_EQ(draw(of(60, {{600, 2}, {840, 1}})).line, "M0 100L100 0L200 100L800 100L900 50L1000 100");
}

TEST(TimelineDrawing, NamesTheFirstOfEqualPeaks) {
  EXPECT_EQ(draw(of(1, {{10, 1}, {11, 4}, {12, 4}})).most, (arrivals{11, 4}));
}

TEST(TimelineDrawing, StaysWithinItsWindowWithHugeCounts) {
  EXPECT_EQ(draw(of(1, {{0, 1}, {1, 4'000'000'000'000}})).line, "M0 100L250 100L750 0L1000 100");
}

TEST(TimelineDrawing, SumsNeighboursForATable) {
  EXPECT_EQ(summed(of(5, {{100, 1}, {105, 2}, {110, 3}, {120, 4}}), 12),
            (std::vector<arrivals>{{100, 1}, {105, 2}, {110, 3}, {120, 4}}));
  EXPECT_EQ(summed(of(5, {{100, 1}, {105, 2}, {110, 3}, {120, 4}}), 2), (std::vector<arrivals>{{100, 6}, {115, 4}}));
  EXPECT_TRUE(summed(of(5, {}), 12).empty());
}

RC_GTEST_PROP(TimelineDrawing, LosesNoVoteInItsTable, ()) {
  const auto step = *rc::gen::element(1, 5, 15, 60);
  actors::timeline votes = of(step, {});
  std::int64_t at = 0;
  for (const auto gap : *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 50)))) {
    at += gap * step;
    votes.points.emplace_back(at, gap);
  }
  const auto total = [](const std::vector<arrivals>& some) {
    return std::accumulate(some.begin(), some.end(), std::int64_t{0},
                           [](auto sum, auto one) { return sum + one.second; });
  };
  const auto rows = summed(votes, 12);
  RC_ASSERT(rows.size() <= 12U);
  RC_ASSERT(total(rows) == total(votes.points));
  RC_ASSERT(rows.front().first == votes.points.front().first);
}

}  // namespace
}  // namespace scrutin::result
