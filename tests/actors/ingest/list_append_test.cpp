// What goes into the original sample's list, with a real Redis.
#include "actors/ingest/list_append.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

#include "tests/support/redis_client.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

class ListAppend : public ::testing::Test {
protected:
  static ballot cast(const std::string& choice, const std::string& voter = "1f") {
    return {uid::make(), "default", voter, choice};
  }

  /// One that is due in `left`.
  redis_value append(const std::vector<ballot>& votes, bool behind = false, std::chrono::microseconds left = 10s) {
    std::vector<const ballot*> all;
    for (const auto& one : votes) all.push_back(&one);
    const auto clock = client.ask({"TIME"});
    const auto now = std::stoll(clock.items()[0].text()) * 1'000'000 + std::stoll(clock.items()[1].text());
    return client.ask(list_append(now + left.count(), all, behind, 2s));
  }

  std::vector<std::string> list() {
    std::vector<std::string> items;
    const auto reply = client.ask({"LRANGE", "votes", "0", "-1"});
    for (const auto& one : reply.items()) items.push_back(one.text());
    return items;
  }

  test::redis_server server;
  test::redis_client client{server};
};

TEST_F(ListAppend, WritesWhatTheSamplesPageWould) {
  const auto first = append({cast("a"), cast("b", "2f")});
  const list_append_reply told{first};
  EXPECT_FALSE(told.late());
  EXPECT_TRUE(told.listed(0) && told.listed(1));
  EXPECT_TRUE(told.taken(0));
  EXPECT_EQ(list(),
            (std::vector<std::string>{R"({"voter_id": "1f", "vote": "a"})", R"({"voter_id": "2f", "vote": "b"})"}));
}

TEST_F(ListAppend, PushesNothingAfterTheDeadline) {
  const auto reply = append({cast("a")}, false, -1us);
  EXPECT_TRUE(list_append_reply{reply}.late());
  EXPECT_GT(list_append_reply{reply}.time(), 0);
  EXPECT_TRUE(list().empty());
}

TEST_F(ListAppend, PushesABallotOnceHoweverOftenItIsSent) {
  const auto vote = cast("a");
  append({vote});
  client.ask({"LPOP", "votes"});  // a worker took it
  const auto again = append({vote, cast("b")});
  EXPECT_TRUE(list_append_reply{again}.listed(0));
  EXPECT_EQ(list().size(), 1U);
  EXPECT_TRUE(list_append_reply{append({vote}, true)}.listed(0)) << "and none goes to a stream beside";
  const auto life = client.ask({"PTTL", "scrutin:listed:" + vote.id.to_string()}).integer();
  EXPECT_GT(life, 30'000);
  EXPECT_LE(life, 62'000);
}

TEST_F(ListAppend, PushesBehindOthersAloneWhereAsked) {
  const auto first = cast("a");
  const auto alone = append({first}, true);
  EXPECT_FALSE(list_append_reply{alone}.listed(0));
  EXPECT_TRUE(list_append_reply{alone}.taken(0));
  EXPECT_TRUE(list().empty());
  append({cast("b", "2f")});
  const auto behind = append({cast("b"), first}, true);
  EXPECT_TRUE(list_append_reply{behind}.listed(0));
  EXPECT_FALSE(list_append_reply{behind}.listed(1)) << "it went to its stream: a second answer must be the same";
  EXPECT_EQ(list().size(), 2U);
}

TEST_F(ListAppend, TellsWhatRedisRefuses) {
  client.ask({"SET", "votes", "text"});
  const auto vote = cast("a");
  const auto refused = append({vote});
  ASSERT_FALSE(list_append_reply{refused}.taken(0));
  EXPECT_EQ(list_append_reply{refused}.taken(0).error().why.substr(0, 9), "WRONGTYPE");
  client.ask({"DEL", "votes"});
  EXPECT_TRUE(list_append_reply{append({vote})}.listed(0)) << "it was not marked";
}

}  // namespace
}  // namespace scrutin::actors
