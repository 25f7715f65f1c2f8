#include "config/network.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace scrutin::config {
namespace {

ip_address address(std::string_view text) {
  const auto read = ip_address::parse(text);
  EXPECT_TRUE(read) << text;
  return read.value_or(ip_address{});
}

bool holds(std::string_view block, std::string_view one) {
  return network::parse(block).value().contains(address(one));
}

TEST(IpAddress, IsWrittenAsPeopleWriteIt) {
  EXPECT_EQ(address("192.0.2.1").to_string(), "192.0.2.1");
  EXPECT_EQ(address("::ffff:192.0.2.1").to_string(), "192.0.2.1");
  EXPECT_EQ(address("2001:DB8:0:0::1").to_string(), "2001:db8::1");
  EXPECT_EQ(address("fe80::1%eth0").to_string(), "fe80::1");
}

TEST(IpAddress, IsNoneOfWhatIsNoNumber) {
  using namespace std::string_view_literals;
  for (const auto text : {""sv, "localhost"sv, "192.0.2"sv, "192.0.2.1.2"sv, "192.0.2.256"sv, "192.0.2.1%eth0"sv,
                          "::1::"sv, "[::1]"sv, " ::1"sv, "::1\0"sv, "010.0.0.1x"sv}) {
    EXPECT_FALSE(ip_address::parse(text)) << text;
  }
}

TEST(Network, HoldsTheAddressesThatBeginAsItDoes) {
  EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(holds("10.128.0.0/9", "10.200.1.1"));
  EXPECT_FALSE(holds("10.128.0.0/9", "10.127.255.255"));
  EXPECT_TRUE(holds("192.0.2.7", "192.0.2.7"));
  EXPECT_FALSE(holds("192.0.2.7", "192.0.2.6"));
  EXPECT_TRUE(holds("0.0.0.0/0", "192.0.2.1"));
  EXPECT_TRUE(holds("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_TRUE(holds("::/0", "192.0.2.1"));
}

// 0.0.0.0/0 is all of IPv4, and no more.
TEST(Network, OfOneFamilyHoldsNoneOfTheOther) {
  EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
  EXPECT_FALSE(holds("2001:db8::/32", "32.1.13.184"));
  EXPECT_TRUE(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
  EXPECT_TRUE(holds("::ffff:10.0.0.0/104", "10.1.2.3"));
}

TEST(Network, IsRefusedWhereItIsNone) {
  for (const auto* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/ 8",
                           "example.org", "10.0.0.1/8", "2001:db8::1/32", "fe80::1%eth0"}) {
    EXPECT_FALSE(network::parse(text)) << text;
  }
  EXPECT_EQ(network::parse("10.1.0.0/8").error().what, "\"10.1.0.0/8\" has more bits set than the 8 that it names");
}

TEST(Network, StandsInAList) {
  EXPECT_EQ(parse_networks("").value().size(), 0U);
  EXPECT_EQ(parse_networks(" 10.0.0.0/8,::1 , 192.0.2.1\n").value().size(), 3U);
  EXPECT_FALSE(parse_networks("10.0.0.0/8, nonsense"));
  EXPECT_TRUE(contain(parse_networks("10.0.0.0/8, ::1").value(), address("::1")));
  EXPECT_FALSE(contain({}, address("::1")));
}

RC_GTEST_PROP(Network, HoldsWhatDiffersBehindItsBitsAlone, ()) {
  const auto bits = *rc::gen::inRange(0U, 33U);
  const auto place = *rc::gen::inRange(0U, 32U);
  const auto first = *rc::gen::arbitrary<std::uint32_t>();
  const auto masked = bits == 0 ? 0U : first & (~0U << (32 - bits));
  const auto text = [](std::uint32_t a) {
    return std::to_string(a >> 24U) + '.' + std::to_string(a >> 16U & 255U) + '.' + std::to_string(a >> 8U & 255U) +
           '.' + std::to_string(a & 255U);
  };
  const auto block = network::parse(text(masked) + '/' + std::to_string(bits)).value();
  RC_ASSERT(block.contains(*ip_address::parse(text(first))));
  RC_ASSERT(block.contains(*ip_address::parse(text(first ^ (0x80000000U >> place)))) == (place >= bits));
}

}  // namespace
}  // namespace scrutin::config
