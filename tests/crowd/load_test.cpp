// A small crowd before the real three processes.
#include "crowd/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "crowd/survey.hpp"
#include "crowd/trust.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin::crowd {
namespace {

using testing::HasSubstr;

class Load : public ::testing::Test {
protected:
  void SetUp() override {
    const auto file = folder.path() / "polls.toml";
    std::ofstream{file} << polls;
    const test::service::variables settings{{"SCRUTIN_REDIS_URL", redis.url()},
                                            {"SCRUTIN_POSTGRES_URL", postgres.create_database()},
                                            {"SCRUTIN_CONFIG", file.string()}};
    worker.emplace("worker", settings);
    ASSERT_TRUE(worker->becomes_ready()) << worker->process().log_tail();
    result.emplace("result", settings);
    ASSERT_TRUE(result->becomes_ready()) << result->process().log_tail();
    auto of_vote = settings;
    of_vote.emplace_back("SCRUTIN_VOTE_RESULT_URL", "http://127.0.0.1:" + std::to_string(result->port()));
    vote.emplace("vote", of_vote);
    ASSERT_TRUE(vote->becomes_ready()) << vote->process().log_tail();
  }

  plan asking(const std::string& poll) const {
    plan made;
    made.vote = site::parse("http://127.0.0.1:" + std::to_string(vote->port())).value();
    made.poll.id = poll;
    made.people = 40;
    made.arrive = plan::seconds(0.3);
    made.think = plan::seconds(0.2);
    made.change = 0.5;
    made.threads = 2;
    return made;
  }

  static constexpr const char* polls = R"(
[[poll]]
id = "pets"
question = "Cats or dogs?"
options = [{ id = "a", label = "Cats" }, { id = "b", label = "Dogs" }]
[[poll]]
id = "team"
question = "Who?"
min = 2
max = 3
options = [{ id = "a", label = "A" }, { id = "b", label = "B" }, { id = "c", label = "C" }]
[[poll]]
id = "final"
question = "Once?"
change = false
options = [{ id = "a", label = "A" }, { id = "b", label = "B" }]
[[poll]]
id = "over"
question = "Over?"
closes = 2026-01-01T00:00:00Z
options = [{ id = "a", label = "A" }, { id = "b", label = "B" }]
[[poll]]
id = "paced"
question = "Slowly?"
integrity = "paced"
options = [{ id = "a", label = "A" }, { id = "b", label = "B" }]
[[poll]]
id = "hidden"
question = "Hidden?"
results = "hidden"
options = [{ id = "a", label = "A" }, { id = "b", label = "B" }]
)";

  test::temp_directory folder{"scrutin-crowd"};
  test::redis_server redis;
  test::postgres_server postgres;
  std::optional<test::service> worker;
  std::optional<test::service> result;
  std::optional<test::service> vote;
  asio::ssl::context trust = make_trust("").value();
  progress quiet{false};
};

