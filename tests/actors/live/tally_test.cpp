#include "actors/live/tally.hpp"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <limits>
#include <numeric>

namespace scrutin::actors {
namespace {

TEST(Tally, GivesTheLeftOverTenthsToTheLargestRemainders) {
  EXPECT_EQ(shares_of({2, 1}), (std::vector<unsigned>{667, 333}));
  EXPECT_EQ(shares_of({1, 1, 1}), (std::vector<unsigned>{334, 333, 333}));
  EXPECT_EQ(shares_of({2000, 1000}), (std::vector<unsigned>{667, 333}));
  EXPECT_EQ(shares_of({0, 5}), (std::vector<unsigned>{0, 1000}));
  EXPECT_EQ(shares_of({1, 999999}), (std::vector<unsigned>{0, 1000}));
}

TEST(Tally, HasNoSharesWithoutVotes) { EXPECT_EQ(shares_of({0, 0}), (std::vector<unsigned>{0, 0})); }

RC_GTEST_PROP(Tally, SharesAddToTheWholeAndAreWithinATenthOfTheTruth, ()) {
  const auto votes = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 1'000'000'000));
  const auto shares = shares_of(votes);
  const auto total = std::accumulate(votes.begin(), votes.end(), std::int64_t{0});
  RC_ASSERT(std::accumulate(shares.begin(), shares.end(), 0U) == (total == 0 ? 0U : 1000U));
  for (std::size_t i = 0; i < votes.size() && total > 0; ++i) {
    const auto exact = 1000.0 * static_cast<double>(votes[i]) / static_cast<double>(total);
    RC_ASSERT(std::abs(static_cast<double>(shares[i]) - exact) < 1.0);
    for (std::size_t j = 0; j < votes.size(); ++j) RC_ASSERT(!(votes[i] > votes[j] && shares[i] < shares[j]));
  }
}

TEST(Tally, CountsToTheLimitsOfItsType) {
  const auto most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(shares_of({most, most}), (std::vector<unsigned>{500, 500}));
}

TEST(Tally, ShowsOptionsInTheirOrderAndForgetsThoseThatAreNoMoreOffered) {
  const auto made = make_tally(config::default_poll(), {{"b", 1}, {"gone", 7}});
  EXPECT_EQ(made.total, 1);
  EXPECT_EQ(made.options, (std::vector<option_tally>{{"a", 0, 0}, {"b", 1, 1000}}));
}

}  // namespace
}  // namespace scrutin::actors
