#include "actors/process/capacity.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace scrutin::actors {
namespace {

constexpr descriptor_needs needs{.process = 30, .loop = 10};

capacity within(std::size_t limit, const capacity& asked) {
  const auto found = capacity_within(limit, needs, asked);
  return found ? *found : capacity{0, 0};
}

TEST(Capacity, GivesClientsWhatTheProcessAndItsLoopsLeave) {
  const auto found = within(1024, {4, 0});
  EXPECT_EQ(found.loops, 4U);
  EXPECT_EQ(found.connections, 1024U - 30 - 40);
}

TEST(Capacity, GivesNoMoreThanTheSettingsAskFor) {
  EXPECT_EQ(within(1024, {4, 100}).connections, 100U);
  EXPECT_EQ(within(1024, {4, 2000}).connections, 954U);
  EXPECT_EQ(within(64, {1, 5}).connections, 5U);
}

TEST(Capacity, HasFewerLoopsWhereTheyWouldLeaveNothingForClients) {
  // 16 connections are the least that a service is worth starting for.
  const auto just = within(30 + 40 + 16, {4, 0});
  EXPECT_EQ(just.loops, 4U);
  EXPECT_EQ(just.connections, 16U);
  const auto less = within(30 + 40 + 15, {4, 0});
  EXPECT_EQ(less.loops, 3U);
  EXPECT_EQ(less.connections, 25U);
  EXPECT_EQ(within(30 + 40 + 5, {4, 5}).loops, 4U);  // nor are more wanted
}

TEST(Capacity, SaysWhereNotOneLoopHasRoom) {
  EXPECT_EQ(within(30 + 10 + 16, {4, 0}).loops, 1U);
  for (const std::size_t limit : {0U, 1U, 30U, 46U, 55U}) {
    const auto found = capacity_within(limit, needs, {4, 0});
    ASSERT_FALSE(found) << limit;
    EXPECT_EQ(found.error().why, "the descriptor limit of " + std::to_string(limit) +
                                     " (ulimit -n) is too low: one event loop with 16 connections needs 56");
  }
}

TEST(Capacity, HoldsWithoutALimit) {
  const auto found = within(RLIM_INFINITY, {2, 0});
  EXPECT_EQ(found.loops, 2U);
  EXPECT_EQ(found.connections, 200000U);
  EXPECT_EQ(within(RLIM_INFINITY, {2, 5000000}).connections, 5000000U);
}

TEST(Capacity, LeavesHalfOfTheMemoryToTheRest) {
  EXPECT_EQ(connections_within(std::uint64_t{256} << 20), 4096U);
  EXPECT_EQ(connections_within(std::uint64_t{24} << 30), 393'216U);
  EXPECT_EQ(connections_within(1), 16U);
}

// In a process of their own, whose limits nobody else needs.
class CapacityOfProcess : public ::testing::Test {
protected:
  CapacityOfProcess() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  static void limit(rlim_t soft, rlim_t hard) {
    const rlimit limits{soft, hard};
    if (::setrlimit(RLIMIT_NOFILE, &limits) != 0) std::exit(100);
  }

  static rlim_t soft_limit() {
    rlimit limits{};
    ::getrlimit(RLIMIT_NOFILE, &limits);
    return limits.rlim_cur;
  }
};

TEST_F(CapacityOfProcess, RaisesTheSoftLimitToTheHardOne) {
  EXPECT_EXIT(
      {
        limit(100, 3000);
        config::vote settings;
        settings.workers = 2;
        const auto found = capacity_of(settings, {.process = 0, .loop = redis_descriptors});
        const auto& given = found.value();
        std::exit(soft_limit() == 3000 && given.connections > 2900 && given.connections < 3000 ? 0 : 1);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST_F(CapacityOfProcess, KeepsBackWhatItHasOpenAlready) {
  EXPECT_EXIT(
      {
        limit(200, 200);
        config::vote settings;
        settings.workers = 1;
        const auto connections = [&settings] {
          return capacity_of(settings, {.process = 0, .loop = 3}).value().connections;
        };
        const auto before = connections();
        for (int i = 0; i < 10; ++i) {
          if (::dup(0) < 0) std::exit(2);
        }
        std::exit(before - connections() == 10 ? 0 : 1);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST_F(CapacityOfProcess, SaysWhereAWorkerHasTooFew) {
  EXPECT_EXIT(
      {
        limit(100, 100);
        if (!check_descriptors(11)) std::exit(1);
        const auto wrong = check_descriptors(8000).error().why;
        std::exit(wrong.starts_with("cannot start: the descriptor limit of 100 (ulimit -n) is too low") ? 0 : 1);
      },
      ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace scrutin::actors
