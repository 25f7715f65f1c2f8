#include "tests/faults/checker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/faults/told_run.hpp"

namespace scrutin::faults {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto unknown = outcome::unknown;
constexpr auto failed = outcome::failed;

TEST(FaultsChecker, FindsNothingWrongWithARunWithoutFault) {
  const auto verdict = run{}
                           .ask("v", "a", "1", 0, 1)
                           .ask("v", "b", "2", 2, 3)
                           .ask("w", "b", "3", 0, 1, failed)
                           .apply("v", "a", "1")
                           .apply("v", "b", "2")
                           .judged();
  EXPECT_THAT(verdict.findings, IsEmpty());
  EXPECT_TRUE(verdict.good());
  EXPECT_EQ(verdict.acknowledged, 2U);
  EXPECT_EQ(verdict.unknown, 0U);
  EXPECT_EQ(verdict.destroyed, 0U);
}

TEST(FaultsChecker, FindsARecordedVoteThatIsNotInTheLedger) {
  const auto verdict = run{}.ask("v", "a", "1", 0, 1).ask("v", "b", "2", 2, 3).apply("v", "a", "1").judged();
  EXPECT_THAT(verdict.findings, ElementsAre(is(kind::lost, "v", "uid 2")));
  EXPECT_FALSE(verdict.good());
  EXPECT_EQ(verdict.count(kind::lost), 1U);
  EXPECT_EQ(verdict.count(kind::foreign), 0U);
}

TEST(FaultsChecker, FindsARecordedVoteWithoutUid) {
  const auto verdict = run{}.ask("v", "a", "", 0, 1).judged();
  EXPECT_THAT(verdict.findings, ElementsAre(is(kind::lost, "v", "without its uid")));
  EXPECT_EQ(verdict.acknowledged, 1U);
}

TEST(FaultsChecker, ForgivesWhatWasDestroyedAndOnlyThat) {
  const auto verdict = run{}
                           .ask("v", "a", "1", 0, 1)
                           .ask("w", "a", "2", 0, 1)
                           .ask("x", "a", "3", 0, 1)
                           .ask("y", "a", "4", 0, 1, unknown)
                           .apply("x", "a", "3")
                           .destroyed("1")
                           .destroyed("3")
                           .destroyed("4")
                           .judged();
  EXPECT_THAT(verdict.findings, ElementsAre(is(kind::lost, "w")));
  EXPECT_EQ(verdict.acknowledged, 3U);
  EXPECT_EQ(verdict.unknown, 1U);
  EXPECT_EQ(verdict.destroyed, 1U);  // "3" had been applied, "4" was never told recorded
}

TEST(FaultsChecker, FindsAUidThatStandsTwice) {
  const auto verdict = run{}
                           .ask("v", "a", "1", 0, 1)
                           .ask("w", "a", "2", 0, 1)
                           .apply("v", "a", "1")
                           .apply("w", "a", "2")
                           .apply("v", "a", "1")
                           .judged();
  EXPECT_THAT(verdict.findings, ElementsAre(is(kind::doubled, "v", "uid 1")));
}

TEST(FaultsChecker, CountsADoubledUidAtItsFirstApplication) {
  run voter;
  voter.ask("v", "a", "1", 0, 1).ask("v", "b", "2", 2, 3);
  voter.apply("v", "a", "1").apply("v", "b", "2").apply("v", "a", "1").final("v", "b", "2");
  EXPECT_THAT(run{voter}.judged().findings, ElementsAre(is(kind::doubled, "v")));
  std::reverse(voter.state.ledger.begin(), voter.state.ledger.end());
  EXPECT_THAT(voter.judged().findings, ElementsAre(is(kind::doubled, "v")));
}

TEST(FaultsChecker, FindsARowThatNobodySent) {
  EXPECT_THAT(run{}.ask("v", "a", "1", 0, 1).apply("v", "a", "7").apply("v", "a", "1").judged().findings,
              ElementsAre(is(kind::foreign, "v", "uid 7")));
}

TEST(FaultsChecker, FindsARowWithAnotherVoterPollOrChoiceThanWasSent) {
  run good;
  good.ask("v", "a", "1", 0, 1).ask("w", "a", "2", 0, 1).apply("v", "a", "1");
  good.all.back().result = unknown;
  good.all.back().poll = "q";
  const auto changed = [&](auto change) {
    auto one = good;
    change(one.state.ledger.front());
    change(one.state.votes.front());
    return one.judged();
  };
  EXPECT_THAT(changed([](auto&) {}).findings, IsEmpty());
  EXPECT_THAT(changed([](auto& row) { row.choice = "b"; }).findings, ElementsAre(is(kind::foreign, "v", "as \"b\"")));
  EXPECT_THAT(changed([](auto& row) { row.poll = "q"; }).findings,
              ElementsAre(is(kind::foreign, "v", "poll \"q\""), is(kind::foreign, "v", "who sent none")));
  EXPECT_THAT(changed([](auto& row) { row.voter = "w"; }).findings,
              ElementsAre(is(kind::foreign, "v", "of voter \"w\""), is(kind::foreign, "w", "who sent none")));
}

TEST(FaultsChecker, TakesWhateverWasSentUnderAUid) {
  const auto with = [](const std::string& choice) {
    return run{}.ask("v", "a", "1", 0, 1, unknown).ask("v", "b", "1", 2, 3).apply("v", choice, "1").judged();
  };
  EXPECT_THAT(with("a").findings, IsEmpty());
  EXPECT_THAT(with("b").findings, IsEmpty());
  EXPECT_THAT(with("c").findings, ElementsAre(is(kind::foreign, "v")));
}

TEST(FaultsChecker, FindsAVoteThatFailedAndStandsInTheLedger) {
  EXPECT_THAT(
      run{}.ask("v", "a", "1", 0, 1, failed).ask("v", "a", "1", 2, 3, failed).apply("v", "a", "1").judged().findings,
      ElementsAre(is(kind::failed_yet, "v")));
}

TEST(FaultsChecker, TakesRepeatsForOneVote) {
  auto verdict = run{}
                     .ask("v", "a", "1", 0, 1, failed)
                     .ask("v", "a", "1", 2, 3, unknown)
                     .ask("v", "a", "1", 4, 5)
                     .ask("v", "a", "1", 6, 7, failed)
                     .apply("v", "a", "1")
                     .judged();
  EXPECT_THAT(verdict.findings, IsEmpty());
  EXPECT_EQ(verdict.acknowledged, 1U);
  EXPECT_EQ(verdict.unknown, 0U);

  verdict = run{}.ask("v", "a", "1", 0, 1, unknown).ask("v", "a", "1", 2, 3, failed).apply("v", "a", "1").judged();
  EXPECT_THAT(verdict.findings, IsEmpty());
  EXPECT_EQ(verdict.acknowledged, 0U);
  EXPECT_EQ(verdict.unknown, 1U);
}

TEST(FaultsChecker, LetsAnUnknownVoteBeRecordedOrNot) {
  run voter;
  voter.ask("v", "a", "1", 0, 30, unknown);
  EXPECT_THAT(run{voter}.judged().findings, IsEmpty());
  EXPECT_THAT(voter.apply("v", "a", "1").judged().findings, IsEmpty());
}

TEST(FaultsChecker, ExplainsOneRowByEachUnknownAttemptWithoutUid) {
  run voter;
  voter.ask("v", "a", "", 0, 30, unknown).ask("v", "a", "", 5, 30, unknown).apply("v", "a", "7").apply("v", "a", "8");
  auto verdict = run{voter}.judged();
  EXPECT_THAT(verdict.findings, IsEmpty());
  EXPECT_EQ(verdict.unknown, 2U);
  EXPECT_THAT(run{voter}.apply("v", "a", "9").judged().findings, ElementsAre(is(kind::foreign, "v", "uid 9")));
}

TEST(FaultsChecker, ExplainsNoRowByAnUnknownAttemptOfAnotherVoterPollOrChoice) {
  const auto with = [](auto change) {
    run voter;
    voter.ask("v", "a", "", 0, 30, unknown).ask("v", "c", "1", 0, 1, failed).apply("v", "a", "7");
    change(voter.all.front());
    return voter.judged();
  };
  EXPECT_THAT(with([](auto&) {}).findings, IsEmpty());
  EXPECT_THAT(with([](auto& one) { one.voter = "w"; }).findings, ElementsAre(is(kind::foreign, "v")));
  EXPECT_THAT(with([](auto& one) { one.poll = "q"; }).findings, ElementsAre(is(kind::foreign, "v")));
  EXPECT_THAT(with([](auto& one) { one.choice = "b"; }).findings, ElementsAre(is(kind::foreign, "v")));
  EXPECT_THAT(with([](auto& one) { one.result = failed; }).findings, ElementsAre(is(kind::foreign, "v")));
}

TEST(FaultsChecker, FindsAFinalVoteThatAnotherFollowed) {
  run voter;
  voter.ask("v", "a", "1", 0, 1).ask("v", "b", "2", 2, 3).apply("v", "a", "1").apply("v", "b", "2");
  EXPECT_THAT(voter.final("v", "a", "1").judged().findings, ElementsAre(is(kind::misordered, "v", "and is the vote")));
}

TEST(FaultsChecker, LetsAnyOfVotesThatOverlapBeFinal) {
  run voter;
  voter.ask("v", "a", "1", 0, 2).ask("v", "b", "2", 2, 3).apply("v", "a", "1").apply("v", "b", "2");
  EXPECT_THAT(run{voter}.judged().findings, IsEmpty());
  EXPECT_THAT(voter.final("v", "a", "1").judged().findings, IsEmpty());
}

TEST(FaultsChecker, KnowsTheFinalVoteByItsUid) {
  run voter;
  voter.ask("v", "a", "1", 0, 1).ask("v", "a", "2", 2, 3).apply("v", "a", "1").apply("v", "a", "2");
  EXPECT_THAT(run{voter}.final("v", "a", "1").judged().findings, ElementsAre(is(kind::misordered, "v")));
  EXPECT_THAT(run{voter}.final("v", "b", "2").judged().findings,
              ElementsAre(is(kind::misordered, "v", "not in the ledger")));
  EXPECT_THAT(run{voter}.final("v", "a", "3").judged().findings,
              ElementsAre(is(kind::misordered, "v", "not in the ledger")));
}

TEST(FaultsChecker, FindsAFinalVoteWithTheUidOfAnotherVoterOrPoll) {
  run voters;
  voters.ask("v", "a", "1", 0, 1).ask("w", "a", "2", 0, 1).ask("v", "a", "3", 0, 1);
  voters.all.back().poll = "q";
  voters.apply("v", "a", "3").apply("v", "a", "1").apply("w", "a", "2");
  voters.row("3").poll = "q";
  voters.state.votes.push_back({"q", "v", "a", "3"});
  EXPECT_THAT(run{voters}.judged().findings, IsEmpty());
  const auto finally = [&](const std::string& uid) {
    auto changed = voters;
    changed.state.votes.front().uid = uid;
    return changed.judged();
  };
  ASSERT_EQ(voters.state.votes.front().uid, "1");
  EXPECT_THAT(finally("2").findings, ElementsAre(is(kind::misordered, "v", "not in the ledger")));
  EXPECT_THAT(finally("3").findings, ElementsAre(is(kind::misordered, "v", "not in the ledger")));
}

TEST(FaultsChecker, KnowsAFinalVoteWithoutUidByItsChoice) {
  run voter;
  voter.ask("v", "b", "1", 0, 1).ask("v", "a", "2", 2, 3).ask("v", "b", "3", 4, 5);
  voter.apply("v", "b", "1").apply("v", "a", "2").apply("v", "b", "3");
  EXPECT_THAT(run{voter}.final("v", "b", "").judged().findings, IsEmpty());
  EXPECT_THAT(run{voter}.final("v", "a", "").judged().findings, ElementsAre(is(kind::misordered, "v", "uid 2")));
  EXPECT_THAT(run{voter}.final("v", "c", "").judged().findings, ElementsAre(is(kind::misordered, "v")));
}

TEST(FaultsChecker, LetsAnUnknownVoteComeLateButNotTooLate) {
  const auto late = [](const std::string& uid, int until) {
    return run{}
        .ask("v", "a", uid, 0, until, unknown)
        .ask("v", "b", "2", 10, 11)
        .apply("v", "b", "2")
        .apply("v", "a", "7")
        .judged();
  };
  for (const auto* uid : {"7", ""}) {
    EXPECT_THAT(late(uid, 30).findings, IsEmpty());
    EXPECT_THAT(late(uid, 10).findings, IsEmpty());
    EXPECT_THAT(late(uid, 9).findings, ElementsAre(is(kind::misordered, "v", "stands in the ledger after"),
                                                   is(kind::misordered, "v", "and is the vote")));
  }
}

TEST(FaultsChecker, LetsAnUnknownVoteBeFollowedToo) {
  // The second one stands in the ledger, so it took effect after the first was over.
  EXPECT_THAT(run{}
                  .ask("v", "a", "1", 0, 1)
                  .ask("v", "b", "2", 2, 30, unknown)
                  .apply("v", "a", "1")
                  .apply("v", "b", "2")
                  .final("v", "a", "1")
                  .judged()
                  .findings,
              ElementsAre(is(kind::misordered, "v", "and is the vote")));
}

TEST(FaultsChecker, TakesARowWithoutUidForAnyOfTheAttemptsAlike) {
  // "7" may be the first attempt or the third: it may have come before "2" or after it.
  run voter;
  voter.ask("v", "a", "", 0, 5, unknown).ask("v", "b", "2", 10, 11).ask("v", "a", "", 20, 25, unknown);
  EXPECT_THAT(run{voter}.apply("v", "a", "7").apply("v", "b", "2").judged().findings, IsEmpty());
  EXPECT_THAT(run{voter}.apply("v", "b", "2").apply("v", "a", "7").judged().findings, IsEmpty());
}

TEST(FaultsChecker, PlacesARepeatedVoteBetweenItsFirstAttemptAndTheFirstAnswer) {
  const auto repeated = [](int begun, int ended) {
    return run{}
        .ask("v", "a", "1", 0, 1, failed)
        .ask("v", "a", "1", 10, 60, unknown)
        .ask("v", "a", "1", 20, 30)
        .ask("v", "a", "1", 50, 60)
        .ask("v", "b", "2", begun, ended);
  };
  // After it was begun, before it was recorded: in any order.
  EXPECT_THAT(repeated(15, 25).apply("v", "a", "1").apply("v", "b", "2").judged().findings, IsEmpty());
  EXPECT_THAT(repeated(15, 25).apply("v", "b", "2").apply("v", "a", "1").judged().findings, IsEmpty());
  // After it was recorded; what repeated it later counts for nothing.
  EXPECT_THAT(repeated(40, 41).apply("v", "a", "1").apply("v", "b", "2").judged().findings, IsEmpty());
  EXPECT_THAT(repeated(40, 41).apply("v", "b", "2").apply("v", "a", "1").judged().count(kind::misordered), 2U);
  // Before the first attempt that may have been recorded.
  EXPECT_THAT(repeated(5, 6).apply("v", "b", "2").apply("v", "a", "1").judged().findings, IsEmpty());
  EXPECT_THAT(repeated(5, 6).apply("v", "a", "1").apply("v", "b", "2").judged().count(kind::misordered), 2U);
  // Where the first recording was destroyed, a later repeat may have been the one that was applied.
  EXPECT_THAT(repeated(40, 41).apply("v", "b", "2").apply("v", "a", "1").destroyed("1").judged().findings, IsEmpty());
}

TEST(FaultsChecker, FindsVotesOfAVoterInAnotherOrderThanTheyWereMade) {
  run voter;
  voter.ask("v", "a", "1", 0, 1).ask("v", "c", "3", 0, 9, unknown).ask("v", "b", "2", 2, 3);
  voter.apply("v", "b", "2").apply("v", "c", "3").apply("v", "a", "1").final("v", "b", "2");
  EXPECT_THAT(run{voter}.judged().findings, ElementsAre(is(kind::misordered, "v", "stands in the ledger after")));
  voter.row("1").n = 0;
  EXPECT_THAT(run{voter}.judged().findings, IsEmpty());
  voter.row("1").n = voter.row("2").n;
  EXPECT_EQ(voter.judged().count(kind::misordered), 1U);
  std::reverse(voter.state.ledger.begin(), voter.state.ledger.end());
  EXPECT_EQ(voter.judged().count(kind::misordered), 1U);
}

TEST(FaultsChecker, OrdersVotersAndPollsApart) {
  run voters;
  voters.ask("v", "a", "1", 0, 1).ask("w", "a", "2", 2, 3).ask("v", "a", "3", 4, 5);
  voters.all.back().poll = "q";
  voters.apply("v", "a", "3").apply("w", "a", "2").apply("v", "a", "1");
  voters.row("3").poll = "q";
  voters.state.votes.push_back({"q", "v", "a", "3"});
  EXPECT_THAT(voters.judged().findings, IsEmpty());
}

TEST(FaultsChecker, FindsAVoterInTwoPartitions) {
  run voter;
  voter.ask("v", "a", "1", 0, 1).ask("v", "b", "2", 2, 3).ask("v", "c", "3", 4, 5).ask("v", "d", "5", 6, 7);
  voter.ask("w", "a", "4", 0, 1);
  voter.apply("v", "a", "1").apply("v", "b", "2").apply("v", "c", "3").apply("v", "d", "5").apply("w", "a", "4");
  voter.row("4").partition = 2;
  EXPECT_THAT(run{voter}.judged().findings, IsEmpty());
  voter.row("1").partition = voter.row("2").partition = 1;
  voter.row("3").n = 0;  // in its own partition
  EXPECT_THAT(voter.judged().findings, ElementsAre(is(kind::misordered, "v", "partition")));
}

TEST(FaultsChecker, FindsAVoterWithoutVote) {
  run voter;
  voter.ask("v", "a", "1", 0, 1).apply("v", "a", "1");
  voter.state.votes.clear();
  EXPECT_THAT(voter.judged().findings, ElementsAre(is(kind::misordered, "v", "has no vote")));
}

TEST(FaultsChecker, FindsTheVoteOfSomebodyWhoSentNone) {
  EXPECT_THAT(run{}.final("v", "a", "1").judged().findings, ElementsAre(is(kind::foreign, "v", "who sent none")));
}

TEST(FaultsChecker, TellsTheStoryOfOneVoterInOrder) {
  auto one = run{}
                 .ask("v", "b", "2", 1500, 1501)
                 .ask("w", "a", "3", 0, 1)
                 .ask("v", "a", "1", 0, 30, unknown)
                 .ask("v", "c", "", 1600, 1700, unknown)
                 .apply("v", "b", "2")
                 .apply("w", "a", "3")
                 .apply("v", "a", "1")
                 .destroyed("2");
  one.row("1").n = 0;
  EXPECT_EQ(
      story(one.all, one.state, "v"),
      "voter v\n"
      "       0.000 to     30.000 ms  p: a        unknown \"connection reset\"       uid 1\n"
      "    1500.000 to   1501.000 ms  p: b        ok      \"201\"                    uid 2, in Redis when its data was "
      "destroyed\n"
      "    1600.000 to   1700.000 ms  p: c        unknown \"connection reset\"       no uid\n"
      "  ledger, partition 0, n 0  p: a        uid 1\n"
      "  ledger, partition 0, n 1  p: b        uid 2, in Redis when its data was destroyed\n"
      "  final vote  p: a        uid 1\n");
  one.row("1").voter = "x";
  EXPECT_THAT(story(one.all, one.state, "v"), HasSubstr("n 0  p: a        uid 1, but of voter x\n"));
}

}  // namespace
}  // namespace scrutin::faults
