// Polls in which each voter has a code, as voters see them, with a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <csignal>
#include <fstream>
#include <set>
#include <string>

#include "actors/ballots/roll.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/redis_client.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/text_of.hpp"

namespace scrutin {
namespace {

using actors::roll_code;
using test::browser;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* options =
    "options = [{ id = \"a\", label = \"Ann\" }, { id = \"b\", label = \"Bob\" }]\nintegrity = \"roll\"\n";

class VoteRoll : public ::testing::Test {
protected:
  VoteRoll() {
    std::ofstream{file()} << "[[poll]]\nid = \"board\"\nquestion = \"Who?\"\n"
                          << options << "[[poll]]\nid = \"once\"\nquestion = \"Who?\"\nchange = false\n"
                          << options;
    enrol("board", code);
    enrol("once", code);
    enrol("once", other);
  }

  std::string file() const { return folder.path() / "polls.toml"; }

  void enrol(const std::string& poll, const roll_code& whose) {
    client.ask(actors::fill_roll(poll, {whose.voter(poll), std::string(actors::roll_mark)}));
  }

  test::service serve(const test::service::variables& more = {}) {
    test::service::variables all{{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_CONFIG", file()}};
    all.insert(all.end(), more.begin(), more.end());
    return test::service{"vote", all};
  }

  /// The voters of all ballots.
  std::multiset<std::string> voters() {
    std::multiset<std::string> all;
    for (int i = 0; i < 4; ++i) {
      const auto entries = client.ask({"XRANGE", "votes:" + std::to_string(i), "-", "+"});
      for (const auto& entry : entries.items()) all.insert(entry.items()[1].items()[5].text());
    }
    return all;
  }

  static boost::json::object parsed(const test::http_answer& answer) {
    return boost::json::parse(answer.body).as_object();
  }

  test::redis_server redis;
  test::redis_client client{redis};
  test::temp_directory folder{"scrutin-roll"};
  roll_code code = roll_code::random();
  roll_code other = roll_code::random();
};

TEST_F(VoteRoll, TakesAVoteByItsCodeHoweverThatIsSentAndKnowsItsVoterByNothingElse) {
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto text = code.to_string();
  EXPECT_EQ(browser{vote.port()}.post("/", "vote=a&code=" + text).status, 303U);
  std::string typed = text;
  std::erase(typed, '-');
  for (auto& c : typed) c = static_cast<char>(std::tolower(c));
  const auto again = browser{vote.port()}.post_json("/", "code=" + typed + "&vote=b");
  ASSERT_EQ(again.status, 201U) << again.body;
  EXPECT_EQ(parsed(again).at("recorded"), true);
  EXPECT_EQ(test::ask(vote.port(), "POST", "/polls/board", R"({"vote": "a", "code": ")" + text + "\"}",
                      "Content-Type: application/json\r\nAccept: application/json\r\n")
                .status,
            201U);
  EXPECT_EQ(test::ask(vote.port(), "POST", "/polls/board",
                      "--x\r\nContent-Disposition: form-data; name=\"vote\"\r\n\r\nb\r\n"
                      "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n" +
                          text + "\r\n--x--\r\n",
                      "Content-Type: multipart/form-data; boundary=x\r\n")
                .status,
            303U);
  const auto voter = code.voter("board");
  EXPECT_EQ(voters(), (std::multiset<std::string>{voter, voter, voter, voter}));
}

TEST_F(VoteRoll, RefusesAVoteWithoutARightCodeAndStoresNothing) {
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  struct bad {
    std::string target;
    std::string body;
    const char* reason;
    const char* sentence;
  };
  for (const auto& one :
       {bad{"/", "vote=a", "no-code", "Each voter of this poll has a code"},
        bad{"/", "vote=a&code=", "no-code", "none came"}, bad{"/", "vote=a&code=1&code=2", "no-code", "none came"},
        bad{"/", "vote=a&code=nonsense", "wrong-code", "not one of this poll"},
        bad{"/", "vote=a&code=" + roll_code::random().to_string(), "wrong-code", "letter by letter"},
        bad{"/", "vote=a&code=" + other.to_string(), "wrong-code", "of another poll"}}) {
    browser voter{vote.port()};
    const auto page = voter.post(one.target, one.body);
    EXPECT_EQ(page.status, 403U) << one.body;
    EXPECT_THAT(page.body, AllOf(HasSubstr("NOT recorded"), HasSubstr("<h1>This vote needs your code</h1>")));
    const auto answer = voter.post_json(one.target, one.body, "Accept-Language: en\r\n");
    EXPECT_EQ(answer.status, 403U);
    EXPECT_EQ(parsed(answer).at("recorded"), false);
    EXPECT_EQ(parsed(answer).at("reason"), one.reason) << one.body;
    EXPECT_THAT(voter.post(one.target, one.body, "Accept-Language: fr\r\n").body,
                AllOf(HasSubstr("Ce vote demande votre code"), HasSubstr("PAS été enregistré")));
    EXPECT_THAT(test::ask(vote.admin(), "GET", "/metrics").body,
                HasSubstr("scrutin_votes_refused_total{reason=\"" + std::string(one.reason) + "\"} "));
  }
  EXPECT_TRUE(voters().empty());
}

TEST_F(VoteRoll, WaitsForARollThatIsNotThereYet) {
  client.ask({"DEL", "scrutin:roll:board"});
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto answer = browser{vote.port()}.post_json("/", "vote=a&code=" + code.to_string());
  EXPECT_EQ(answer.status, 503U) << "nobody can say that the code is wrong";
  EXPECT_EQ(parsed(answer).at("recorded"), false);
  EXPECT_THAT(vote.process().log_text(), HasSubstr("the roll of the poll board is not in Redis"));
  const auto page = browser{vote.port()}.post("/", "vote=a&code=" + code.to_string());
  EXPECT_THAT(page.body, HasSubstr("<input type=\"hidden\" name=\"code\" value=\"" + code.to_string() + "\">"));
  enrol("board", code);
  EXPECT_EQ(browser{vote.port()}.post_json("/", "vote=a&code=" + code.to_string()).status, 201U);
}

// Two people vote with one telephone, and one of them with two.
TEST_F(VoteRoll, KeepsTheFirstVoteOfEachCodeWhereThatIsFinal) {
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser shared{vote.port()};
  const auto first = shared.post_json("/polls/once", "vote=a&code=" + code.to_string());
  ASSERT_EQ(first.status, 201U) << first.body;
  EXPECT_EQ(parsed(shared.post_json("/polls/once", "vote=a&code=" + code.to_string())).at("receipt"),
            parsed(first).at("receipt"));
  EXPECT_EQ(shared.post_json("/polls/once", "vote=b&code=" + code.to_string()).status, 409U);
  EXPECT_EQ(parsed(browser{vote.port()}.post_json("/polls/once", "vote=a&code=" + code.to_string())).at("receipt"),
            parsed(first).at("receipt"))
      << "the same vote by another browser";
  EXPECT_THAT(shared.get("/polls/once").body, AllOf(HasSubstr("name=\"code\""), Not(HasSubstr(" disabled>\n"))));
  EXPECT_EQ(shared.post_json("/polls/once", "vote=b&code=" + other.to_string()).status, 201U);
}

TEST_F(VoteRoll, FillsInTheCodeOfTheAddressAndNothingElse) {
  auto vote = serve({{"SCRUTIN_VOTE_ACCESS_LOG", folder.path() / "access"}});
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  const auto page = voter.get("/?code=" + code.to_string()).body;
  EXPECT_THAT(page, AllOf(HasSubstr("<label for=\"code\">Your code</label>"),
                          HasSubstr("name=\"code\" value=\"" + code.to_string() + "\" required"),
                          HasSubstr("lang=fr&amp;code=" + code.to_string()),
                          HasSubstr("Each voter has a code, and each code has one vote.")));
  EXPECT_THAT(voter.get("/?code=%22%3E%3Cscript%3E").body, HasSubstr("name=\"code\" value=\"\" required"));
  EXPECT_THAT(voter.get("/?lang=fr").body, HasSubstr("<label for=\"code\">Votre code</label>"));
  EXPECT_EQ(parsed(voter.get("/api/polls/board")).at("integrity"), "roll");
  vote.process().signal(SIGTERM);
  EXPECT_EQ(vote.process().wait(std::chrono::seconds{20}), 0);
  EXPECT_THAT(test::text_of(folder.path() / "access"),
              AllOf(HasSubstr("\"GET /?code=* HTTP/1.1\""), Not(HasSubstr(code.to_string()))));
}

TEST_F(VoteRoll, LimitsTheGuessesFromOneAddressAndNoOtherVotes) {
  auto vote = serve({{"SCRUTIN_VOTE_PACE", "1"}});  // ten wrong codes
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto guess = [&] {
    return browser{vote.port()}.post_json("/", "vote=a&code=" + roll_code::random().to_string());
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(guess().status, 403U) << i;
  const auto late = guess();
  EXPECT_EQ(late.status, 429U);
  EXPECT_EQ(parsed(late).at("recorded"), false);
  EXPECT_EQ(parsed(late).at("reason"), "guessing");
  EXPECT_GE(std::stoi(late.fields.at("retry-after")), 1);
  EXPECT_LE(std::stoi(late.fields.at("retry-after")), 6);
  EXPECT_EQ(voters().size(), 0U);
}

TEST_F(VoteRoll, TakesNoVoteWhereTheOriginalSamplesListIsTheQueue) {
  auto vote = serve({{"SCRUTIN_VOTE_QUEUE", "list"}});
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_THAT(vote.process().log_text(), HasSubstr("in poll board each voter has a code, which the list cannot hold"));
  const auto answer = browser{vote.port()}.post_json("/", "vote=a&code=" + code.to_string());
  EXPECT_EQ(answer.status, 403U);
  EXPECT_EQ(parsed(answer).at("reason"), "unqueued");
  EXPECT_EQ(client.ask({"LLEN", "votes"}).integer(), 0);
}

}  // namespace
}  // namespace scrutin
