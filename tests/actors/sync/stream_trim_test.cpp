#include "actors/sync/stream_trim.hpp"

#include <gtest/gtest.h>
#include <embedded/sync_scripts.hpp>

#include "actors/ballots/uid.hpp"
#include "tests/support/redis_client.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::actors {
namespace {

class StreamTrim : public ::testing::Test {
protected:
  StreamTrim() {
    for (int i = 1; i <= 9; ++i) client.ask({"XADD", "votes:2", std::to_string(i) + "-0", "uid", id, "poll", "p"});
  }

  std::optional<trimmed_stream> trim(const stream_position& at, const std::string& before, bool tells = false) {
    return to_trimmed(client.ask(trim_stream(2, at, before, tells)));
  }
  std::string first() {
    return client.ask({"XRANGE", "votes:2", "-", "+", "COUNT", "1"}).items().at(0).items().at(0).text();
  }
  std::string told() {
    const auto groups = client.ask({"XINFO", "GROUPS", "votes:2"});
    std::string all;
    for (const auto& group : groups.items()) {
      const auto& words = group.items();
      for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
        if (words[i].text() == "pending") all += std::to_string(words[i + 1].integer()) + " pending, ";
        if (words[i].text() == "last-delivered-id") all += words[i + 1].text();
      }
    }
    return all;
  }

  test::redis_server server;
  test::redis_client client{server};
  const std::string id = uid::make().to_string();
};

TEST_F(StreamTrim, LetsGoWhatStandsBeforeAnEntry) {
  const auto done = trim({"7-0", id}, "4-0");
  ASSERT_TRUE(done);
  EXPECT_EQ(done->gone, 3);
  EXPECT_EQ(done->left, 6);
  EXPECT_EQ(first(), "4-0");
  EXPECT_EQ(trim({"7-0", id}, "4-0")->gone, 0);
  EXPECT_EQ(trim({"7-0", id}, "")->left, 6);
  EXPECT_EQ(trim({"7-0", id}, "7-0")->left, 3) << "the mark stays";
}

TEST_F(StreamTrim, CountsWhatWaitsWhereItOnlyLooks) {
  EXPECT_EQ(trim({"7-0", id}, "")->waiting, 2);
  EXPECT_EQ(trim({"9-0", id}, "")->waiting, 0);
  for (int i = 0; i < 999; ++i) client.append({"XADD", "votes:2", "*", "uid", id});
  for (int i = 0; i < 999; ++i) client.reply();
  EXPECT_EQ(trim({"8-0", id}, "")->waiting, 1000);
  EXPECT_EQ(trim({"7-0", id}, "")->waiting, 1008) << "all of them";
}

// Redis was emptied and its clock set back; or another entry has that id by now.
TEST_F(StreamTrim, LeavesAnotherStreamAlone) {
  EXPECT_FALSE(trim({"99-0", id}, "9-0", true));
  EXPECT_FALSE(trim({"7-0", uid::make().to_string()}, "5-0", true));
  client.ask({"XADD", "votes:2", "10-0", "no", "ballot"});
  EXPECT_FALSE(trim({"10-0", id}, "5-0", true));
  EXPECT_EQ(client.ask({"XLEN", "votes:2"}).integer(), 10);
  EXPECT_EQ(told(), "");
  client.ask({"DEL", "votes:2"});
  EXPECT_FALSE(trim({"7-0", id}, "5-0"));
  EXPECT_EQ(client.ask({"EXISTS", "votes:2"}).integer(), 0);
}

TEST_F(StreamTrim, TellsHowFarItIsApplied) {
  EXPECT_EQ(trim({"3-0", id}, "", true)->left, 9);
  EXPECT_EQ(told(), "0 pending, 3-0");
  trim({"5-0", id}, "2-0", true);
  EXPECT_EQ(told(), "0 pending, 5-0");
  trim({"9-0", id}, "", false);
  EXPECT_EQ(told(), "0 pending, 5-0");
}

// A worker of an earlier version read by the group.
TEST_F(StreamTrim, ForgetsWhatAnEarlierVersionLeftPending) {
  client.ask({"XGROUP", "CREATE", "votes:2", "worker", "0"});
  client.ask({"XREADGROUP", "GROUP", "worker", "2", "COUNT", "5", "STREAMS", "votes:2", ">"});
  ASSERT_EQ(told(), "5 pending, 5-0");
  trim({"9-0", id}, "", true);
  EXPECT_EQ(told(), "0 pending, 9-0");
}

TEST_F(StreamTrim, GoesOnWhereRedisIsFull) {
  client.ask({"CONFIG", "SET", "maxmemory", "1"});
  EXPECT_EQ(trim({"9-0", id}, "9-0", true)->gone, 8);
  EXPECT_EQ(client.ask({"XLEN", "votes:2"}).integer(), 1);
  EXPECT_TRUE(trim({"9-0", id}, "9-0", true)) << "where nothing goes";
}

// What a Redis older than 6.2 does: it counts.
TEST_F(StreamTrim, DoesTheSameWithoutTrimmingById) {
  std::string script{embedded::trim_lua};
  script.replace(script.find("'MINID'"), 7, "'NO SUCH WORD'");
  const auto ask = [&] {
    return to_trimmed(client.ask({"EVAL", script, "1", "votes:2", "worker", "7-0", id, "4-0", "2", "0"}));
  };
  auto done = ask();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->gone, 2) << "two at once";
  EXPECT_EQ(first(), "3-0");
  EXPECT_EQ(ask()->gone, 1);
  EXPECT_EQ(first(), "4-0");
  EXPECT_EQ(ask()->gone, 0);
}

}  // namespace
}  // namespace scrutin::actors
