#include "tests/simulation/world.hpp"

#include <gmock/gmock.h>

namespace scrutin::simulation {
namespace {

constexpr std::size_t steps = 120;

/// What the judge finds first in that many schedules; nothing where it finds nothing.
std::string finds(mechanisms on, std::uint64_t schedules, const std::string& what = "") {
  world home{on};
  for (std::uint64_t seed = 1; seed <= schedules; ++seed) {
    if (const auto wrong = home.run(make_schedule(seed, steps)); wrong && wrong->starts_with(what)) return *wrong;
  }
  return {};
}

TEST(World, HoldsUnderFaults) {
  world home;
  world::figures all;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto wrong = home.run(make_schedule(seed, steps));
    ASSERT_FALSE(wrong) << "seed " << seed << ": " << *wrong;
    const auto& one = home.last();
    all.ballots += one.ballots;
    all.recorded += one.recorded;
    all.told += one.told;
    all.destroyed += one.destroyed;
    all.token += one.token;
    all.sequence += one.sequence;
  }
  // It did something, most of what was recorded came through, and the voters of most of it know.
  EXPECT_GT(all.ballots, 1200U);
  EXPECT_GT(all.recorded, all.ballots / 6);
  EXPECT_GT(all.told, all.recorded / 2);
  EXPECT_LT(all.destroyed, all.recorded / 3);
  EXPECT_GT(all.token, 450);
  EXPECT_GT(all.sequence, 200);
}

TEST(World, IsTheSameForTheSameSchedule) {
  world one;
  world other;
  other.run(make_schedule(99, steps));  // what went before does not matter
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    one.run(make_schedule(seed, steps));
    other.run(make_schedule(seed, steps));
    EXPECT_EQ(one.last(), other.last());
  }
}

// Of `a`: to which process a step goes.
constexpr std::uint8_t worker_0 = 0;
constexpr std::uint8_t worker_1 = 1;
constexpr std::uint8_t vote_0 = 2;
constexpr std::uint8_t vote_1 = 3;

// Of `a`: voter v0, and by way of which of them.
constexpr std::uint8_t v0_at_0 = 0;
constexpr std::uint8_t v1_at_0 = 1;
constexpr std::uint8_t v0_at_1 = 3;

// Of `b`: all that can move.
constexpr std::uint8_t far = 15;

// Found by a million schedules: the reply that there is no group came while the lease was given back, and undid that.
TEST(World, LetsAWorkerEndThatFindsNoGroupMeanwhile) {
  using kind = step::kind;
  world home;
  const auto wrong = home.run({{kind::pg_runs, worker_1, 0},
                               {kind::pass, 0, 11},
                               {kind::pass, 0, 9},
                               {kind::pg_replies, worker_1, 0},
                               {kind::scrawl, 0, 0},
                               {kind::pg_runs, worker_0, 0},
                               {kind::pg_replies, worker_0, 0},
                               {kind::drain, worker_1, 0},
                               {kind::drain, worker_0, 0}});
  EXPECT_FALSE(wrong) << *wrong;
}

// Found by the first thousand with vote processes that reload: a second unknown offer came while the first was asked
// for, and its ballot was judged by what had not been asked.
TEST(World, AsksForEachOfferBeforeItsBallotIsJudged) {
  using kind = step::kind;
  world home;
  const auto wrong = home.run({{kind::redis_runs, worker_0, 0},
                               {kind::flow, worker_1, 6},
                               {kind::reload_vote, 1, 2},
                               {kind::vote, 130, 238},
                               {kind::flow, vote_1, far},
                               {kind::redis_runs, worker_1, 0},
                               {kind::vote, 75, 19},
                               {kind::flow, vote_1, far}});
  EXPECT_FALSE(wrong) << *wrong;
}

