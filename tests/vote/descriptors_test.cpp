// A vote process that has few descriptors or cores, or leaves to have more.
#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/eventually.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/number_in.hpp"
#include "tests/support/raw_connection.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;

class VoteDescriptors : public ::testing::Test {
protected:
  test::service::variables with_loops(const std::string& loops) {
    return {{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_VOTE_WORKERS", loops}};
  }

  static std::size_t opened_by(test::service& vote) {
    const std::filesystem::directory_iterator all{"/proc/" + std::to_string(vote.process().pid()) + "/fd"};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  /// What its log says: "vote serves 120 connections at most, on 4 event loops".
  static std::size_t served_by(test::service& vote) {
    return test::number_in(vote.process().log_text(), "vote serves ", " connections").value_or(0);
  }

  test::redis_server redis;
};

TEST_F(VoteDescriptors, ClientsTakeNoneFromProbesNorFromRedis) {
  constexpr std::size_t limit = 256;
  test::service vote{"vote", with_loops("16"), {}, test::descriptor_limits{limit, limit}};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  std::vector<std::unique_ptr<test::raw_connection>> crowd;
  for (int i = 0; i < 320; ++i) {
    // Of one address not all places may be.
    crowd.push_back(std::make_unique<test::raw_connection>(vote.port(), i % 2 == 0 ? "127.0.0.1" : "127.0.0.2"));
    crowd.back()->say("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n");  // and then they keep the connection
  }
  const auto heard = [](auto& one) { return one->heard().find("HTTP/1.1 404 ") != std::string::npos; };
  const auto gone = [](auto& one) { return (one->heard(), one->over()); };
  ASSERT_TRUE(
      test::eventually([&] { return std::ranges::all_of(crowd, [&](auto& one) { return heard(one) || gone(one); }); }));
  const auto inside = [&](auto& one) { return heard(one) && !gone(one); };
  const auto served = served_by(vote);  // by all loops together, however the kernel spread them
  EXPECT_GE(served, 60U);
  EXPECT_GT(static_cast<std::size_t>(std::ranges::count_if(crowd, heard)), served)
      << "who waits gives way to who comes";
  const auto all_places_taken = [&] {
    return static_cast<std::size_t>(std::ranges::count_if(crowd, inside)) == served;
  };
  EXPECT_TRUE(test::eventually(all_places_taken)) << std::ranges::count_if(crowd, inside) << " of " << served;

  redis.kill();
  EXPECT_TRUE(vote.becomes_unready(5s)) << vote.process().log_tail();
  redis.start();
  EXPECT_TRUE(vote.becomes_ready()) << vote.readiness().body << vote.process().log_tail();
  EXPECT_TRUE(all_places_taken());
  EXPECT_LE(opened_by(vote), limit);

  // Whoever goes makes room for another, at whichever loop that is.
  crowd.erase(std::ranges::find_if(crowd, inside));
  EXPECT_TRUE(test::eventually([&] { return test::ask(vote.port(), "GET", "/livez").status == 404; }));
}

TEST_F(VoteDescriptors, KeepsBackAsManyAsItNeeds) {
  for (const std::size_t loops : {1U, 8U}) {
    constexpr std::size_t limit = 200;
    test::service vote{"vote", with_loops(std::to_string(loops)), {}, test::descriptor_limits{limit, limit}};
    ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
    const auto served = served_by(vote);
    ASSERT_GT(served, 0U) << vote.process().log_text();
    const std::size_t unused = 16 + 3 * loops;  // by probes; by refusals and the look-up of a name
    EXPECT_LE(opened_by(vote) + unused, limit - served) << loops << " loops";
    EXPECT_GE(opened_by(vote) + unused + 8, limit - served) << loops << " loops: more than a few are wasted";
  }
}

TEST_F(VoteDescriptors, RaisesTheSoftLimitToTheHardOne) {
  test::service vote{"vote", with_loops("2"), {}, test::descriptor_limits{128, 4096}};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_GT(served_by(vote), 4000U);
  EXPECT_LT(served_by(vote), 4096U);
}

TEST_F(VoteDescriptors, HasFewerLoopsWhereTheLimitIsTooLow) {
  test::service vote{"vote", with_loops("64"), {}, test::descriptor_limits{128, 128}};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_TRUE(
      test::number_in(vote.process().log_text(), "vote has ", " event loops and not 64: the descriptor limit of 128"))
      << vote.process().log_text();
  EXPECT_GE(served_by(vote), 16U);
}

TEST_F(VoteDescriptors, SaysWhereItCannotServeMaxConnections) {
  auto settings = with_loops("1");
  settings.emplace_back("SCRUTIN_VOTE_MAX_CONNECTIONS", "500");
  test::service vote{"vote", settings, {}, test::descriptor_limits{256, 256}};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_NE(vote.process().log_text().find("vote cannot serve the 500 of max_connections: the descriptor limit of 256"),
            std::string::npos)
      << vote.process().log_text();
}

TEST_F(VoteDescriptors, RefusesToStartWhereNotOneLoopCanWork) {
  test::service vote{"vote", with_loops("4"), {}, test::descriptor_limits{40, 40}};
  EXPECT_EQ(vote.process().wait(10s), std::optional{2});
  EXPECT_NE(vote.process().log_text().find("vote: cannot start: the descriptor limit of 40 (ulimit -n) is too low"),
            std::string::npos)
      << vote.process().log_text();
}

// The number that counts is that of the cores it may use, not of those that there are.
TEST_F(VoteDescriptors, HasALoopForEachCoreThatItMayUse) {
  cpu_set_t before;
  ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
  if (CPU_COUNT(&before) < 2) GTEST_SKIP() << "this machine lets the tests use one core alone";
  int first = 0;
  while (!CPU_ISSET(first, &before)) ++first;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
  test::service vote{"vote", with_loops("0")};
  EXPECT_EQ(::sched_setaffinity(0, sizeof before, &before), 0);
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_NE(vote.process().log_text().find(" on 1 event loop\n"), std::string::npos) << vote.process().log_text();
}

}  // namespace
}  // namespace scrutin
