#include "tests/simulation/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace scrutin::simulation {
namespace {

using kind = step::kind;

std::size_t count(const schedule& steps, kind what) {
  return static_cast<std::size_t>(std::ranges::count(steps, what, &step::what));
}

TEST(Schedule, IsTheSameForTheSameSeedAndOthersForOthers) {
  EXPECT_EQ(make_schedule(7, 100), make_schedule(7, 100));
  EXPECT_NE(make_schedule(7, 100), make_schedule(8, 100));
  EXPECT_EQ(make_schedule(7, 100).size(), 100U);
}

TEST(Schedule, HasStepsOfEveryKind) {
  std::set<kind> seen;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    for (const auto& one : make_schedule(seed, 100)) seen.insert(one.what);
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(step::kinds));
}

TEST(Schedule, ShrinksToWhatMakesItFail) {
  const auto fails = [](const schedule& one) { return count(one, kind::kill) >= 2 && count(one, kind::vote) >= 1; };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto whole = make_schedule(seed, 150);
    whole.insert(whole.begin() + 40, {{kind::kill, 0, 0}, {kind::vote, 0, 0}});
    whole.push_back({kind::kill, 1, 0});
    const auto shortest = shrink(whole, fails);
    EXPECT_EQ(shortest.size(), 3U);
    EXPECT_TRUE(fails(shortest));
  }
}

TEST(Schedule, ShrinksToNothingWhereNothingIsNeeded) {
  EXPECT_TRUE(shrink(make_schedule(1, 50), [](const schedule&) { return true; }).empty());
}

}  // namespace
}  // namespace scrutin::simulation
