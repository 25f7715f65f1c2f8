#include "http/cookie.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace scrutin::http;
using namespace std::chrono_literals;

TEST(Cookie, IsFoundAmongOthers) {
  EXPECT_EQ(find_cookie("a=1; voter=x.y; b=2", "voter"), "x.y");
  EXPECT_EQ(find_cookie("voter=x", "voter"), "x");
  EXPECT_EQ(find_cookie("a=1;voter=x", "voter"), "x");
  EXPECT_EQ(find_cookie("a=1 ;\t voter = x = y ", "voter"), "x = y");
  EXPECT_EQ(find_cookie("voter=", "voter"), "");
}

TEST(Cookie, IsNotFoundByHalfItsName) {
  EXPECT_FALSE(find_cookie("xvoter=1; voterx=2; Voter=3; voter", "voter"));
  EXPECT_FALSE(find_cookie("", "voter"));
  EXPECT_FALSE(find_cookie(";;=;", "voter"));
}

TEST(Cookie, StandsFirstWhereItStandsTwice) { EXPECT_EQ(find_cookie("v=1; v=2", "v"), "1"); }

TEST(Cookie, IsFoundBehindJunk) { EXPECT_EQ(find_cookie("; ;=; junk; \x01\xff=%; v=1", "v"), "1"); }

TEST(Cookie, IsFoundInAnyOfSeveralFields) {
  request message;
  message.insert(field::cookie, "a=1");
  message.insert(field::cookie, "voter=x");
  EXPECT_EQ(find_cookie(message, "voter"), "x");
  EXPECT_FALSE(find_cookie(message, "b"));
}

request asking(const char* host) {
  request message;
  message.set(field::host, host);
  return message;
}

TEST(Cookie, IsNamedByThePortThatTheBrowserAsked) {
  EXPECT_EQ(port_name("voter", asking("localhost:8080")), "voter-8080");
  EXPECT_EQ(port_name("voter", asking("[::1]:80")), "voter-80");
  for (const auto* host : {"vote.example", "vote.example:", "vote.example:x", "vote.example:65536", ""})
    EXPECT_EQ(port_name("voter", asking(host)), "voter") << host;
}

TEST(Cookie, OfAKindIsFoundAtAllPortsThatOfTheOwnFirst) {
  auto message = asking("localhost:8080");
  message.insert(field::cookie, "voter=0; voters=1; voter-9000=2; vote-8080=3; voter");
  message.insert(field::cookie, "voter-8080=4; xvoter=5; voter-=6; ; voter-8080 = 7");
  const auto own = cookies_of_kind(message, "voter");
  EXPECT_EQ(own, (std::vector<std::string_view>{"7", "4", "0", "2", "6"}));
  message.set(field::host, "localhost");
  EXPECT_EQ(cookies_of_kind(message, "voter"), (std::vector<std::string_view>{"0", "2", "4", "6", "7"}));
  EXPECT_TRUE(cookies_of_kind(asking("localhost"), "voter").empty());
}

TEST(Cookie, IsGuardedByItsNameOverHttps) {
  auto message = asking("localhost:8080");
  message.arrival.secure = true;
  EXPECT_EQ(port_name("voter", message), "__Host-voter-8080");
  message.arrival.host = "vote.example";
  EXPECT_EQ(port_name("voter", message), "__Host-voter");
  message.insert(field::cookie, "voter=0; __Host-voter-9=1; __Host-voters=2; __Host-voter=3; __Secure-voter=4");
  EXPECT_EQ(cookies_of_kind(message, "voter"), (std::vector<std::string_view>{"3", "1"}));
  message.arrival.secure = false;
  EXPECT_EQ(cookies_of_kind(message, "voter"), (std::vector<std::string_view>{"0"}));
}

TEST(Cookie, IsNamedByThePathThatStandsBeforeOurs) {
  auto message = asking("hall.example:8080");
  message.arrival.prefix = "/lunch/today";
  EXPECT_EQ(port_name("voter", message), "voter-8080.lunch.today");
  message.insert(field::cookie, "voter-8080=1; voter-8080.lunch=2; voter-8080.lunch.today=3; voter.lunch=4");
  EXPECT_EQ(cookies_of_kind(message, "voter"), (std::vector<std::string_view>{"3", "1", "2", "4"}));
}

TEST(SetCookie, NamesWhatProtectsTheCookie) {
  set_cookie cookie{.name = "voter", .value = "x.y", .max_age = 1h};
  EXPECT_EQ(cookie.to_string(), "voter=x.y; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax");
  cookie.secure = true;
  cookie.http_only = false;
  cookie.path = "/polls";
  EXPECT_EQ(cookie.to_string(), "voter=x.y; Max-Age=3600; Path=/polls; Secure; SameSite=Lax");
}

RC_GTEST_PROP(Cookie, IsFoundAsItWasWritten, ()) {
  const auto word =
      rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcXYZ019._-%\"/"))));
  const auto jar = *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(rc::gen::pair(word, word));
  std::string cookies;
  for (const auto& [name, value] : jar) cookies += (cookies.empty() ? "" : "; ") + name + '=' + value;
  for (const auto& cookie : jar) {
    const auto& name = cookie.first;
    const auto first = std::find_if(jar.begin(), jar.end(), [&](const auto& other) { return other.first == name; });
    RC_ASSERT(find_cookie(cookies, name) == first->second);
  }
  RC_ASSERT(!find_cookie(cookies, "no such"));
}

}  // namespace
