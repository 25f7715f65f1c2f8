#include "actors/web/connection_quota.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace scrutin::actors {
namespace {

TEST(ConnectionQuota, HasRoomForSoManyAndForAnotherOnceOneHasGone) {
  connection_quota quota{2};
  auto one = quota.find();
  const auto other = quota.find();
  EXPECT_TRUE(one && other);
  EXPECT_FALSE(quota.find());
  one.reset();
  EXPECT_EQ(quota.taken(), 1U);
  EXPECT_TRUE(quota.find());
}

TEST(ConnectionQuota, CountsAConnectionThatChangesSessionsTwiceForAMoment) {
  connection_quota quota{1};
  quota.take();
  quota.take();
  EXPECT_FALSE(quota.find());
  quota.give_back();
  EXPECT_FALSE(quota.find());
  quota.give_back();
  EXPECT_TRUE(quota.find());
}

TEST(ConnectionQuota, NeverLetsMoreInHoweverManyLoopsAskAtOnce) {
  connection_quota quota{1};
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  {
    std::vector<std::jthread> loops;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{1};
    for (int i = 0; i < 4; ++i) {
      loops.emplace_back([&] {
        while (std::chrono::steady_clock::now() < end) {
          for (int n = 0; n < 1000; ++n) {
            const auto place = quota.find();
            if (!place) continue;
            const int now = ++inside;
            for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
            }
            --inside;
          }
        }
      });
    }
  }
  EXPECT_EQ(most, 1);
  EXPECT_EQ(quota.taken(), 0U);
}

}  // namespace
}  // namespace scrutin::actors
