// Where votes go where the original sample's worker may be the one that reads them, with a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/browser.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/redis_client.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;
using test::browser;
using testing::HasSubstr;

class VoteQueue : public ::testing::Test {
protected:
  test::service serve(const std::string& queue, const test::service::variables& more = {}) {
    test::service::variables all{{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_VOTE_QUEUE", queue}};
    all.insert(all.end(), more.begin(), more.end());
    return test::service{"vote", all};
  }

  /// The sign that a worker leaves.
  void leave_sign() {
    client.ask({"EVAL", "return redis.call('SET', KEYS[1], redis.call('TIME')[1])", "1", "scrutin:worker"});
  }

  std::int64_t listed() { return client.ask({"LLEN", "votes"}).integer(); }
  std::int64_t streamed() {
    std::int64_t all = 0;
    for (int i = 0; i < 4; ++i) all += client.ask({"XLEN", "votes:" + std::to_string(i)}).integer();
    return all;
  }

  static bool says(test::service& vote, const std::string& what) {
    return test::eventually([&] { return vote.readiness().body.find(what) != std::string::npos; }, 40s);
  }

  test::redis_server redis;
  test::redis_client client{redis};
  test::temp_directory folder{"scrutin-queue"};
};

TEST_F(VoteQueue, SaysThatNobodyReadsTheStreamsAndSinceWhen) {
  auto vote = serve("streams");
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_EQ(browser{vote.port()}.post("/", "vote=a").status, 303U);
  EXPECT_EQ(streamed(), 1);
  EXPECT_TRUE(says(vote, "nobody reads the votes: no worker was ever seen")) << vote.readiness().body;
  EXPECT_EQ(vote.readiness().status, 200U) << "they are safe";
  leave_sign();
  EXPECT_TRUE(test::eventually([&] { return vote.readiness().body.find("nobody reads") == std::string::npos; }));
  client.ask({"SET", "scrutin:worker", "1700000000"});
  EXPECT_TRUE(says(vote, "nobody reads the votes: no worker was seen for ")) << vote.readiness().body;
}

TEST_F(VoteQueue, WritesTheSamplesListWhereTheSettingsSaySo) {
  auto vote = serve("list");
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  leave_sign();
  browser voter{vote.port()};
  ASSERT_EQ(voter.post("/", "vote=a").status, 303U);
  ASSERT_EQ(voter.post("/", "vote=b").status, 303U);
  EXPECT_EQ(streamed(), 0);
  const auto items = client.ask({"LRANGE", "votes", "0", "-1"}).items();
  ASSERT_EQ(items.size(), 2U);
  const auto first = boost::json::parse(items[0].text()).as_object();
  const auto second = boost::json::parse(items[1].text()).as_object();
  EXPECT_EQ(first.size(), 2U);
  EXPECT_EQ(first.at("vote"), "a");
  EXPECT_EQ(second.at("vote"), "b");
  EXPECT_EQ(first.at("voter_id"), second.at("voter_id"));
  EXPECT_TRUE(says(vote, "nobody reads the votes: the list votes holds 2")) << vote.readiness().body;
  client.ask({"LPOP", "votes"});
  EXPECT_TRUE(test::eventually([&] { return vote.readiness().body.find("nobody reads") == std::string::npos; }));
}

TEST_F(VoteQueue, SendsTheSameRequestOnce) {
  auto vote = serve("list");
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(browser{vote.port()}.post_json("/", "vote=a", "Idempotency-Key: a-key-of-22-letters-or-1\r\n").status,
              201U);
  }
  EXPECT_EQ(listed(), 1);
}

TEST_F(VoteQueue, RefusesThePollsThatTheListIsNotFor) {
  const auto file = (folder.path() / "polls.toml").string();
  const std::string options =
      "question = \"?\"\noptions = [{ id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }]\n";
  std::ofstream{file} << "[[poll]]\nid = \"lunch\"\n" + options + "[[poll]]\nid = \"tea\"\n" + options;
  auto vote = serve("list", {{"SCRUTIN_CONFIG", file}});
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_THAT(vote.process().log_text(), HasSubstr("only the first poll, lunch, takes votes"));
  browser voter{vote.port()};
  const auto refused = voter.post_json("/polls/tea", "vote=a");
  EXPECT_EQ(refused.status, 403U) << refused.body;
  const auto said = boost::json::parse(refused.body).as_object();
  EXPECT_EQ(said.at("recorded"), false);
  EXPECT_EQ(said.at("reason"), "unqueued");
  EXPECT_EQ(voter.post_json("/polls/lunch", "vote=a").status, 201U);
  EXPECT_EQ(listed(), 1);
}

TEST_F(VoteQueue, TurnsFromTheListToTheStreamsOnceAWorkerIsSeen) {
  auto vote = serve("auto");
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  ASSERT_EQ(voter.post("/", "vote=a").status, 303U);
  EXPECT_EQ(listed(), 1);
  leave_sign();
  ASSERT_TRUE(test::eventually(
      [&] { return vote.process().log_text().find("votes go to its streams from here on") != std::string::npos; }));
  // The list still holds what came before: a stream would be read first.
  ASSERT_EQ(voter.post("/", "vote=b").status, 303U);
  EXPECT_EQ(listed(), 2);
  EXPECT_EQ(streamed(), 0);
  client.ask({"DEL", "votes"});
  ASSERT_EQ(voter.post("/", "vote=a").status, 303U);
  EXPECT_EQ(listed(), 0);
  EXPECT_EQ(streamed(), 1);
  client.ask({"DEL", "scrutin:worker"});
  ASSERT_TRUE(vote.becomes_ready());
  ASSERT_EQ(voter.post("/", "vote=b").status, 303U);
  EXPECT_EQ(streamed(), 2) << "one that was seen was seen";
}

TEST_F(VoteQueue, GoesToTheStreamsWhereAWorkerWasThereBefore) {
  client.ask({"SET", "scrutin:worker", "1700000000"});
  auto vote = serve("auto");
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_EQ(browser{vote.port()}.post("/", "vote=a").status, 303U);
  EXPECT_EQ(streamed(), 1);
}

// A paused Redis reads a vote after its voter was told that nobody knows.
TEST_F(VoteQueue, PushesNothingLate) {
  auto vote = serve("list", {{"SCRUTIN_REDIS_TIMEOUT_MS", "500"}});
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  redis.pause();
  EXPECT_EQ(browser{vote.port()}.post_json("/", "vote=a").status, 503U);
  std::this_thread::sleep_for(500ms);
  redis.resume();
  ASSERT_TRUE(vote.becomes_ready());
  EXPECT_EQ(listed(), 0);
  EXPECT_EQ(browser{vote.port()}.post("/", "vote=b").status, 303U);
  EXPECT_EQ(listed(), 1);
}

}  // namespace
}  // namespace scrutin
