// What browsers keep, and what is believed of it: from outside and with a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>

#include "tests/support/browser.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin {
namespace {

using test::ask;
using test::browser;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* polls = R"(
[[poll]]
id = "p"
question = "p?"
options = [{ id = "a", label = "Label-A" }, { id = "b", label = "Label-B" }]
[[poll]]
id = "final"
question = "final?"
change = false
options = [{ id = "a", label = "Label-A" }, { id = "b", label = "Label-B" }]
)";

boost::json::object parsed(const test::http_answer& answer) { return boost::json::parse(answer.body).as_object(); }

class VoteCookies : public ::testing::Test {
protected:
  VoteCookies() { std::ofstream{directory_.path() / "polls.toml"} << polls; }

  test::service serve(const test::redis_server& redis, const std::string& key = {}) {
    test::service::variables all{{"SCRUTIN_REDIS_URL", redis.url()},
                                 {"SCRUTIN_CONFIG", directory_.path() / "polls.toml"},
                                 {"SCRUTIN_VOTE_RESULT_URL", "https://results.example"}};
    if (!key.empty()) all.emplace_back("SCRUTIN_VOTE_COOKIE_KEY", key);
    return test::service{"vote", all};
  }

  static int stored(const test::redis_server& redis) {
    int all = 0;
    for (int partition = 0; partition < 4; ++partition)
      all += std::stoi(redis.ask("XLEN votes:" + std::to_string(partition)).substr(1));
    return all;
  }

  /// The cookies of one kind.
  static std::map<std::string, std::string> all_of(const browser& one, const std::string& stem) {
    std::map<std::string, std::string> found;
    for (const auto& [name, value] : one.jar())
      if (name.starts_with(stem)) found.emplace(name, value);
    return found;
  }

  static constexpr const char* recorded = "data-state=\"recorded\"";
  static constexpr const char* key_of_settings = "a key that outlives the data";

  test::temp_directory directory_{"scrutin-cookies"};
  test::redis_server redis_;
};

TEST_F(VoteCookies, AreNoVotesAfterRedisWasEmptied) {
  for (const std::string key : {"", key_of_settings}) {
    browser voter{0};
    {
      auto vote = serve(redis_, key);
      ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
      voter.go_to(vote.port());
      voter.get("/");
      ASSERT_EQ(voter.post("/polls/final", "vote=a").status, 303U);
      EXPECT_THAT(voter.get("/polls/final").body, HasSubstr(recorded));
    }
    ASSERT_EQ(redis_.ask("FLUSHALL"), "+OK\r\n");
    auto vote = serve(redis_, key);
    ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
    // At another port its old cookies come too: the name alone must not be what tells the lives apart.
    voter.go_to(vote.port());
    for (int look = 0; look < 3; ++look) EXPECT_THAT(voter.get("/polls/final").body, Not(HasSubstr(recorded))) << key;
    EXPECT_THAT(voter.get("/polls").body, Not(HasSubstr("Your vote:"))) << key;
    const auto first = voter.post_json("/polls/final", "vote=b");
    EXPECT_EQ(first.status, 201U) << key << first.body;
    EXPECT_EQ(stored(redis_), 1) << key;
    EXPECT_THAT(voter.get("/polls/final").body, AllOf(HasSubstr(recorded), HasSubstr("Label-B")));
    redis_.ask("FLUSHALL");
  }
}

TEST_F(VoteCookies, AreNoVotesWhereRedisWasEmptiedUnderARunningService) {
  auto vote = serve(redis_, key_of_settings);
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  ASSERT_EQ(voter.post("/", "vote=a").status, 303U);
  EXPECT_THAT(voter.get("/").body, HasSubstr(recorded));
  ASSERT_EQ(redis_.ask("FLUSHALL"), "+OK\r\n");
  EXPECT_TRUE(test::eventually([&] { return voter.get("/").body.find(recorded) == std::string::npos; }));
  ASSERT_EQ(voter.post("/", "vote=b").status, 303U);
  EXPECT_THAT(voter.get("/").body, AllOf(HasSubstr(recorded), HasSubstr("Label-B")));
}

