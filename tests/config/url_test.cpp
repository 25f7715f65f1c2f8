#include "config/url.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace scrutin::config {
namespace {

TEST(Url, FallsIntoItsParts) {
  const auto parts = split_url("postgres://anna:a:b@h1:1,h2/db/x?a=b?c");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->scheme, "postgres");
  EXPECT_EQ(parts->user, "anna");
  EXPECT_EQ(parts->password, "a:b");
  EXPECT_EQ(parts->place, "h1:1,h2");
  EXPECT_EQ(parts->path, "/db/x");
  EXPECT_EQ(parts->query, "a=b?c");
  EXPECT_FALSE(split_url("h:80"));
}

TEST(Url, HidesItsPassword) {
  EXPECT_EQ(masked("redis://user:geheim@host:1/2"), "redis://user:********@host:1/2");
  EXPECT_EQ(masked("redis://:geheim@host"), "redis://:********@host");
  EXPECT_EQ(masked("postgresql://u:a:b@h/db?x=y&password=geheim&sslpassword=g"),
            "postgresql://u:********@h/db?x=y&password=********&sslpassword=********");
  EXPECT_EQ(masked("postgresql://h/db?pass%77ord=geheim"), "postgresql://h/db?pass%77ord=********");
}

TEST(Url, StaysAsItIsWithoutPassword) {
  for (const auto* text :
       {"redis://h:1/2", "redis://user@h", "unix:///run/r.sock?db=1", "postgresql://@h/db", "postgresql:///d?a=b&c"}) {
    EXPECT_EQ(masked(text), text);
  }
}

TEST(Url, HasEscapesOfTwoDigits) {
  EXPECT_EQ(percent_decode("a%2Fb%2f%41"), "a/b/A");
  for (const auto* text : {"%", "%4", "%4g", "%g4", "a%", "%+4", "% 4", "%%41"})
    EXPECT_FALSE(percent_decode(text)) << text;
}

TEST(Url, HasPortsOfDigits) {
  EXPECT_EQ(parse_port("65535"), 65535);
  for (const auto* text : {"", "65536", "-1", "+1", " 1", "1 ", "0x1"}) EXPECT_FALSE(parse_port(text)) << text;
}

RC_GTEST_PROP(Url, NeverShowsThePasswordThatItHas, (const std::string& tail)) {
  const auto text = "redis://u:geheim@" + tail;
  const auto parts = split_url(text);
  RC_PRE(parts->user == "u" && parts->password.starts_with("geheim"));
  RC_ASSERT(masked(text).find("geheim") == std::string::npos);
}

}  // namespace
}  // namespace scrutin::config
