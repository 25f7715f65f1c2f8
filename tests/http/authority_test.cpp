#include "http/authority.hpp"

#include <gtest/gtest.h>

#include <string>

#include "http/limits.hpp"

namespace {

using namespace scrutin::http;

TEST(Authority, HoldsHostAndPort) {
  const auto plain = parse_authority("vote.example");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "vote.example");
  EXPECT_EQ(plain->port, "");
  const auto address = parse_authority("[::1]:8080");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->host, "[::1]");
  EXPECT_EQ(address->port, "8080");
  EXPECT_TRUE(parse_authority("vote_service:80"));
}

TEST(Authority, HasAPortThatIsFoundWithoutTheRest) {
  for (const auto* text : {"vote.example", "vote.example:", "vote.example:8080", "[::1]", "[::1]:8080",
                           "[::1]:", "a:080", "127.0.0.1:80", "[v1.a:b]:9", "%41%3a:7"}) {
    const auto whole = parse_authority(text);
    ASSERT_TRUE(whole) << text;
    EXPECT_EQ(port_of(text), whole->port) << text;
  }
  EXPECT_EQ(port_of(""), "");
}

TEST(Authority, RefusesWhatIsNone) {
  for (const auto* text :
       {"", ":80", "user@host", "user:pass@host", "a b", "host/path", "host?x", "host:80x", "host:-1", "host:0",
        "host:65536", "host:99999", "host:99999999999", "[::1", "::1", "a,b c", "host#f", "ho\"st", "%4"}) {
    EXPECT_FALSE(parse_authority(text)) << text;
  }
}

TEST(Authority, IsNoLongerThanANameOfDns) {
  const std::string longest(limits::host, 'a');
  EXPECT_TRUE(parse_authority(longest + ":8080"));
  EXPECT_FALSE(parse_authority(longest + "a:8080"));
}

TEST(Authority, IsTheSameInAnyCaseAndWithTheDefaultPort) {
  const auto of = [](std::string_view text) { return parse_authority(text).value(); };
  EXPECT_TRUE(same(of("Vote.Example"), of("vote.example:80"), "80"));
  EXPECT_TRUE(same(of("vote.example:080"), of("vote.example"), "80"));
  EXPECT_FALSE(same(of("vote.example"), of("vote.example:80"), "443"));
  EXPECT_FALSE(same(of("vote.example"), of("vote.example.org"), "80"));
  EXPECT_FALSE(same(of("a:1"), of("a:2"), "80"));
}

}  // namespace
