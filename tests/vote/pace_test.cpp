#include "vote/pace.hpp"

#include <gtest/gtest.h>

namespace scrutin::vote {
namespace {

using namespace std::chrono_literals;
constexpr pace::clock::time_point start{1h};

config::ip_address at(const std::string& text) { return config::ip_address::parse(text).value(); }

TEST(Pace, LetsSoManyComeAtOnceAndAsManyAMinute) {
  pace six{6};
  for (int i = 0; i < 6; ++i) EXPECT_FALSE(six.take(at("192.0.2.1"), start)) << i;
  EXPECT_EQ(six.take(at("192.0.2.1"), start), 10s);
  EXPECT_EQ(six.wait(at("192.0.2.1"), start + 4s), 6s);
  EXPECT_EQ(six.take(at("192.0.2.1"), start + 9s), 1s);
  EXPECT_FALSE(six.wait(at("192.0.2.1"), start + 10s));
  EXPECT_FALSE(six.take(at("192.0.2.1"), start + 10s));
  EXPECT_TRUE(six.take(at("192.0.2.1"), start + 10s));
  for (int i = 0; i < 6; ++i) EXPECT_FALSE(six.take(at("192.0.2.1"), start + 1h)) << i;
  EXPECT_TRUE(six.take(at("192.0.2.1"), start + 1h)) << "no more are saved up than that";
}

TEST(Pace, TellsAddressesApartAsTheyAreHandedOut) {
  const auto same = [](const char* one, const char* other) {
    pace single{1};
    EXPECT_FALSE(single.take(at(one), start));
    return single.take(at(other), start).has_value();
  };
  EXPECT_FALSE(same("192.0.2.1", "192.0.2.2"));
  EXPECT_TRUE(same("192.0.2.1", "::ffff:192.0.2.1")) << "a socket of both families calls it so";
  EXPECT_TRUE(same("2001:db8:0:1::1", "2001:db8:0:1:ffff::2"));
  EXPECT_FALSE(same("2001:db8:0:1::1", "2001:db8:0:2::1"));
  EXPECT_FALSE(same("::1", "0.0.0.1"));
  EXPECT_TRUE(same("fe80::1%eth0", "fe80::2%eth0"));
  EXPECT_TRUE(same("::", "::")) << "where nothing is known";
}

TEST(Pace, DoesNotCareForAClockThatStepsBack) {
  pace one{1};
  EXPECT_FALSE(one.take(at("192.0.2.1"), start));
  EXPECT_TRUE(one.take(at("192.0.2.1"), start - 1h));
  EXPECT_TRUE(one.take(at("192.0.2.1"), start + 59s));
  EXPECT_FALSE(one.take(at("192.0.2.1"), start + 60s));
}

std::string address_of(int i) { return "10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256); }

TEST(Pace, KeepsABoundedTableAndForgetsThoseFirstFromWhomLeastCame) {
  pace few{4, 100};
  for (int i = 0; i < 3; ++i) few.take(at("192.0.2.1"), start);
  for (int i = 0; i < 5'000; ++i) {
    few.take(at(address_of(i)), start);
    ASSERT_LE(few.size(), 100U);
  }
  EXPECT_FALSE(few.take(at("192.0.2.1"), start));
  EXPECT_TRUE(few.take(at("192.0.2.1"), start)) << "it is still known";
  for (int i = 0; i < 100; ++i) few.take(at(address_of(i)), start + 2min);
  EXPECT_LE(few.size(), 101U);
}

TEST(Pace, OfManyAddressesThatTookTheSameKeepsNoMoreThanItHasRoomFor) {
  pace few{1, 10};
  for (int i = 0; i < 1'000; ++i) {
    few.take(at(address_of(i)), start);
    ASSERT_LE(few.size(), 10U);
  }
}

}  // namespace
}  // namespace scrutin::vote