// A worker's batch is on its way when its connection ends and Redis loses everything; it arrives when the voter has
// voted anew by way of the other worker. Random schedules find that too, but seldom.
schedule late_batch() {
  using kind = step::kind;
  constexpr std::uint8_t a = 0;
  constexpr std::uint8_t b = 1;
  schedule steps{{kind::pass, 0, 1}};
  const auto repeat = [&steps](int times, std::initializer_list<step> some) {
    for (int i = 0; i < times; ++i) steps.insert(steps.end(), some);
  };
  repeat(3, {{kind::pg_runs, worker_0, 0}, {kind::pg_replies, worker_0, 0}});  // the lease, the options, the position
  repeat(1, {{kind::vote, v0_at_0, a}, {kind::flow, vote_0, far}});
  repeat(8, {{kind::redis_runs, worker_0, 0}, {kind::redis_replies, worker_0, 0}});
  repeat(1, {{kind::cut_pg, worker_0, 0}, {kind::kill, worker_0, 0}, {kind::redis_wiped, 0, 0}, {kind::pass, 0, 29}});
  repeat(1, {{kind::connect_redis, worker_1, 0}, {kind::connect_redis, vote_0, 0}});
  repeat(3, {{kind::flow, vote_0, far}});
  repeat(1, {{kind::vote, v0_at_0, b}, {kind::flow, vote_0, far}});
  repeat(8, {{kind::flow, worker_1, far}, {kind::pass, 0, 4}});
  steps.push_back({kind::late_pg, 0, 0});
  return steps;
}

TEST(World, NeedsTheLease) {
  world with;
  const auto wrong = with.run(late_batch());
  EXPECT_FALSE(wrong) << *wrong;
  EXPECT_EQ(with.last().destroyed, 1U) << "the batch was not under way";
  world without{{.lease = false}};
  EXPECT_THAT(without.run(late_batch()).value_or("nothing is wrong"), ::testing::StartsWith("misordered"));
}

// A ballot is on its way when its connection ends; its voter is told that nobody knows, votes anew by way of another
// process, and is told that this is recorded. Then the first one arrives.
TEST(World, NeedsTheDeadline) {
  using kind = step::kind;
  const schedule late_ballot{{kind::vote, v0_at_0, 0}, {kind::cut_redis, vote_0, 0}, {kind::pass, 0, 29},
                             {kind::vote, v0_at_1, 1}, {kind::flow, vote_1, far},    {kind::late_redis, 0, 0}};
  world with;
  const auto wrong = with.run(late_ballot);
  EXPECT_FALSE(wrong) << *wrong;
  EXPECT_EQ(with.last().ballots, 2U);
  EXPECT_EQ(with.last().recorded, 1U);
  EXPECT_EQ(with.last().told, 1U);
  world without{{.deadline = false}};
  EXPECT_THAT(without.run(late_ballot).value_or("nothing is wrong"), ::testing::StartsWith("misordered"));
}

// Its answer is lost with its process. Its voter sends it again, and it counts once.
TEST(World, CountsABallotOnceThatIsSentAgainUnderItsUid) {
  using kind = step::kind;
  schedule steps{{kind::vote, v0_at_0, 0}};
  for (int i = 0; i < 3; ++i) steps.push_back({kind::redis_runs, vote_0, 0});
  steps.insert(steps.end(), {{kind::flow, vote_0, 2}, {kind::kill, vote_0, 0}, {kind::vote_again, 1, 0}});
  steps.push_back({kind::flow, vote_1, far});
  world home;
  const auto wrong = home.run(steps);
  EXPECT_FALSE(wrong) << *wrong;
  EXPECT_EQ(home.last().ballots, 1U);
  EXPECT_EQ(home.last().told, 1U);
  EXPECT_EQ(home.last().sequence, 1);
}

// The worker that holds the partition comes to a replica, again and again: it must leave the partition to the other
// one.
TEST(World, PassesThePartitionToTheWorkerWhoseRedisTakesWrites) {
  using kind = step::kind;
  schedule steps{{kind::flow, worker_0, far}};
  for (int i = 0; i < 8; ++i) steps.insert(steps.end(), {{kind::flow, worker_0, far}, {kind::pass, 0, 4}});
  steps.insert(
      steps.end(),
      {{kind::demote, worker_0, 1}, {kind::vote, v0_at_0, 0}, {kind::vote, v1_at_0, 1}, {kind::flow, vote_0, far}});
  world home;
  const auto wrong = home.run(steps);
  EXPECT_FALSE(wrong) << *wrong;
  EXPECT_EQ(home.last().told, 2U);
}

TEST(World, TakesNoVoteWhileRedisIsAReplicaAndKeepsWhatWasThere) {
  using kind = step::kind;
  world home;
  const auto wrong = home.run({{kind::vote, v0_at_0, 0},
                               {kind::flow, vote_0, far},
                               {kind::demote, worker_0, 0},
                               {kind::vote, v1_at_0, 1},
                               {kind::flow, vote_0, far},
                               {kind::flow, worker_0, far}});
  EXPECT_FALSE(wrong) << *wrong;
  EXPECT_EQ(home.last().ballots, 2U);
  EXPECT_EQ(home.last().told, 1U);
  EXPECT_EQ(home.last().recorded, 1U);
}

