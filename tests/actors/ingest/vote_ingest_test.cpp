#include "actors/ingest/vote_ingest.hpp"

#include <caf/send.hpp>
#include <map>

#include "actors/ingest/timed_append.hpp"
#include "tests/actors/ingest/vote_ingest_fixture.hpp"
#include "tests/actors/scripted_redis.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

constexpr auto timeout = 300ms;

class VoteIngest : public VoteIngestBase {
protected:
  VoteIngest() : VoteIngestBase(timeout) {}
  ~VoteIngest() override { lose(); }

  void connect(scripted_redis& server) {
    connection = home.spawn<scripted_redis_connection>(&server);
    caf::anon_send(ingest, sibling<redis_connection_actor>{connection, 0});
    turn();
  }

  /// The connection ends, and the supervisor says so.
  void lose() {
    if (!connection) return;
    caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
    connection = nullptr;
    turn();
    caf::anon_send(ingest, sibling<redis_connection_actor>{});
    turn();
  }

  scripted_redis redis;
  redis_connection_actor connection;
};

TEST_F(VoteIngest, SendsTheBallotsOfATurnByOneCallInTheirOrderAndAnswersEach) {
  connect(redis);
  const std::vector<ballot> all{cast("a"), cast("b"), cast("c", "v2"), cast("d")};
  for (const auto& one : all) vote(one);
  turn();
  ASSERT_EQ(redis.calls.size(), 1U);
  EXPECT_EQ(redis.calls[0].words[0], "EVALSHA");
  EXPECT_EQ(redis.calls[0].words[1], "digest");
  ASSERT_EQ(redis.entries.size(), 4U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(redis.entries[i].uid, all[i].id.to_string());
    EXPECT_EQ(redis.entries[i].choice, all[i].choice);
    EXPECT_EQ(redis.entries[i].stream, stream_name(partition_of(all[i].voter, 4)));
    EXPECT_EQ(answers[i].text, all[i].id.to_string());
    EXPECT_EQ(answers[i].times, 1);
  }
}

TEST_F(VoteIngest, MakesAnOfferKnownBeforeTheFirstBallotThatPointsToIt) {
  redis.knows_all = false;
  connect(redis);
  const auto once = terms("once", true);
  const std::vector<std::size_t> all{vote(cast("a")), vote(cast("b"), once), vote(cast("c", "v2"))};
  turn();
  for (const auto which : all) EXPECT_EQ(answers[which].times, 1) << answers[which].text;
  EXPECT_EQ(redis.offers, (std::set<std::string>{terms("default")->digest, once->digest}));
  ASSERT_EQ(redis.entries.size(), 3U);
  for (const auto& one : redis.entries)
    EXPECT_EQ(one.offer, one.choice == "b" ? once->digest : terms("default")->digest);
  EXPECT_EQ(metrics->published->Value(), 2);
  vote(cast("a", "v3"));
  turn();
  EXPECT_EQ(redis.entries.size(), 4U);
  EXPECT_EQ(metrics->published->Value(), 2) << "it is known by now";
}

TEST_F(VoteIngest, RefusesAVoteWhoseOfferRedisDoesNotTake) {
  redis.knows_all = false;
  redis.refuses_offers = "OOM command not allowed";
  connect(redis);
  vote(cast("a"));
  turn();
  EXPECT_EQ(answers[0].text, "error 3: OOM command not allowed");
  EXPECT_TRUE(redis.entries.empty());
  redis.refuses_offers.clear();
  vote(cast("b"));
  turn();
  EXPECT_EQ(redis.entries.size(), 1U);
}

TEST_F(VoteIngest, BoundsWhatOneCallHolds) {
  connect(redis);
  for (int i = 0; i < 600; ++i) vote(cast("a"));
  turn();
  std::size_t all = 0;
  for (const auto& call : redis.calls) {
    EXPECT_LE(call.ballots(), 256U);
    all += call.ballots();
  }
  EXPECT_EQ(all, 600U);
  EXPECT_LT(redis.calls.size(), 20U);
  EXPECT_EQ(answers.back().times, 1);
}

TEST_F(VoteIngest, GivesEachCallItsDeadlineByTheClockOfRedis) {
  const auto begun = clock::now();
  connect(redis);
  vote(cast("a"));
  turn();
  const auto least = redis.now + microseconds(timeout).count();
  EXPECT_GE(redis.calls.at(0).deadline(), least);
  EXPECT_LE(redis.calls.at(0).deadline(), least + std::chrono::ceil<microseconds>(clock::now() - begun).count());
}