TEST_F(VoteCookies, StayWhatTheyAreWhenRedisAndTheServiceStartAgain) {
  for (const std::string key : {"", key_of_settings}) {
    browser voter{0};
    {
      auto vote = serve(redis_, key);
      ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
      voter.go_to(vote.port());
      ASSERT_EQ(voter.post("/", "vote=a").status, 303U);
    }
    redis_.kill();
    redis_.start();
    auto vote = serve(redis_, key);
    ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
    // At another port of the same host, too: it is the same voter of the same votes.
    voter.go_to(vote.port());
    EXPECT_THAT(voter.get("/").body, AllOf(HasSubstr(recorded), HasSubstr("Label-A"))) << key;
    const auto changed = voter.post_json("/", "vote=b");
    EXPECT_EQ(parsed(changed).at("cookies"), true) << changed.body;
    EXPECT_THAT(voter.get("/").body, AllOf(HasSubstr(recorded), HasSubstr("your vote for Label-B")));
    redis_.ask("FLUSHALL");
  }
}

TEST_F(VoteCookies, OfTwoServicesOnOneHostLeaveOneAnotherAlone) {
  test::redis_server other_redis;
  for (const std::string key : {"", key_of_settings}) {
    auto one = serve(redis_, key);
    auto two = serve(other_redis, key);
    ASSERT_TRUE(one.becomes_ready() && two.becomes_ready());
    browser voter{one.port()};
    const auto look = [&](test::service& at) {
      voter.go_to(at.port());
      return voter.get("/").body;
    };
    look(one);
    ASSERT_EQ(voter.post("/", "vote=a").status, 303U);
    EXPECT_THAT(look(two), Not(HasSubstr(recorded)));
    EXPECT_THAT(look(one), AllOf(HasSubstr(recorded), HasSubstr("your vote for Label-A")));
    look(two);
    ASSERT_EQ(voter.post("/", "vote=b").status, 303U);
    ASSERT_EQ(voter.post("/polls/final", "vote=b").status, 303U);
    EXPECT_THAT(look(one), AllOf(HasSubstr(recorded), HasSubstr("your vote for Label-A")));
    ASSERT_EQ(voter.post_json("/polls/final", "vote=a").status, 201U);
    EXPECT_THAT(look(two), AllOf(HasSubstr(recorded), HasSubstr("your vote for Label-B")));
    // A voter whose cookie was overwritten would be a second voter here.
    ASSERT_EQ(parsed(voter.post_json("/", "vote=a")).at("cookies"), true);
    look(one);
    ASSERT_EQ(parsed(voter.post_json("/", "vote=b")).at("cookies"), true);
  }
}

TEST_F(VoteCookies, ThatAreJunkCopiedOrTamperedWithAreNone) {
  auto vote = serve(redis_);
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser owner{vote.port()};
  owner.get("/");
  ASSERT_EQ(owner.post("/polls/final", "vote=a").status, 303U);
  const auto votes = all_of(owner, "votes");
  ASSERT_EQ(votes.size(), 1U);
  const auto& [name, value] = *votes.begin();

  std::vector<std::string> wrong{"",
                                 "x",
                                 ":",
                                 "/",
                                 ".",
                                 std::string(3000, 'a'),
                                 std::string(40, '.'),
                                 "final:b:" + std::string(32, '0'),
                                 value + "/p:a:" + std::string(32, '0')};
  for (std::size_t at = 0; at < value.size(); at += 3) {
    wrong.push_back(value);
    wrong.back()[at] = value[at] == 'a' ? 'b' : 'a';
  }
  for (const auto& one : wrong) {
    if (one == value) continue;
    owner.set(name, one);
    EXPECT_THAT(owner.get("/polls/final").body, Not(HasSubstr(recorded))) << one;
    EXPECT_EQ(owner.get("/polls").status, 200U) << one;
  }
  // Another voter's cookie: nobody has voted in that one's name, and nobody is refused for it.
  browser thief{vote.port()};
  thief.get("/");
  thief.set(name, value);
  EXPECT_THAT(thief.get("/polls/final").body, Not(HasSubstr(recorded)));
  EXPECT_EQ(thief.post_json("/polls/final", "vote=b").status, 201U);
  EXPECT_THAT(thief.get("/polls/final").body, AllOf(HasSubstr(recorded), HasSubstr("Label-B")));
}