// PostgreSQL's disk is full when the batch of a single vote comes. Random schedules have that too, but seldom.
TEST(World, KeepsAVoteThatTheServerCannotTakeNow) {
  using kind = step::kind;
  schedule steps{{kind::pass, 0, 1}};
  const auto repeat = [&steps](int times, std::initializer_list<step> some) {
    for (int i = 0; i < times; ++i) steps.insert(steps.end(), some);
  };
  repeat(3, {{kind::pg_runs, worker_0, 0}, {kind::pg_replies, worker_0, 0}});
  repeat(1, {{kind::vote, v0_at_0, 0}, {kind::flow, vote_0, far}});
  repeat(8, {{kind::redis_runs, worker_0, 0}, {kind::redis_replies, worker_0, 0}});
  repeat(1, {{kind::pg_refuses, worker_0, 0}, {kind::pg_replies, worker_0, 0}});
  world home;
  const auto wrong = home.run(steps);
  EXPECT_FALSE(wrong) << *wrong;
  EXPECT_EQ(home.last().recorded, 1U);
}

// A standby takes over that lacks two votes which were told to be recorded, and which Redis could have forgotten.
TEST(World, NeedsToKeepWhatIsApplied) {
  using kind = step::kind;
  schedule steps{{kind::flow, worker_0, far}, {kind::pg_saved, 0, 0}};
  const auto repeat = [&steps](int times, std::initializer_list<step> some) {
    for (int i = 0; i < times; ++i) steps.insert(steps.end(), some);
  };
  repeat(1, {{kind::vote, v0_at_0, 0}, {kind::flow, vote_0, far}});
  repeat(1, {{kind::vote, v1_at_0, 1}, {kind::flow, vote_0, far}});
  repeat(8, {{kind::flow, worker_0, far}, {kind::pass, 0, 4}});
  repeat(1, {{kind::pg_back, 0, 0}});
  world with;
  const auto wrong = with.run(steps);
  EXPECT_FALSE(wrong) << *wrong;
  EXPECT_EQ(with.last().told, 2U);
  world without{{.keep = false}};
  EXPECT_THAT(without.run(steps).value_or("nothing is wrong"), ::testing::StartsWith("lost"));
}

// A crash between a batch's commit and the burial of what in it is no vote.
TEST(World, BuriesWhatACrashLeftBeforeThePosition) {
  using kind = step::kind;
  schedule steps{{kind::flow, worker_0, far}};
  const auto repeat = [&steps](int times, std::initializer_list<step> some) {
    for (int i = 0; i < times; ++i) steps.insert(steps.end(), some);
  };
  repeat(4, {{kind::redis_runs, worker_0, 0}, {kind::redis_replies, worker_0, 0}});
  repeat(1, {{kind::pause, worker_0, 0}, {kind::scrawl, 0, 0}, {kind::vote, v0_at_0, 0}, {kind::flow, vote_0, far}});
  repeat(1, {{kind::resume, worker_0, 0}});
  repeat(2, {{kind::redis_runs, worker_0, 0}, {kind::redis_replies, worker_0, 0}});
  repeat(1, {{kind::pg_runs, worker_0, 0}, {kind::pg_replies, worker_0, 0}, {kind::kill, worker_0, 0}});
  world home;
  const auto wrong = home.run(steps);
  EXPECT_FALSE(wrong) << *wrong;
  EXPECT_EQ(home.last().told, 1U);
}

// What CI's 20,000 schedules would find, and these far fewer do.
TEST(World, NeedsTheLedger) { EXPECT_NE(finds({.ledger = false}, 500), ""); }
TEST(World, NeedsTheMemory) { EXPECT_NE(finds({.memory = false}, 500), ""); }
TEST(World, NeedsTheOffers) { EXPECT_NE(finds({.offers = false}, 500), ""); }
TEST(World, NeedsTheHalving) { EXPECT_NE(finds({.halving = false}, 500), ""); }
TEST(World, NeedsTheMark) { EXPECT_NE(finds({.mark = false}, 1000), ""); }
TEST(World, FindsAMisorderedVoteWithoutTheDeadline) { EXPECT_NE(finds({.deadline = false}, 1000, "misordered"), ""); }

}  // namespace
}  // namespace scrutin::simulation
