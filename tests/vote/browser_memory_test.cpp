#include "vote/browser_memory.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>

namespace scrutin::vote {
namespace {

using namespace std::chrono_literals;
using clock = browser_memory::clock;

const config::poll_list running{{.id = "p", .question = std::string("?"), .options = {}},
                                {.id = "q", .question = std::string("?"), .options = {}}};
const auto anna = http::voter_id::parse("000102030405060708090a0b0c0d0e0f").value();
const auto ben = http::voter_id::parse("100102030405060708090a0b0c0d0e0f").value();

actors::voter_key a_key(const std::string& bytes = "0123456789abcdef", const std::string& epoch = "first") {
  actors::voter_key key{bytes};
  key.enter(epoch);
  return key;
}

http::request asking(const std::string& host = "localhost:8080", const std::string& cookies = {}) {
  http::request asked{http::verb::get, "/", 11};
  asked.set(http::field::host, host);
  if (!cookies.empty()) asked.set(http::field::cookie, cookies);
  return asked;
}

/// The cookies of an answer as a browser sends them.
std::string cookies_of(const http::response& answer) {
  std::string line;
  const auto [begin, end] = answer.equal_range(http::field::set_cookie);
  for (auto field = begin; field != end; ++field) {
    const auto text = http::view(field->value());
    line.append(line.empty() ? "" : "; ").append(text.substr(0, text.find(';')));
  }
  return line;
}

/// What a browser sends after `voter` chose that in poll p.
std::string after(const http::voter_id& voter, const std::string& choice, const actors::voter_key& key = a_key(),
                  const std::string& host = "localhost:8080", clock::time_point when = clock::now()) {
  kept_votes votes;
  votes.keep({"p", choice, actors::uid::make()}, running);
  http::response answer;
  browser_memory{}.keep(answer, asking(host), key, voter, votes, when);
  return cookies_of(answer);
}

std::string chosen(const std::string& cookies, const actors::voter_key& key = a_key(),
                   const std::string& host = "localhost:8080") {
  const browser_memory memory(asking(host, cookies), key);
  const auto* vote = memory.votes().find("p");
  return vote == nullptr ? "" : vote->choice;
}

TEST(BrowserMemory, IsReadAsItWasKept) {
  const auto cookies = after(anna, "a,c");
  const browser_memory memory(asking("localhost:8080", cookies), a_key());
  ASSERT_NE(memory.voter(), nullptr);
  EXPECT_EQ(*memory.voter(), anna);
  EXPECT_EQ(chosen(cookies), "a,c");
  const browser_memory none(asking(), a_key());
  EXPECT_EQ(none.voter(), nullptr);
  EXPECT_TRUE(none.votes().all().empty());
}

TEST(BrowserMemory, IsNamedByThePortThatWasAsked) {
  EXPECT_TRUE(after(anna, "a").starts_with("voter-8080="));
  EXPECT_NE(after(anna, "a").find("; votes-8080="), std::string::npos);
  EXPECT_TRUE(after(anna, "a", a_key(), "vote.example").starts_with("voter="));
  EXPECT_TRUE(after(anna, "a", a_key(), "[::1]:80").starts_with("voter-80="));
}

TEST(BrowserMemory, IsOfOneVoterOneKeyAndOneEpoch) {
  const auto cookies = after(anna, "a");
  EXPECT_EQ(chosen(cookies), "a");
  EXPECT_EQ(chosen(cookies, a_key("0123456789abcdeg")), "");
  EXPECT_EQ(chosen(cookies, a_key("0123456789abcdef", "second")), "");
  const auto of_ben = after(ben, "b");
  EXPECT_EQ(chosen(of_ben.substr(0, of_ben.find(';')) + cookies.substr(cookies.find(';'))), "");
  EXPECT_EQ(chosen(cookies.substr(cookies.find(';') + 2)), "");  // without the voter
}

TEST(BrowserMemory, OfAVoterOutlivesTheData) {
  const browser_memory memory(asking("localhost:8080", after(anna, "a")), a_key("0123456789abcdef", "second"));
  ASSERT_NE(memory.voter(), nullptr);
  EXPECT_EQ(*memory.voter(), anna);
}

TEST(BrowserMemory, WaitsForTheKeyAndTheEpoch) {
  const auto cookies = asking("localhost:8080", after(anna, "a"));
  EXPECT_EQ(browser_memory(cookies, actors::voter_key{""}).voter(), nullptr);
  const browser_memory without_epoch(cookies, actors::voter_key{"0123456789abcdef"});
  EXPECT_NE(without_epoch.voter(), nullptr);
  EXPECT_TRUE(without_epoch.votes().all().empty());
}

TEST(BrowserMemory, IsNoneWithAnyCharacterOfTheVotesChanged) {
  const auto cookies = after(anna, "a");
  const auto begin = cookies.find("votes-8080=") + 11;
  for (auto at = begin; at < cookies.size(); ++at) {
    for (const char c : {'a', '0', '/', ':'}) {
      auto bad = cookies;
      if (std::exchange(bad[at], c) == c) continue;
      EXPECT_EQ(chosen(bad), "") << bad;
    }
  }
  for (auto size = begin; size < cookies.size(); ++size) EXPECT_EQ(chosen(cookies.substr(0, size)), "");
  EXPECT_EQ(chosen(cookies + "/q:a:" + std::string(32, '0')), "");
}

TEST(BrowserMemory, IsFoundAmongTheCookiesOfOtherServices) {
  const auto other = a_key("another key of 16 bytes or more");
  const auto third = a_key("a third one of 16 bytes or more");
  const auto theirs = after(ben, "b", other, "localhost:9000") + "; " + after(ben, "c", third, "localhost");
  for (const auto& cookies : {theirs + "; " + after(anna, "a"), after(anna, "a") + "; " + theirs}) {
    EXPECT_EQ(chosen(cookies), "a");
    EXPECT_EQ(chosen(cookies, other, "localhost:9000"), "b");
    EXPECT_EQ(chosen(cookies, third, "localhost"), "c");
  }
  EXPECT_EQ(chosen("voters=x; votes2=y; voter-=z; votes-8080=; " + after(anna, "a")), "a");
}

TEST(BrowserMemory, OfOneServiceAtTwoPortsIsOfOneVoterAndItsLastVotes) {
  const auto now = clock::now();
  const auto early = after(anna, "a", a_key(), "localhost:8080", now);
  const auto late = after(anna, "b", a_key(), "localhost:80", now + 1ms);
  for (const auto& cookies : {early + "; " + late, late + "; " + early}) {
    for (const auto* host : {"localhost:8080", "localhost:80", "localhost"})
      EXPECT_EQ(chosen(cookies, a_key(), host), "b") << host;
  }
  EXPECT_EQ(chosen(early, a_key(), "localhost:80"), "a");
}

// Three services' cookies of the largest size, and what else a browser sends.
TEST(BrowserMemory, LeavesRoomInAHeader) {
  config::poll_list many;
  kept_votes votes;
  for (int i = 0; i < 100; ++i)
    many.push_back({.id = "poll" + std::to_string(i), .question = std::string("?"), .options = {}});
  for (const auto& poll : many) votes.keep({poll.id, "a,b,c", actors::uid::make()}, many);
  http::response answer;
  browser_memory{}.keep(answer, asking(), a_key(), anna, votes, clock::now());
  EXPECT_LT(3 * cookies_of(answer).size(), 8192U - 1500U);
  EXPECT_GT(browser_memory(asking("localhost:8080", cookies_of(answer)), a_key()).votes().all().size(), 30U);
}

RC_GTEST_PROP(BrowserMemory, TakesAnyBytes, (const std::string& bytes)) {
  const auto voter = after(anna, "a").substr(0, after(anna, "a").find(';'));
  auto value = bytes;
  std::erase(value, ';');
  http::request asked = asking();
  asked.insert(http::field::cookie, voter + "; votes=" + value);
  RC_ASSERT(browser_memory(asked, a_key()).votes().all().empty());
}

}  // namespace
}  // namespace scrutin::vote