// What an earlier version, or a service behind another port, left in the browser.
TEST_F(VoteCookies, OfOldNamesAreReadWhereTheyVerify) {
  auto vote = serve(redis_);
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  voter.get("/");
  const auto all = all_of(voter, "voter");
  ASSERT_EQ(all.size(), 1U);
  const auto id = all.begin()->second.substr(0, 32);
  voter.forget(all.begin()->first);
  voter.set("voter", all.begin()->second);
  voter.set("voter-1", "0123456789abcdef0123456789abcdef.x3E9A1PTw4p2vveVNTOQM9CN8R6lfkmPC9WbfKaYvnc");
  voter.set("votes", "p:a:" + std::string(32, '0'));  // unsigned: no vote
  EXPECT_THAT(voter.get("/").body, Not(HasSubstr(recorded)));
  EXPECT_EQ(parsed(voter.post_json("/", "vote=b")).at("cookies"), true);
  EXPECT_EQ(voter.jar().at("voter-" + std::to_string(vote.port())).substr(0, 32), id);
}

// -- browsers that keep none

constexpr const char* no_cookies = "</strong> This browser keeps no cookies";

constexpr const char* from_page =
    "Content-Type: application/x-www-form-urlencoded\r\nUser-Agent: one\r\nOrigin: http://127.0.0.1:";

std::string form_of(const test::service& vote) { return from_page + std::to_string(vote.port()) + "\r\n"; }

TEST_F(VoteCookies, AreMissedInTheAnswerToAVoteOfABrowserThatKeepsNone) {
  auto vote = serve(redis_);
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto answer = ask(vote.port(), "POST", "/polls/final", "vote=a", form_of(vote));
  ASSERT_EQ(answer.status, 303U);
  const auto location = answer.fields.at("location");
  ASSERT_THAT(location, StartsWith("/polls/final?recorded="));
  const auto page = ask(vote.port(), "GET", location, {}, "User-Agent: one\r\n");
  EXPECT_EQ(page.status, 200U);
  EXPECT_THAT(page.body, AllOf(HasSubstr(recorded), HasSubstr("Recorded: your vote."), HasSubstr(no_cookies),
                               Not(HasSubstr("<form")), Not(HasSubstr("name=\"vote\""))));
  EXPECT_THAT(page.body, HasSubstr("href=\"https://results.example/receipts/"));
  // Loaded again, and in the other language: the same page.
  EXPECT_THAT(ask(vote.port(), "GET", location, {}, "User-Agent: one\r\n").body, HasSubstr(no_cookies));
  const std::string before = "class=\"language\" href=\"";
  auto french = page.body.substr(page.body.find(before) + before.size());
  french.erase(french.find('"'));
  french.replace(french.find("&amp;"), 5, "&");
  EXPECT_THAT(ask(vote.port(), "GET", french, {}, "User-Agent: one\r\n").body,
              AllOf(HasSubstr(recorded), HasSubstr("</strong> Ce navigateur ne garde aucun cookie")));
  // The receipt is the vote's.
  auto receipt = location.substr(location.find('=') + 1, 36);
  std::erase(receipt, '-');
  std::string entries;
  for (int partition = 0; partition < 4; ++partition)
    entries += redis_.ask("XRANGE votes:" + std::to_string(partition) + " - +");
  std::erase(entries, '-');
  EXPECT_THAT(entries, HasSubstr(receipt));
}

