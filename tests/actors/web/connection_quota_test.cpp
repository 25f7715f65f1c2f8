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
  auto one = quota.find(0);
  const auto other = quota.find(0);
  EXPECT_TRUE(one && other);
  EXPECT_FALSE(quota.find(0));
  one.reset();
  EXPECT_EQ(quota.taken(), 1U);
  EXPECT_TRUE(quota.find(0));
}

TEST(ConnectionQuota, CountsAConnectionThatChangesSessionsTwiceForAMoment) {
  connection_quota quota{1};
  quota.take(0);
  quota.take(0);
  EXPECT_FALSE(quota.find(0));
  quota.give_back(0);
  EXPECT_FALSE(quota.find(0));
  quota.give_back(0);
  EXPECT_TRUE(quota.find(0));
}

TEST(ConnectionQuota, LeavesAQuarterToTheOthers) {
  connection_quota quota{8};
  std::vector<connection_quota::place> taken;
  while (auto one = quota.find(7)) taken.push_back(std::move(*one));
  EXPECT_EQ(taken.size(), 6U);
  EXPECT_TRUE(quota.has_its_share(7));
  EXPECT_FALSE(quota.has_its_share(8));
  const auto other = quota.find(8);
  EXPECT_TRUE(other);
  taken.pop_back();
  EXPECT_FALSE(quota.has_its_share(7));
  const auto proxied = quota.find(0);
  EXPECT_TRUE(proxied);
  EXPECT_TRUE(quota.find(7));
  taken.clear();
  std::vector<connection_quota::place> all;
  while (auto one = quota.find(0)) all.push_back(std::move(*one));
  EXPECT_EQ(all.size(), 6U) << "proxies have no share";
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
            const auto place = quota.find(0);
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