TEST_F(VoteIngest, SaysNotRecordedAtOnceOfWhatRedisRefusedAsTooLateAndFollowsAClockThatWasSetForward) {
  connect(redis);
  redis.now += 3600'000'000;
  const auto first = vote(cast("a"));
  turn();
  EXPECT_EQ(answers[first].text.substr(0, 8), "error 3:") << answers[first].text;
  EXPECT_TRUE(redis.entries.empty());
  EXPECT_EQ(metrics->late->Value(), 1);
  const auto second = cast("b");
  EXPECT_EQ((vote(second), turn(), answers.back().text), second.id.to_string());
}

TEST_F(VoteIngest, FollowsAClockThatWasSetBack) {
  const auto begun = clock::now();
  connect(redis);
  redis.now -= 3600'000'000;
  vote(cast("a"));
  turn();
  vote(cast("b"));
  turn();
  ASSERT_EQ(redis.calls.size(), 2U);
  EXPECT_LE(redis.calls[1].deadline(),
            redis.now + std::chrono::ceil<microseconds>(timeout + (clock::now() - begun)).count());
  EXPECT_EQ(redis.entries.size(), 2U);
}

TEST_F(VoteIngest, AsksForTheTimeWhileNoOneVotes) {
  connect(redis);
  redis.now += 3600'000'000;
  const auto later = clock::now() + 1200ms;
  run_until([&] { return clock::now() > later; });
  const auto first = cast("a");
  EXPECT_EQ((vote(first), turn(), answers.back().text), first.id.to_string());
}

TEST_F(VoteIngest, SendsAgainWhatAnEndedConnectionDidNotAnswerAndConfirmsItOnce) {
  redis.silent = true;
  connect(redis);
  const auto mine = cast("a");
  vote(mine);
  turn();
  ASSERT_EQ(redis.calls.size(), 1U);
  lose();
  EXPECT_EQ(answers[0].times, 0);
  scripted_redis other;
  connect(other);
  ASSERT_EQ(other.entries.size(), 1U);
  EXPECT_EQ(other.entries[0].uid, mine.id.to_string());
  EXPECT_EQ(answers[0].text, mine.id.to_string());
  EXPECT_EQ(metrics->resent->Value(), 1);
  const auto end = clock::now() + timeout + 100ms;
  run_until([&] { return clock::now() > end; });
  EXPECT_EQ(answers[0].times, 1);
  EXPECT_EQ(other.entries.size(), 1U);
}

TEST_F(VoteIngest, SendsAgainBeforeWhatTheSameVoterChoseSince) {
  redis.silent = true;
  connect(redis);
  vote(cast("a"));
  turn();
  vote(cast("b"));
  turn();
  lose();
  scripted_redis other;
  connect(other);
  vote(cast("c"));
  turn();
  ASSERT_EQ(other.entries.size(), 3U);
  EXPECT_EQ(other.entries[0].choice + other.entries[1].choice + other.entries[2].choice, "abc");
  // One call has one deadline, and no ballot gets a later one than its own.
  ASSERT_EQ(other.calls.size(), 3U);
  for (std::size_t i = 1; i < other.calls.size(); ++i) {
    EXPECT_LE(other.calls[i - 1].deadline(), other.calls[i].deadline());
  }
  EXPECT_LT(other.calls[0].deadline(), other.calls.back().deadline());
}

TEST_F(VoteIngest, SaysThatNobodyKnowsNotBeforeTheDeadline) {
  redis.silent = true;
  connect(redis);
  const auto begun = clock::now();
  const auto lost = vote(cast("a"));
  turn();
  lose();
  connect(redis);
  const auto waits = vote(cast("b"));
  ASSERT_TRUE(answered(lost) && answered(waits));
  EXPECT_EQ(answers[lost].text.substr(0, 8), "error 2:");
  EXPECT_EQ(answers[waits].text.substr(0, 8), "error 2:");
  EXPECT_GE(answers[lost].at - begun, timeout);
  EXPECT_LT(answers[lost].at - begun, timeout + 5s);  // on a busy machine, too
  // An answer that comes after all changes nothing.
  for (auto& call : redis.calls) call.answer.deliver(redis.run(call));
  turn();
  EXPECT_EQ(answers[lost].times, 1);
  EXPECT_EQ(answers[waits].times, 1);
}