TEST_F(VoteCookies, AreNotMissedWhereTheBrowserKeepsThem) {
  auto vote = serve(redis_);
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  voter.get("/");
  EXPECT_EQ(voter.post("/", "vote=a", "Origin: http://127.0.0.1:" + std::to_string(vote.port()) + "\r\n")
                .fields.at("location"),
            "/");
  // It lost them before it voted, and keeps them since.
  browser late{vote.port()};
  const auto answer = late.post("/", "vote=a", "Origin: http://127.0.0.1:" + std::to_string(vote.port()) + "\r\n");
  ASSERT_THAT(answer.fields.at("location"), StartsWith("/?recorded="));
  const auto plain = late.get(answer.fields.at("location"));
  EXPECT_EQ(plain.status, 303U);
  EXPECT_EQ(plain.fields.at("location"), "/");
  EXPECT_THAT(late.get("/").body, AllOf(HasSubstr("your vote for Label-A"), Not(HasSubstr(no_cookies))));
  // Programs are no browsers: the page is where it was.
  EXPECT_EQ(ask(vote.port(), "POST", "/", "vote=a", "Content-Type: application/x-www-form-urlencoded\r\n")
                .fields.at("location"),
            "/");
}

TEST_F(VoteCookies, AreToldOfToPrograms) {
  auto vote = serve(redis_);
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  const auto first = parsed(voter.post_json("/polls/final", "vote=a", "User-Agent: one\r\n"));
  EXPECT_EQ(first.at("cookies"), false);
  const std::string page(first.at("page").as_string());
  ASSERT_THAT(page, StartsWith("/polls/final?recorded="));
  EXPECT_THAT(ask(vote.port(), "GET", page, {}, "User-Agent: one\r\n").body, HasSubstr(no_cookies));
  const auto second = parsed(voter.post_json("/polls/final", "vote=a"));
  EXPECT_EQ(second.at("cookies"), true);
  EXPECT_EQ(second.at("page"), "/polls/final");
}

TEST_F(VoteCookies, AreNotSaidToBeMissingByALinkThatIsSentAround) {
  auto vote = serve(redis_);
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto location = ask(vote.port(), "POST", "/polls/final", "vote=a", form_of(vote)).fields.at("location");
  const auto body = [&](const std::string& target, const std::string& fields = "User-Agent: one\r\n") {
    return ask(vote.port(), "GET", target, {}, fields).body;
  };
  ASSERT_THAT(body(location), HasSubstr(recorded));
  EXPECT_THAT(body(location, "User-Agent: two\r\n"), Not(HasSubstr(recorded)));
  EXPECT_THAT(body(location, "User-Agent: one\r\nSec-Fetch-Site: cross-site\r\n"), Not(HasSubstr(recorded)));
  EXPECT_THAT(body(location, "User-Agent: one\r\nSec-Fetch-Site: same-site\r\n"), Not(HasSubstr(recorded)));
  EXPECT_THAT(body(location, "User-Agent: one\r\nSec-Fetch-Site: none\r\n"), Not(HasSubstr(recorded)));
  EXPECT_THAT(body(location, "User-Agent: one\r\nSec-Fetch-Site: same-origin\r\n"), HasSubstr(recorded));
  EXPECT_THAT(body("/" + location.substr(location.find('?'))), Not(HasSubstr(recorded)));  // of another poll
  for (const std::string wrong : {"", "x", "%00", "%zz", "a&recorded=b"})
    EXPECT_THAT(body("/?recorded=" + wrong), Not(HasSubstr(recorded))) << wrong;
  auto forged = location;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  EXPECT_THAT(body(forged), Not(HasSubstr(recorded)));
  ASSERT_EQ(redis_.ask("FLUSHALL"), "+OK\r\n");
  EXPECT_TRUE(test::eventually([&] { return body(location).find(recorded) == std::string::npos; }));
}

}  // namespace
}  // namespace scrutin
