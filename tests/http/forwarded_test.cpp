#include "http/forwarded.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace scrutin;
using namespace scrutin::http;
using lines = std::vector<std::pair<std::string, std::string>>;

std::optional<config::ip_address> at(std::string_view text) { return config::ip_address::parse(text); }

// Behind proxies of 10.0.0.0/8 and at ::1.
forwarded read(const lines& fields) {
  request message(verb::get, "/", 11);
  for (const auto& [name, value] : fields) message.insert(name, value);
  return read_forwarded(message, config::parse_networks("10.0.0.0/8, ::1").value());
}

TEST(Forwarded, TellsNothingWhereNothingIsSaid) { EXPECT_EQ(read({}), forwarded{}); }

TEST(Forwarded, IsReadFromXFields) {
  const forwarded all{at("192.0.2.1"), true, "vote.example", "/votes"};
  EXPECT_EQ(read({{"X-Forwarded-For", "192.0.2.1"},
                  {"X-Forwarded-Proto", "https"},
                  {"X-Forwarded-Host", "vote.example"},
                  {"X-Forwarded-Prefix", "/votes/"}}),
            all);
  EXPECT_EQ(read({{"X-Forwarded-Proto", "HTTPS"}}).secure, true);
  EXPECT_EQ(read({{"X-Forwarded-Proto", "http"}}).secure, false);
  EXPECT_EQ(read({{"X-Forwarded-Host", "vote.example:8443"}}).host, "vote.example:8443");
}

TEST(Forwarded, IsReadFromTheStandardsField) {
  EXPECT_EQ(read({{"Forwarded", "for=192.0.2.1;proto=https;host=vote.example"}}),
            (forwarded{at("192.0.2.1"), true, "vote.example", ""}));
  EXPECT_EQ(read({{"forwarded", "For=\"[2001:db8:cafe::17]:4711\" ; HOST=\"vote.example:8443\""}}),
            (forwarded{at("2001:db8:cafe::17"), std::nullopt, "vote.example:8443", ""}));
  EXPECT_EQ(read({{"Forwarded", "for=\"192.0.2.1:80\""}}).client, at("192.0.2.1"));
  EXPECT_EQ(read({{"Forwarded", "for=\"a,b;c\\\"\", for=192.0.2.1"}}).client, at("192.0.2.1"));
}

TEST(Forwarded, NamesTheLastWhoIsNoProxyOfOurs) {
  EXPECT_EQ(read({{"X-Forwarded-For", "6.6.6.6, 192.0.2.1, 10.0.0.2, ::1"}}).client, at("192.0.2.1"));
  EXPECT_EQ(read({{"X-Forwarded-For", "6.6.6.6, 192.0.2.1"}, {"X-Forwarded-For", "10.0.0.2"}}).client, at("192.0.2.1"));
  EXPECT_EQ(read({{"Forwarded", "for=6.6.6.6, for=192.0.2.1"}, {"Forwarded", "for=10.0.0.2"}}).client, at("192.0.2.1"));
  EXPECT_EQ(read({{"X-Forwarded-For", "10.0.0.3, 10.0.0.2"}}).client, at("10.0.0.3")) << "who is inside is one too";
}

TEST(Forwarded, TakesFromEachListWhatTheSameProxyWrote) {
  EXPECT_EQ(read({{"Forwarded",
                   "for=6.6.6.6;proto=http;host=evil.example, for=192.0.2.1;proto=https;host=vote.example, "
                   "for=10.0.0.2;proto=http;host=inner"}}),
            (forwarded{at("192.0.2.1"), true, "vote.example", ""}));
  EXPECT_EQ(
      read({{"X-Forwarded-For", "6.6.6.6, 192.0.2.1, 10.0.0.2"}, {"X-Forwarded-Proto", "http, https, http"}}).secure,
      true);
  EXPECT_EQ(read({{"X-Forwarded-For", "192.0.2.1, 10.0.0.2"}, {"X-Forwarded-Host", "evil.example, vote.example"}}).host,
            "evil.example")
      << "two hosts for two proxies: the first was written by the outer one";
  EXPECT_EQ(read({{"X-Forwarded-For", "192.0.2.1"}, {"X-Forwarded-Host", "evil.example, vote.example"}}).host,
            "vote.example");
}

TEST(Forwarded, EndsAtWhatIsNoAddress) {
  for (const auto* junk : {"unknown", "_hidden", "", "localhost", "6.6.6.6 7.7.7.7", "\"", "[::1", "1:2"}) {
    const auto said = read({{"X-Forwarded-For", std::string("6.6.6.6, ") + junk + ", 10.0.0.2"}});
    EXPECT_EQ(said.client, *junk == '"' ? std::nullopt : at("10.0.0.2")) << junk;
  }
  EXPECT_EQ(read({{"Forwarded", "for=\""}, {"Forwarded", "for=192.0.2.1"}}).client, at("192.0.2.1"));
  EXPECT_EQ(read({{"Forwarded", "for=unknown;proto=https;host=vote.example"}}),
            (forwarded{std::nullopt, true, "vote.example", ""}));
}

TEST(Forwarded, BelievesNeitherFamilyWhereTheyDiffer) {
  EXPECT_EQ(read({{"X-Forwarded-For", "192.0.2.1"}, {"Forwarded", "for=6.6.6.6"}}), forwarded{});
  EXPECT_EQ(read({{"X-Forwarded-For", "6.6.6.6"}, {"Forwarded", "for=192.0.2.1;proto=https"}}), forwarded{});
  EXPECT_EQ(read({{"X-Forwarded-Host", "evil.example"}, {"Forwarded", "for=192.0.2.1"}}), forwarded{});
  EXPECT_EQ(read({{"X-Forwarded-For", "192.0.2.1"}, {"X-Forwarded-Prefix", "/a"}, {"Forwarded", "for=192.0.2.1"}}),
            (forwarded{at("192.0.2.1"), std::nullopt, "", "/a"}));
}

TEST(Forwarded, TakesNoHostAndNoPathThatIsNone) {
  for (const auto* host : {"a b", "vote.example/x", "user@vote.example", "vote.example:99999", "<script>"}) {
    EXPECT_EQ(read({{"X-Forwarded-Host", host}}).host, "") << host;
  }
  for (const auto* prefix : {"votes", "//evil.example", "/a//b", "/a b", "/a;b", "/\"", "/%2e", "/a?b", "/é", "/"}) {
    EXPECT_EQ(read({{"X-Forwarded-Prefix", prefix}}).prefix, "") << prefix;
  }
  EXPECT_EQ(read({{"X-Forwarded-Prefix", "/" + std::string(64, 'a')}}).prefix, "");
  EXPECT_EQ(read({{"X-Forwarded-Prefix", "/a/b-c_d.e~f"}}).prefix, "/a/b-c_d.e~f");
}

}  // namespace
