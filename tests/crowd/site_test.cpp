#include "crowd/site.hpp"

#include <gtest/gtest.h>

namespace scrutin::crowd {
namespace {

TEST(Site, IsReadAsPeopleWriteIt) {
  const auto plain = site::parse("http://10.0.0.7:8080").value();
  EXPECT_FALSE(plain.secure);
  EXPECT_EQ(plain.host, "10.0.0.7");
  EXPECT_EQ(plain.port, "8080");
  EXPECT_EQ(plain.prefix, "");
  EXPECT_EQ(plain.host_field(), "10.0.0.7:8080");
  EXPECT_EQ(plain.address(), "http://10.0.0.7:8080");

  const auto secure = site::parse("https://vote.example.org/").value();
  EXPECT_TRUE(secure.secure);
  EXPECT_EQ(secure.port, "443");
  EXPECT_EQ(secure.host_field(), "vote.example.org");
  EXPECT_EQ(secure.address(), "https://vote.example.org");

  const auto below = site::parse("https://example.org:8443/votes/").value();
  EXPECT_EQ(below.prefix, "/votes");
  EXPECT_EQ(below.address(), "https://example.org:8443/votes");

  const auto six = site::parse("http://[2001:db8::7]:80").value();
  EXPECT_EQ(six.host, "2001:db8::7");
  EXPECT_EQ(six.host_field(), "[2001:db8::7]");
}

TEST(Site, SaysWhatIsWrongWithAnAddress) {
  const auto why = [](std::string_view text) { return site::parse(text).error().what; };
  EXPECT_EQ(why("vote.example.org"),
            "\"vote.example.org\" is no address of a site: write it as https://vote.example.org or "
            "http://127.0.0.1:8080");
  EXPECT_EQ(why("ftp://x"), "\"ftp://x\" is no address of a site: it begins with http:// or https://");
  EXPECT_EQ(why("http://"), "\"http://\" is no address of a site: it names no host");
  for (const auto* text : {"http://me:secret@x", "http://x/?lang=fr", "http://x/#a"}) {
    EXPECT_NE(why(text).find("nothing else"), std::string::npos) << text;
  }
}

TEST(Site, IsLookedUp) {
  auto here = site::parse("http://127.0.0.1:8080").value();
  ASSERT_TRUE(here.look_up());
  ASSERT_EQ(here.endpoints.size(), 1U);
  EXPECT_EQ(here.endpoints.front().port(), 8080);
  auto nowhere = site::parse("http://no-such-host.invalid").value();
  EXPECT_NE(nowhere.look_up().error().what.find("the host \"no-such-host.invalid\" is not found: "), std::string::npos);
}

}  // namespace
}  // namespace scrutin::crowd
