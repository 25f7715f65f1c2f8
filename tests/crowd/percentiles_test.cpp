#include "crowd/percentiles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace scrutin::crowd {
namespace {

using namespace std::chrono_literals;

TEST(Percentiles, OfNothingAreNothing) {
  const percentiles none;
  EXPECT_EQ(none.count(), 0U);
  EXPECT_EQ(none.within(0.5), 0us);
  EXPECT_EQ(none.within(1), 0us);
}

TEST(Percentiles, AreTheTimesThemselvesWhereTheseAreShort) {
  percentiles all;
  for (int i = 1; i <= 100; ++i) all.record(std::chrono::microseconds(i));
  EXPECT_EQ(all.within(0.5), 50us);
  EXPECT_EQ(all.within(0.99), 99us);
  EXPECT_EQ(all.within(0.001), 1us);
  EXPECT_EQ(all.within(1), 100us);
}

// Against a sorted list, over seven powers of ten.
TEST(Percentiles, AreNeverBelowTheTrueOnesAndAtMostOneInA128Above) {
  std::mt19937_64 random{7};
  std::uniform_real_distribution<double> exponent{0, 9};
  percentiles all;
  std::vector<std::int64_t> sorted;
  for (int i = 0; i < 20'000; ++i) {
    sorted.push_back(static_cast<std::int64_t>(std::pow(10, exponent(random))));
    all.record(std::chrono::microseconds(sorted.back()));
  }
  std::ranges::sort(sorted);
  for (const double share : {0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * 20'000));
    const auto truth = sorted[rank - 1];
    const auto told = all.within(share).count();
    EXPECT_GE(told, truth) << share;
    EXPECT_LE(told, truth + truth / 128) << share;
  }
}

TEST(Percentiles, TakeWhatIsTooShortOrTooLongForTheLeastAndTheGreatest) {
  percentiles all;
  all.record(-5ms);
  EXPECT_EQ(all.within(1), 0us);
  all.record(24h * 365);
  EXPECT_EQ(all.count(), 2U);
  EXPECT_GT(all.within(1), 19h);
}

TEST(Percentiles, AddUpAsIfOneHadRecordedAll) {
  percentiles one;
  percentiles other;
  percentiles both;
  for (int i = 0; i < 1000; ++i) {
    const auto took = std::chrono::microseconds(i * i);
    (i % 3 == 0 ? one : other).record(took);
    both.record(took);
  }
  percentiles sum;
  sum.add(one);
  sum.add(other.buckets());
  EXPECT_EQ(sum.buckets(), both.buckets());
  EXPECT_EQ(sum.count(), 1000U);
}

TEST(Percentiles, CountOneForMany) {
  percentiles all;
  all.record(10us, 99);
  all.record(20us);
  EXPECT_EQ(all.count(), 100U);
  EXPECT_EQ(all.within(0.99), 10us);
  EXPECT_EQ(all.within(1), 20us);
}

}  // namespace
}  // namespace scrutin::crowd