// The first sending may have been in time, whatever became of the second.
TEST_F(VoteIngest, KeepsTheDoubtWhereOnlyTheSecondSendingIsKnownToHaveFailed) {
  for (const auto* how : {"late", "refused", "OOM", "ended"}) {
    SCOPED_TRACE(how);
    scripted_redis first{.silent = true};
    connect(first);
    const auto begun = clock::now();
    const auto mine = cast("a");
    const auto which = vote(mine);
    turn();
    lose();
    scripted_redis second;
    second.late = how == std::string("late");
    if (how == std::string("refused")) second.error = "BUSY Redis is busy";
    if (how == std::string("OOM")) second.errors[mine.id.to_string()] = "OOM command not allowed";
    second.silent = how == std::string("ended");
    connect(second);
    ASSERT_EQ(second.calls.size(), 1U);
    if (second.silent) lose();
    ASSERT_TRUE(answered(which));
    EXPECT_EQ(answers[which].text.substr(0, 8), "error 2:") << answers[which].text;
    EXPECT_GE(answers[which].at - begun, timeout);
    lose();
  }
}

TEST_F(VoteIngest, SaysUnavailableAtOnceOfWhatWasNeverSent) {
  vote(cast("a"));
  turn();
  EXPECT_EQ(answers[0].text.substr(0, 8), "error 1:") << answers[0].text;
  connect(redis);
  vote(cast("b"));
  caf::anon_send(ingest, sibling<redis_connection_actor>{});  // in the same turn, before anything left
  turn();
  EXPECT_EQ(answers[1].text.substr(0, 8), "error 1:") << answers[1].text;
  EXPECT_TRUE(redis.calls.empty());
}

TEST_F(VoteIngest, SaysUnavailableWhereTheConnectionHasEndedUnseen) {
  connect(redis);
  caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
  turn();
  vote(cast("a"));
  turn();
  EXPECT_EQ(answers[0].text.substr(0, 8), "error 0:") << answers[0].text;  // CAF's own: there is no one
  EXPECT_TRUE(redis.calls.empty());
}

TEST_F(VoteIngest, LeavesNoOneWithoutAnAnswerWhenItEnds) {
  redis.silent = true;
  connect(redis);
  vote(cast("a"));
  turn();
  caf::anon_send_exit(ingest, caf::exit_reason::user_shutdown);
  turn();
  EXPECT_EQ(answers[0].text.substr(0, 8), "error 2:") << answers[0].text;
}

TEST_F(VoteIngest, SendsTheScriptItselfWhereRedisLostIt) {
  connect(redis);
  redis.error = "NOSCRIPT No matching script. Please use EVAL.";
  const std::vector<ballot> all{cast("a"), cast("b")};
  for (const auto& one : all) vote(one);
  turn();
  ASSERT_EQ(redis.calls.size(), 2U);
  EXPECT_EQ(redis.calls[1].words[0], "EVAL");
  EXPECT_EQ(redis.calls[1].words[1], timed_append_script);
  EXPECT_EQ(redis.entries.size(), 2U);
  EXPECT_EQ(answers[0].text, all[0].id.to_string());
  EXPECT_EQ(answers[1].text, all[1].id.to_string());
}

TEST_F(VoteIngest, TellsOneOrAllThatRedisRefused) {
  connect(redis);
  const auto good = cast("a");
  const auto bad = cast("b", "v2");
  redis.errors[bad.id.to_string()] = "WRONGTYPE Operation against a key";
  vote(good);
  vote(bad);
  turn();
  EXPECT_EQ(answers[0].text, good.id.to_string());
  EXPECT_EQ(answers[1].text, "error 3: WRONGTYPE Operation against a key");
  redis.error = "READONLY You can't write against a read only replica.";
  vote(cast("a"));
  vote(cast("b"));
  turn();
  EXPECT_EQ(answers[2].text.substr(0, 17), "error 3: READONLY");
  EXPECT_EQ(answers[3].text.substr(0, 17), "error 3: READONLY");
}