TEST_F(Load, IsRecordedCountedAndShown) {
  auto asked = asking("pets");
  asked.sockets = 3;
  asked.events = 2;
  ASSERT_TRUE(survey(asked, trust));
  EXPECT_EQ(asked.poll.options, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(asked.result.port, std::to_string(result->port()));
  EXPECT_FALSE(asked.assets.empty());
  const auto seen = run(asked, trust, quiet);
  ASSERT_TRUE(seen) << seen.error().what;
  const auto& all = (*seen)->seen;
  EXPECT_EQ(all.came, 40U);
  EXPECT_EQ(all.pages, 40U);
  EXPECT_EQ(all.page.count(), 40U);
  EXPECT_EQ(all.asset.count(), 40U * asked.assets.size());
  EXPECT_GT(all.changes, 5U);
  EXPECT_EQ(all.recorded, 40U + all.changes);
  EXPECT_EQ(all.vote.count(), all.recorded);
  EXPECT_GT(all.counted.count(), 0U);
  EXPECT_GT(all.frames, 0U);
  EXPECT_GT(all.screen.count(), 0U);
  EXPECT_TRUE(all.mishaps().empty()) << all.mishaps().begin()->first;
  const auto& told = (*seen)->told;
  EXPECT_TRUE(told.kept());
  EXPECT_EQ(told.acknowledged, all.recorded);
  EXPECT_EQ(told.counted, 40U);
  EXPECT_EQ(told.replaced, all.changes);
  EXPECT_EQ(told.more(), 0);

  // The same people again are others: the run has keys and cookies of its own.
  const auto again = run(asked, trust, quiet);
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_TRUE((*again)->told.kept());
  EXPECT_EQ((*again)->told.more(), 0);
}

TEST_F(Load, LetsViewersGatherBeforeThePeopleCome) {
  auto asked = asking("pets");
  asked.change = 0;
  asked.sockets = 20;
  asked.gather = plan::seconds(1);
  ASSERT_TRUE(survey(asked, trust));
  const auto seen = run(asked, trust, quiet);
  ASSERT_TRUE(seen) << seen.error().what;
  // Each vote on each screen; on a busy machine the last frames may come when nobody looks any more.
  EXPECT_GE((*seen)->seen.screen.count(), 20U * 35U);
  EXPECT_LE((*seen)->seen.screen.count(), 20U * 40U);
  EXPECT_GT((*seen)->took, plan::seconds(1));
}

TEST_F(Load, KeepsToThePollsTerms) {
  for (const auto* poll : {"team", "final", "hidden"}) {
    auto asked = asking(poll);
    asked.keep_alive = false;
    // Where nobody may see results, no page says where they are.
    asked.result = site::parse("http://127.0.0.1:" + std::to_string(result->port())).value();
    ASSERT_TRUE(survey(asked, trust)) << poll;
    const auto seen = run(asked, trust, quiet);
    ASSERT_TRUE(seen) << seen.error().what;
    EXPECT_TRUE((*seen)->told.kept()) << poll;
    EXPECT_EQ((*seen)->told.counted, 40U) << poll;
    EXPECT_EQ((*seen)->told.tallied, std::string(poll) != "hidden");
    EXPECT_EQ((*seen)->seen.refused, 0U) << poll;
    EXPECT_EQ((*seen)->seen.changes == 0, std::string(poll) == "final");
  }
}

TEST_F(Load, IsOneCrowdInSeveralShares) {
  auto sum = verdict{};
  for (const unsigned share : {1U, 2U, 3U}) {
    auto asked = asking("pets");
    asked.share = share;
    asked.shares = 3;
    ASSERT_TRUE(survey(asked, trust));
    const auto seen = run(asked, trust, quiet);
    ASSERT_TRUE(seen) << seen.error().what;
    EXPECT_EQ((*seen)->seen.came, share == 1 ? 14U : 13U);
    sum.add((*seen)->told);
  }
  EXPECT_EQ(sum.counted, 40U);
  EXPECT_TRUE(sum.kept());
  EXPECT_EQ(sum.more(), 0);
}

// What the verdict is there for.
TEST_F(Load, FindsVotesThatWereRecordedAndNeverCounted) {
  worker->process().signal(SIGSTOP);
  auto asked = asking("pets");
  asked.change = 0;
  asked.settle = plan::seconds(0.5);
  ASSERT_TRUE(survey(asked, trust));
  const auto seen = run(asked, trust, quiet);
  worker->process().signal(SIGCONT);
  ASSERT_TRUE(seen) << seen.error().what;
  const auto& told = (*seen)->told;
  EXPECT_FALSE(told.kept());
  EXPECT_EQ(told.acknowledged, 40U);
  EXPECT_EQ(told.counted, 0U);
  EXPECT_EQ(told.missing(), 40);
  ASSERT_EQ(told.wrongs.size(), 40U);
  EXPECT_EQ(told.wrongs.front().why, "is waiting and must be counted");
}

TEST_F(Load, TellsVotesOfWhichNobodyKnows) {
  auto asked = asking("pets");
  asked.people = 4;
  asked.settle = plan::seconds(0.5);
  ASSERT_TRUE(survey(asked, trust));
  asked.assets.clear();
  asked.patience = plan::seconds(0.4);
  asked.think = plan::seconds(4);
  std::thread pauser{[&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(1800));
    vote->process().signal(SIGSTOP);
  }};
  const auto seen = run(asked, trust, quiet);
  pauser.join();
  vote->process().signal(SIGCONT);
  ASSERT_TRUE(seen) << seen.error().what;
  EXPECT_EQ((*seen)->seen.unanswered, 4U);
  EXPECT_EQ((*seen)->told.unsure, 4U);
  EXPECT_TRUE((*seen)->told.kept()) << "nothing was promised";
  EXPECT_GT((*seen)->seen.mishaps().at("a vote: no answer in time"), 0U);
}

// What was sent before the process stood still takes effect once it goes on; so does what was sent again meanwhile.
TEST_F(Load, SendsAVoteThatGotNoAnswerAgainAsTheSameVote) {
  auto asked = asking("pets");
  asked.arrive = plan::seconds(0.2);
  asked.think = plan::seconds(1);
  asked.change = 0;
  ASSERT_TRUE(survey(asked, trust));
  asked.patience = plan::seconds(0.3);
  asked.assets.clear();
  std::thread pauser{[&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(900));
    vote->process().signal(SIGSTOP);
    std::this_thread::sleep_for(std::chrono::milliseconds(800));
    vote->process().signal(SIGCONT);
  }};
  const auto seen = run(asked, trust, quiet);
  pauser.join();
  ASSERT_TRUE(seen) << seen.error().what;
  EXPECT_GT((*seen)->seen.retries, 0U);
  EXPECT_EQ((*seen)->seen.recorded, 40U);
  EXPECT_TRUE((*seen)->told.kept());
  EXPECT_EQ((*seen)->told.more(), 0) << "a vote was counted twice";
}

TEST_F(Load, SaysWhyItDoesNotBegin) {
  const auto why = [&](plan asked) {
    const auto found = survey(asked, trust);
    return found ? "nothing" : found.error().what;
  };
  EXPECT_THAT(why(asking("nowhere")), HasSubstr("there is no such poll"));
  EXPECT_THAT(why(asking("over")), HasSubstr("is not open now: its phase is \"closed\""));
  EXPECT_THAT(why(asking("paced")), HasSubstr("has integrity = \"paced\", so it would refuse most of a crowd"));
  auto elsewhere = asking("pets");
  elsewhere.vote = site::parse("http://127.0.0.1:1").value();
  EXPECT_THAT(why(elsewhere), HasSubstr("http://127.0.0.1:1/api/polls/pets: no connection: Connection refused"));
}

}  // namespace
}  // namespace scrutin::crowd
