// The end of a vote process with many loops, seen by those who vote meanwhile.
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/eventually.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/raw_connection.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;

class VoteDrain : public ::testing::Test {
protected:
  // Spread over eight loops by chance: one in three million times one of them gets none.
  static constexpr int voters = 120;

  test::service::variables with_timeout(const std::string& milliseconds) {
    return {
        {"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_REDIS_TIMEOUT_MS", milliseconds}, {"SCRUTIN_VOTE_WORKERS", "8"}};
  }

  static bool has_connections(const test::service& vote, int n) {
    return test::eventually([&] {
      return test::ask(vote.admin(), "GET", "/metrics")
                 .body.find("scrutin_http_connections{listener=\"public\"} " + std::to_string(n) + "\n") !=
             std::string::npos;
    });
  }

  /// Votes on connections of their own. How many of those anyone took.
  int cast(const test::service& vote) {
    int taken = 0;
    for (int i = 0; i < voters; ++i) {
      auto one = std::make_unique<test::raw_connection>(vote.port());
      if (!one->connected()) continue;
      ++taken;
      one->say("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(vote.port()) +
               "\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n"
               "Content-Length: 6\r\n\r\nvote=a");
      crowd.push_back(std::move(one));
    }
    return taken;
  }

  /// How many of them got an answer with these words.
  int told(const std::string& words) {
    int all = 0;
    for (auto& one : crowd) all += one->last_words().find(words) != std::string::npos ? 1 : 0;
    return all;
  }

  int stored() const {
    int all = 0;
    for (int partition = 0; partition < 4; ++partition) {
      all += std::stoi(redis.ask("XLEN votes:" + std::to_string(partition)).substr(1));
    }
    return all;
  }

  test::redis_server redis;
  std::vector<std::unique_ptr<test::raw_connection>> crowd;
};

TEST_F(VoteDrain, AnswersTheVotesOfAllLoopsThoughRedisDoesNot) {
  test::service vote{"vote", with_timeout("2000")};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  redis.pause();
  ASSERT_EQ(cast(vote), voters);
  ASSERT_TRUE(has_connections(vote, voters));
  vote.process().signal(SIGTERM);
  int all = voters;
  // No loop takes what it would have no time for, while another one still waits.
  for (int wave = 0; wave < 3; ++wave) {
    std::this_thread::sleep_for(1s);
    all += cast(vote);
  }
  EXPECT_EQ(told("\"recorded\":null"), all);
  EXPECT_EQ(vote.process().wait(10s), std::optional{0}) << vote.process().log_tail();
  redis.resume();
}

// Its voters are told the truth when there is no more time, be it that nobody knows.
TEST_F(VoteDrain, AnswersInTimeWhereRedisMayTakeLonger) {
  test::service vote{"vote", with_timeout("60000")};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  redis.pause();
  ASSERT_EQ(cast(vote), voters);
  ASSERT_TRUE(has_connections(vote, voters));
  vote.process().signal(SIGTERM);
  EXPECT_EQ(told("\"recorded\":null"), voters);
  EXPECT_EQ(vote.process().wait(10s), std::optional{0}) << vote.process().log_tail();
  redis.resume();
}

TEST_F(VoteDrain, RecordsWhatASlowRedisTakesMeanwhile) {
  test::service vote{"vote", with_timeout("20000")};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  redis.pause();
  ASSERT_EQ(cast(vote), voters);
  ASSERT_TRUE(has_connections(vote, voters));
  vote.process().signal(SIGTERM);
  std::this_thread::sleep_for(1s);
  redis.resume();
  EXPECT_EQ(told("\"recorded\":true"), voters);
  EXPECT_EQ(stored(), voters);
  EXPECT_EQ(vote.process().wait(10s), std::optional{0}) << vote.process().log_tail();
}

TEST_F(VoteDrain, WaitsForNobodyWhoIsSilent) {
  test::service vote{"vote", with_timeout("2000")};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  for (int i = 0; i < 40; ++i) {
    crowd.push_back(std::make_unique<test::raw_connection>(vote.port()));
    if (i % 4 == 1) crowd.back()->say("POST / HTTP/1.1\r\nHost:");
    if (i % 4 == 2) crowd.back()->say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nvote");
    if (i % 4 == 3) crowd.back()->say("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  ASSERT_TRUE(has_connections(vote, 40));
  test::raw_connection probe{vote.admin()};  // says nothing either
  vote.process().signal(SIGTERM);
  EXPECT_EQ(vote.process().wait(10s), std::optional{0}) << vote.process().log_tail();
  EXPECT_EQ(told("HTTP/1.1 408 "), 20);  // what had begun is told that it came too late
}

}  // namespace
}  // namespace scrutin
