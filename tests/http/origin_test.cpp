#include "http/origin.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace scrutin::http;

bool same(const std::string& origin, const std::string& host) {
  request message(verb::post, "/", 11);
  message.set(field::host, host);
  message.set(field::origin, origin);
  return same_origin(message);
}

TEST(Origin, IsOursWhereItNamesOurHost) {
  EXPECT_TRUE(same("http://vote.example", "vote.example"));
  EXPECT_TRUE(same("http://localhost:8080", "localhost:8080"));
  EXPECT_TRUE(same("https://Vote.Example", "vote.example"));
  EXPECT_TRUE(same("http://vote.example:80", "vote.example"));
  EXPECT_TRUE(same("https://vote.example", "vote.example:443"));
  EXPECT_TRUE(same("http://[::1]:8080", "[::1]:8080"));
}

TEST(Origin, IsForeignWhereItNamesAnother) {
  EXPECT_FALSE(same("http://evil.example", "vote.example"));
  EXPECT_FALSE(same("http://vote.example.evil", "vote.example"));
  EXPECT_FALSE(same("http://vote.example:81", "vote.example"));
  EXPECT_FALSE(same("http://vote.example", "vote.example:443"));
  EXPECT_FALSE(same("http://vote.example@evil.example", "vote.example"));
}

TEST(Origin, IsForeignWhereItIsNone) {
  EXPECT_FALSE(same("null", "vote.example"));
  EXPECT_FALSE(same("", "vote.example"));
  EXPECT_FALSE(same("vote.example", "vote.example"));
  EXPECT_FALSE(same("ftp://vote.example", "vote.example"));
  EXPECT_FALSE(same("http://vote.example/", "vote.example"));
  EXPECT_FALSE(same("http://vote.example, http://evil.example", "vote.example"));
}

TEST(Origin, IsForeignWhereItIsDoubled) {
  request message(verb::post, "/", 11);
  message.set(field::host, "vote.example");
  message.insert(field::origin, "http://vote.example");
  message.insert(field::origin, "http://vote.example");
  EXPECT_FALSE(same_origin(message));
}

TEST(Origin, IsForeignWithoutHost) {
  request message(verb::post, "/", 10);
  message.set(field::origin, "http://vote.example");
  EXPECT_FALSE(same_origin(message));
}

TEST(Origin, IsOursWhereItNamesWhatBrowsersSee) {
  request message(verb::post, "/", 11);
  message.set(field::host, "backend:8080");
  message.set(field::origin, "https://vote.example");
  EXPECT_FALSE(same_origin(message));
  message.arrival = {.secure = true, .host = "vote.example"};
  EXPECT_TRUE(same_origin(message));
  message.set(field::origin, "http://vote.example");
  EXPECT_FALSE(same_origin(message)) << "another origin, which anyone on the way can write";
  message.set(field::origin, "https://evil.example");
  EXPECT_FALSE(same_origin(message));
}

TEST(Origin, MayBeAbsent) {
  request message(verb::post, "/", 11);
  message.set(field::host, "vote.example");
  EXPECT_TRUE(same_origin(message));
}

bool fetched(const std::string& site, const std::string& origin) {
  request message(verb::post, "/", 11);
  message.set(field::host, "upstream:8080");
  message.set("Sec-Fetch-Site", site);
  message.set(field::origin, origin);
  return same_origin(message);
}

TEST(Origin, IsWhatTheBrowserSaysWhereverAProxyStands) {
  for (const auto* site : {"same-origin", "none"}) EXPECT_TRUE(fetched(site, "https://vote.example")) << site;
  for (const auto* site : {"same-site", "cross-site"}) {
    EXPECT_FALSE(fetched(site, "https://vote.example")) << site;
    EXPECT_FALSE(fetched(site, "http://upstream:8080")) << site;
  }
}

TEST(Origin, CountsWhereTheBrowserSaysNothingThatIsKnown) {
  for (const auto* site : {"", "same-origin, none", "Same-Origin", "other"}) {
    EXPECT_TRUE(fetched(site, "http://upstream:8080")) << site;
    EXPECT_FALSE(fetched(site, "https://evil.example")) << site;
  }
  request message(verb::post, "/", 11);
  message.set(field::host, "vote.example");
  message.set(field::origin, "https://evil.example");
  message.insert("Sec-Fetch-Site", "same-origin");
  message.insert("Sec-Fetch-Site", "same-origin");
  EXPECT_FALSE(same_origin(message));
}

}  // namespace
