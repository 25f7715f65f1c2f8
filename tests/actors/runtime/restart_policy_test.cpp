#include "actors/runtime/restart_policy.hpp"

#include <gtest/gtest.h>

#include <set>

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;
using time_point = restart_policy::time_point;

TEST(RestartPolicy, WaitsTwiceAsLongEachTimeUpToTheMost) {
  restart_policy policy{no_limit, {50ms, 2000ms}, 1};
  for (const auto whole : {50, 100, 200, 400, 800, 1600, 2000, 2000}) {
    const auto pause = policy.ended(time_point{});
    ASSERT_TRUE(pause);
    EXPECT_GE(pause->count(), whole / 2);
    EXPECT_LE(pause->count(), whole);
  }
}

TEST(RestartPolicy, WaitsTheLeastAgainAfterTheChildWasUpForLong) {
  restart_policy policy{no_limit, {50ms, 2000ms, 5s}, 1};
  for (int i = 0; i < 8; ++i) policy.ended(time_point{});
  policy.up(time_point{});
  EXPECT_LE(*policy.ended(time_point{5s}), 50ms);
}

// A server that takes each connection and refuses all work on it.
TEST(RestartPolicy, WaitsEverLongerWhereTheChildIsUpForMomentsOnly) {
  restart_policy policy{no_limit, {50ms, 2000ms, 5s}, 1};
  time_point now{};
  int restarts = 0;
  for (; now < time_point{60s}; ++restarts) {
    policy.up(now);
    now += *policy.ended(now + 10ms) + 10ms;
  }
  EXPECT_LT(restarts, 70);  // 60 s at 1 to 2 s each, and the shorter ones of the beginning
  policy.up(now);
  policy.ended(now + 5s);
  EXPECT_LE(*policy.ended(now + 5s), 100ms);
}

TEST(RestartPolicy, GivesUpBeyondItsLimitWithinThePeriodOnly) {
  restart_policy policy{{2, 10s}, {}, 1};
  EXPECT_TRUE(policy.ended(time_point{0s}));
  EXPECT_TRUE(policy.ended(time_point{9s}));
  EXPECT_TRUE(policy.ended(time_point{10s}));  // the first one is out of the period by now
  EXPECT_FALSE(policy.ended(time_point{11s}));
}

TEST(RestartPolicy, TakesNoRestartAtAllWhereTheLimitIsNone) {
  restart_policy policy{{0, 1s}, {}, 1};
  EXPECT_FALSE(policy.ended(time_point{}));
}

TEST(RestartPolicy, SpreadsThePausesOfManyProcesses) {
  std::set<std::chrono::milliseconds> pauses;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    restart_policy policy{no_limit, {1000ms, 2000ms}, seed * 7919};
    pauses.insert(*policy.ended(time_point{}));
  }
  EXPECT_GT(pauses.size(), 25U);
}

}  // namespace
}  // namespace scrutin::actors
