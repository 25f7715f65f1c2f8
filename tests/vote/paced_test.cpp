// Polls that take new voters at a limited rate, with a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <string>

#include "actors/ballots/pass.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin {
namespace {

using test::browser;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using clock = std::chrono::system_clock;

constexpr const char* key = "0123456789abcdef";

std::string poll(const std::string& id, const std::string& integrity) {
  return "[[poll]]\nid = \"" + id + "\"\nquestion = \"?\"\nintegrity = \"" + integrity +
         "\"\noptions = [{ id = \"a\", label = \"Ann\" }, { id = \"b\", label = \"Bob\" }]\n";
}

class VotePaced : public ::testing::Test {
protected:
  VotePaced() {
    std::ofstream{file()} << poll("crowd", "paced") << poll("open", "open");
    if (!vote.becomes_ready()) throw std::runtime_error(vote.process().log_text());
  }

  std::string file() const { return folder.path() / "polls.toml"; }

  test::http_answer newcomer(const std::string& more = {}, const std::string& target = "/") {
    return browser{vote.port()}.post_json(target, "vote=a" + more, "Accept-Language: en\r\n");
  }
  void use_up() {
    while (newcomer().status != 429U) {
    }
  }

  test::redis_server redis;
  test::temp_directory folder{"scrutin-paced"};
  actors::pass_book passes{key};
  test::service vote{"vote",
                     {{"SCRUTIN_REDIS_URL", redis.url()},
                      {"SCRUTIN_CONFIG", file()},
                      {"SCRUTIN_VOTE_PACE", "3"},
                      {"SCRUTIN_VOTE_PASS_KEY", key}}};
};

TEST_F(VotePaced, AskNewVotersToWaitAndStoreNothingOfThem) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(newcomer().status, 201U) << i;
  const auto answer = newcomer();
  EXPECT_EQ(answer.status, 429U);
  const auto told = boost::json::parse(answer.body).as_object();
  EXPECT_EQ(told.at("recorded"), false);
  EXPECT_EQ(told.at("reason"), "paced");
  const auto wait = answer.fields.at("retry-after");
  EXPECT_GE(std::stoi(wait), 1);
  EXPECT_LE(std::stoi(wait), 20);
  EXPECT_THAT(std::string(told.at("detail").as_string()), HasSubstr("Wait " + wait + " seconds"));
  const auto page = browser{vote.port()}.post("/", "vote=a", "Accept-Language: fr\r\n");
  EXPECT_EQ(page.status, 429U);
  EXPECT_THAT(page.body, AllOf(HasSubstr("PAS été enregistré"), HasSubstr("Trop de nouveaux votants")));
  EXPECT_THAT(test::ask(vote.admin(), "GET", "/metrics").body,
              HasSubstr("scrutin_votes_refused_total{reason=\"paced\"} 2\n"));
  EXPECT_EQ(newcomer({}, "/polls/open").status, 201U) << "another poll has no limit";
}

// A cookie alone is nothing: every look at a page, and every vote in another poll, gives one away.
TEST_F(VotePaced, LetThoseWhoHaveVotedThereChangeTheirVoteAndNobodyElse) {
  browser voter{vote.port()};
  EXPECT_EQ(voter.post_json("/", "vote=a").status, 201U);
  use_up();
  for (const auto* choice : {"vote=b", "vote=a", "vote=b"}) EXPECT_EQ(voter.post_json("/", choice).status, 201U);
  browser looked{vote.port()};
  looked.get("/");
  EXPECT_EQ(looked.post_json("/polls/open", "vote=a").status, 201U);
  EXPECT_EQ(looked.post_json("/", "vote=a").status, 429U);
}

TEST_F(VotePaced, LetAHallInByThePassOnItsScreen) {
  use_up();
  const auto pass = passes.issue("crowd", clock::now());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(newcomer("&pass=" + pass).status, 201U);
  EXPECT_EQ(newcomer("&pass=" + passes.issue("open", clock::now())).status, 429U);
  EXPECT_EQ(newcomer("&pass=" + passes.issue("crowd", clock::now() - std::chrono::minutes{10})).status, 429U);
  EXPECT_EQ(newcomer("&pass=" + passes.hall()).status, 429U);
}

TEST_F(VotePaced, HandThePassOfTheAddressOnToTheForm) {
  const auto pass = passes.issue("crowd", clock::now());
  browser voter{vote.port()};
  EXPECT_THAT(voter.get("/?pass=" + pass).body,
              AllOf(HasSubstr("<input type=\"hidden\" name=\"pass\" value=\"" + pass + "\">"),
                    HasSubstr("lang=fr&amp;pass=" + pass), HasSubstr("limits how many new voters")));
  EXPECT_THAT(voter.get("/?pass=AAAAAAAAAAAAAAAAAAAAAA").body, Not(HasSubstr("name=\"pass\"")));
  EXPECT_THAT(voter.get("/polls/open?pass=" + pass).body, Not(HasSubstr("name=\"pass\"")));
  EXPECT_THAT(voter.get("/polls/open").body, HasSubstr("who deletes its cookies can vote again"));
  EXPECT_EQ(boost::json::parse(voter.get("/api/polls/crowd").body).at("integrity"), "paced");
}

}  // namespace
}  // namespace scrutin
