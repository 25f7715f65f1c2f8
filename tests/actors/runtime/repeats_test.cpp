#include "actors/runtime/repeats.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

TEST(Repeats, AreLeftOutAndCounted) {
  repeats all;
  const auto at = [](std::chrono::milliseconds since) { return repeats::clock::time_point{1h} + since; };
  EXPECT_TRUE(all.judge("no", at(0ms)).written);
  EXPECT_FALSE(all.judge("no", at(1ms)).written);
  EXPECT_FALSE(all.judge("no", at(999ms)).written);
  EXPECT_TRUE(all.judge("yes", at(999ms)).written) << "other words";
  const auto again = all.judge("no", at(1000ms));
  EXPECT_TRUE(again.written);
  EXPECT_EQ(again.left_out, 2U);
  EXPECT_EQ(all.judge("no", at(2000ms)).left_out, 0U);
  EXPECT_TRUE(all.judge("no", at(1ms)).written) << "a clock that was set back";
}

TEST(Repeats, AreForgottenInTheEnd) {
  repeats all;
  const repeats::clock::time_point at{1h};
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(all.judge("words " + std::to_string(i), at).written);
  EXPECT_FALSE(all.judge("words 1", at).written);
  EXPECT_TRUE(all.judge("words 1", at + repeats::memory).written);
  EXPECT_EQ(all.judge("words 1", at + repeats::memory + 1h).left_out, 0U);
}

}  // namespace
}  // namespace scrutin::actors
