#include "tests/simulation/world.hpp"

#include <gtest/gtest.h>

namespace scrutin::simulation {
namespace {

constexpr std::size_t steps = 120;

/// After how many schedules the judge finds something; nothing where it never does.
std::optional<std::uint64_t> finds(mechanisms on, std::uint64_t schedules) {
  world home{on};
  for (std::uint64_t seed = 1; seed <= schedules; ++seed) {
    if (home.run(make_schedule(seed, steps))) return seed;
  }
  return std::nullopt;
}

TEST(World, HoldsUnderFaults) {
  world home;
  std::size_t ballots = 0;
  std::size_t destroyed = 0;
  std::int64_t tokens = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto wrong = home.run(make_schedule(seed, steps));
    ASSERT_FALSE(wrong) << "seed " << seed << ": " << *wrong;
    ballots += home.last().ballots;
    destroyed += home.last().destroyed;
    tokens += home.last().token;
  }
  // It did something, and most of what was recorded came through.
  EXPECT_GT(ballots, 2000U);
  EXPECT_LT(destroyed, ballots / 4);
  EXPECT_GT(tokens, 450);
}

TEST(World, IsTheSameForTheSameSchedule) {
  world one;
  world other;
  other.run(make_schedule(99, steps));  // what went before does not matter
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    one.run(make_schedule(seed, steps));
    other.run(make_schedule(seed, steps));
    EXPECT_EQ(one.last().ballots, other.last().ballots);
    EXPECT_EQ(one.last().token, other.last().token);
  }
}

// Found by a million schedules: the reply that there is no group came while the lease was given back, and undid that.
TEST(World, LetsAWorkerEndThatFindsNoGroupMeanwhile) {
  using kind = step::kind;
  world home;
  const auto wrong = home.run({{kind::redis_replies, 216, 89},
                               {kind::pg_runs, 223, 183},
                               {kind::pass, 58, 41},
                               {kind::pass, 107, 69},
                               {kind::pg_replies, 183, 159},
                               {kind::scrawl, 255, 162},
                               {kind::pg_runs, 188, 229},
                               {kind::pg_replies, 70, 121},
                               {kind::drain, 149, 245},
                               {kind::drain, 66, 76}});
  EXPECT_FALSE(wrong) << *wrong;
}

// What CI's 20,000 schedules would find, and these far fewer do.
TEST(World, NeedsTheLease) { EXPECT_TRUE(finds({.lease = false}, 5000)); }
TEST(World, NeedsTheLedger) { EXPECT_TRUE(finds({.ledger = false}, 500)); }
TEST(World, NeedsTheReadBack) { EXPECT_TRUE(finds({.read_back = false}, 500)); }

}  // namespace
}  // namespace scrutin::simulation
