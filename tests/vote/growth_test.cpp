// What a vote process keeps of those who came and went, and vote and worker process of the votes: nothing.
//
// TEST_VISITS=20000 makes ten times as many visits, and votes.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/support/eventually.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/visits.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;
using test::visit;

constexpr double most = 100;  // bytes a visit

class VoteGrowth : public ::testing::TestWithParam<visit> {
protected:
  test::redis_server redis;
};

class VotesGrowth : public ::testing::Test {
protected:
  test::redis_server redis;
};

TEST_P(VoteGrowth, KeepsNothingOfWhoCameAndWent) {
  test::service vote{"vote", {{"SCRUTIN_REDIS_URL", redis.url()}}};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  // Each of these waits for seconds, and so many at a time are all that descriptors allow.
  const auto many = GetParam() == visit::silent ? test::visits() / 4 : test::visits();
  const auto kept =
      test::growth(vote.admin(), many, [&](std::size_t some) { test::come_and_go(vote.port(), GetParam(), some); });
  RecordProperty("bytes_a_visit", std::to_string(kept));
  EXPECT_LT(kept, most);
}

INSTANTIATE_TEST_SUITE_P(Visits, VoteGrowth, ::testing::Values(visit::page, visit::at_once, visit::cut, visit::silent),
                         [](const auto& info) { return std::string(test::to_string(info.param)); });

TEST_F(VotesGrowth, KeepNothingOnceTheyAreRecordedAndSynced) {
  const test::service::variables at_servers{
      {"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_POSTGRES_URL", test::postgres_server::shared().create_database()}};
  test::service worker{"worker", at_servers};
  test::service vote{"vote", at_servers};
  ASSERT_TRUE(worker.becomes_ready() && vote.becomes_ready());
  const auto votes = 5 * test::visits();
  double cast = 0;
  double of_worker = 0;
  const auto of_vote = test::growth(vote.admin(), votes, [&](std::size_t some) {
    test::cast_votes(vote.port(), some);
    cast += static_cast<double>(some);
    const auto synced = [&] { return test::metric(worker.admin(), "scrutin_ballots_applied_total") >= cast; };
    EXPECT_TRUE(test::eventually(synced, 60s));
    of_worker = test::metric(worker.admin(), "scrutin_heap_bytes") - of_worker;  // in the end: the second by the first
  });
  RecordProperty("bytes_a_vote_in_vote", std::to_string(of_vote));
  RecordProperty("bytes_a_vote_in_worker", std::to_string(of_worker / static_cast<double>(votes)));
  EXPECT_LT(of_vote, most / 5);
  EXPECT_LT(of_worker / static_cast<double>(votes), most / 5);
}

}  // namespace
}  // namespace scrutin