TEST_F(VoteIngest, IsDownWhileRedisRefusesVotesAndUpOnceItDoesNoMore) {
  redis.refusal = "NOPERM this user has no permissions to run the 'xadd' command";
  connect(redis);
  ASSERT_TRUE(becomes("ingest", condition::level::down, "Redis refuses votes: NOPERM"));  // though no one votes
  redis.refusal = "OOM command not allowed when used memory > 'maxmemory'.";
  ASSERT_TRUE(becomes("ingest", condition::level::down, "Redis refuses votes: OOM"));
  redis.refusal.clear();
  ASSERT_TRUE(becomes("ingest", condition::level::up));
  EXPECT_EQ(told_health["ingest"].size(), 4U);  // not reached yet, and once a change
  redis.refusal = "NOREPLICAS Not enough good replicas to write.";
  vote(cast("a"));
  EXPECT_TRUE(becomes("ingest", condition::level::down, "NOREPLICAS", 2s)) << "a refused vote makes it look at once";
}

TEST_F(VoteIngest, IsDownWhereRedisRefusesSomeVotesAgainAndAgain) {
  connect(redis);
  ASSERT_TRUE(becomes("ingest", condition::level::up));
  const auto refuse = [this] {
    const auto bad = cast("a");
    redis.errors[bad.id.to_string()] = "WRONGTYPE Operation against a key";
    vote(bad);
    turn();
  };
  refuse();
  EXPECT_FALSE(becomes("ingest", condition::level::down, {}, 300ms)) << "one may be about that vote alone";
  refuse();
  EXPECT_TRUE(becomes("ingest", condition::level::down, "Redis refuses votes: WRONGTYPE"));
  EXPECT_TRUE(becomes("ingest", condition::level::up));
}

// The script hands on what XADD met; the connection, which may not ask for the role, did not see it.
TEST_F(VoteIngest, EndsAConnectionToAReplica) {
  for (const auto* error : {"READONLY You can't write against a read only replica.",
                            "@user_script: 8: -READONLY You can't write against a read only replica."}) {
    scripted_redis replica;
    connect(replica);
    bool ended = false;
    std::string why;
    connection->attach_functor([&](const caf::error& reason) {
      ended = true;
      why = describe(reason);
    });
    const auto mine = cast("a");
    replica.errors[mine.id.to_string()] = error;
    const auto which = vote(mine);
    ASSERT_TRUE(run_until([&] { return ended; }));
    EXPECT_NE(why.find("READONLY"), std::string::npos) << why;
    ASSERT_TRUE(answered(which));
    EXPECT_EQ(answers[which].text.substr(0, 8), "error 3:") << answers[which].text;
    lose();
  }
}

TEST_F(VoteIngest, LooksAgainWhetherRedisKeepsWhatItAcknowledges) {
  connect(redis);
  ASSERT_TRUE(becomes("durability", condition::level::up));
  redis.settings["appendonly"] = "no";
  ASSERT_TRUE(becomes("durability", condition::level::degraded, "appendonly is no and not yes", 6s));
  redis.settings["appendonly"] = "yes";
  redis.info = "aof_enabled:1\r\naof_rewrite_in_progress:1\r\n";
  ASSERT_TRUE(becomes("durability", condition::level::degraded, "still being made", 6s));
  redis.info = "aof_enabled:1\r\naof_rewrite_in_progress:0\r\n";
  ASSERT_TRUE(becomes("durability", condition::level::up, {}, 6s));
  EXPECT_EQ(told_health["durability"].size(), 4U);  // once a change
}

TEST_F(VoteIngest, AsksOtherwiseWhereItMayNotReadTheSettings) {
  redis.secret = "NOPERM this user has no permissions to run the 'config|get' command";
  redis.info = "aof_enabled:0\r\n";
  connect(redis);
  ASSERT_TRUE(becomes("durability", condition::level::degraded, "appendonly is no and not yes"));
  EXPECT_NE(told_health["durability"].back().why.find("NOPERM"), std::string::npos);
  EXPECT_EQ(answered(vote(cast("a"))), true);
}

TEST_F(VoteIngest, TakesARepeatedBallotUnderTheSameReceipt) {
  redis.silent = true;
  connect(redis);
  const auto mine = cast("a");
  const auto first = vote(mine);
  ASSERT_TRUE(answered(first));
  redis.silent = false;
  const auto second = vote(mine);
  ASSERT_TRUE(answered(second));
  EXPECT_EQ(answers[second].text, mine.id.to_string());
  EXPECT_EQ(redis.entries.at(0).uid, mine.id.to_string());
}

}  // namespace
}  // namespace scrutin::actors
