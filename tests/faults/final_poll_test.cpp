// Polls in which a voter's first vote stands.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/faults/checker.hpp"
#include "tests/faults/told_run.hpp"

namespace scrutin::faults {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto unknown = outcome::unknown;
constexpr auto failed = outcome::failed;

// "a", and once that was over "b".
run one_then_another() { return run{}.first_stands().ask("v", "a", "1", 0, 1).ask("v", "b", "2", 2, 3); }

// "a" and "b" at once.
run two_at_once() { return run{}.first_stands().ask("v", "a", "1", 0, 2).ask("v", "b", "2", 2, 3); }

TEST(FaultsFinalPoll, TakesAFirstVoteThatCountsAndLaterOnesThatDoNot) {
  const auto verdict = one_then_another()
                           .ask("v", "a", "3", 4, 5)
                           .apply("v", "a", "1")
                           .pass_over("v", "b", "2")
                           .pass_over("v", "a", "3")
                           .judged();
  EXPECT_THAT(verdict.findings, IsEmpty());
  EXPECT_EQ(verdict.acknowledged, 3U);
}

TEST(FaultsFinalPoll, FindsALaterVoteThatCounts) {
  EXPECT_THAT(one_then_another().pass_over("v", "a", "1").apply("v", "b", "2").judged().findings,
              ElementsAre(is(kind::misordered, "v", "(uid 2, partition 0, n 1) was begun at 2.000 ms and counts"),
                          is(kind::misordered, "v", "and is the vote, not \"a\" of poll \"p\" (uid 1")));
}

TEST(FaultsFinalPoll, FindsALaterVoteThatTookTheFirstOnesPlace) {
  EXPECT_THAT(one_then_another().apply("v", "a", "1").apply("v", "b", "2").judged().findings,
              ElementsAre(is(kind::misordered, "v", "and counts in the ledger, not"),
                          is(kind::misordered, "v", "and is the vote")));
}

TEST(FaultsFinalPoll, FindsALaterVoteThatCountsInTheLedgerAlone) {
  EXPECT_THAT(one_then_another().apply("v", "a", "1").apply("v", "b", "2").final("v", "a", "1").judged().findings,
              ElementsAre(is(kind::misordered, "v", "(uid 2, partition 0, n 2) was begun at 2.000 ms and counts")));
}

TEST(FaultsFinalPoll, FindsALaterVoteThatIsTheVoteAlone) {
  EXPECT_THAT(
      one_then_another().apply("v", "a", "1").pass_over("v", "b", "2").final("v", "b", "2").judged().findings,
      ElementsAre(is(kind::misordered, "v", "(uid 2) is the vote, and is not in the ledger as one that counts")));
}

TEST(FaultsFinalPoll, LetsAnyOfVotesThatOverlapBeTheFirst) {
  EXPECT_THAT(two_at_once().apply("v", "a", "1").pass_over("v", "b", "2").judged().findings, IsEmpty());
  EXPECT_THAT(two_at_once().pass_over("v", "a", "1").apply("v", "b", "2").judged().findings, IsEmpty());
}

TEST(FaultsFinalPoll, LetsOnlyOneOfVotesThatOverlapCount) {
  EXPECT_THAT(two_at_once().apply("v", "a", "1").apply("v", "b", "2").judged().findings,
              ElementsAre(is(kind::misordered, "v", "counts beside")));
  EXPECT_THAT(two_at_once().pass_over("v", "a", "1").apply("v", "b", "2").final("v", "a", "1").judged().findings,
              ElementsAre(is(kind::misordered, "v", "not in the ledger as one that counts")));
}

TEST(FaultsFinalPoll, FindsAVoteThatAnyEarlierOnePreceded) {
  // "c" overlaps with "b", and not with "a".
  const auto third = one_then_another().ask("v", "c", "3", 3, 9);
  EXPECT_THAT(run{third}.pass_over("v", "b", "2").apply("v", "c", "3").pass_over("v", "a", "1").judged().findings,
              ElementsAre(is(kind::misordered, "v", "not \"a\""), is(kind::misordered, "v", "not \"a\"")));
  EXPECT_THAT(run{third}.pass_over("v", "b", "2").pass_over("v", "c", "3").apply("v", "a", "1").judged().findings,
              IsEmpty());
}

TEST(FaultsFinalPoll, LetsAnUnknownVoteBeTheFirstOrALaterOneOrNone) {
  const auto late = [](const std::string& uid, int until) {
    return run{}.first_stands().ask("v", "a", uid, 0, until, unknown).ask("v", "b", "2", 10, 11);
  };
  for (const auto* uid : {"7", ""}) {
    EXPECT_THAT(late(uid, 30).apply("v", "b", "2").judged().findings, IsEmpty());
    EXPECT_THAT(late(uid, 30).apply("v", "a", "7").pass_over("v", "b", "2").judged().findings, IsEmpty());
    EXPECT_THAT(late(uid, 30).apply("v", "b", "2").pass_over("v", "a", "7").judged().findings, IsEmpty());
    EXPECT_THAT(late(uid, 10).apply("v", "b", "2").pass_over("v", "a", "7").judged().findings, IsEmpty());
    EXPECT_THAT(late(uid, 9).apply("v", "b", "2").judged().findings, IsEmpty());
    EXPECT_EQ(late(uid, 9).apply("v", "b", "2").pass_over("v", "a", "7").judged().count(kind::misordered), 2U);
  }
}

TEST(FaultsFinalPoll, LetsAVoteBeTheFirstWhoseForerunnerWasDestroyedOrFailed) {
  EXPECT_THAT(one_then_another().apply("v", "b", "2").destroyed("1").judged().findings, IsEmpty());
  auto denied = one_then_another();
  denied.all.front().result = failed;
  EXPECT_THAT(denied.apply("v", "b", "2").judged().findings, IsEmpty());
}

TEST(FaultsFinalPoll, FindsALaterVoteThatIsNotInTheLedger) {
  EXPECT_THAT(one_then_another().apply("v", "a", "1").judged().findings, ElementsAre(is(kind::lost, "v", "uid 2")));
}

TEST(FaultsFinalPoll, FindsAFailedVoteAndOneThatNobodySentAmongThoseThatDoNotCount) {
  EXPECT_THAT(one_then_another()
                  .ask("v", "b", "3", 4, 5, failed)
                  .apply("v", "a", "1")
                  .pass_over("v", "b", "2")
                  .pass_over("v", "b", "3")
                  .pass_over("v", "b", "7")
                  .judged()
                  .findings,
              ElementsAre(is(kind::foreign, "v", "uid 7"), is(kind::failed_yet, "v", "uid 3")));
}

TEST(FaultsFinalPoll, FindsAVoterOfWhomNoVoteCounts) {
  EXPECT_THAT(one_then_another().pass_over("v", "a", "1").pass_over("v", "b", "2").judged().findings,
              ElementsAre(is(kind::misordered, "v", "has no vote")));
}

TEST(FaultsFinalPoll, FindsAVoterInTwoPartitions) {
  auto voter = one_then_another().apply("v", "a", "1").pass_over("v", "b", "2");
  voter.row("2").partition = 1;
  EXPECT_THAT(voter.judged().findings, ElementsAre(is(kind::misordered, "v", "partition")));
}

TEST(FaultsFinalPoll, TakesADoubledUidForWhatItWasFirst) {
  auto voter = one_then_another().apply("v", "a", "1").pass_over("v", "b", "2").pass_over("v", "a", "1");
  EXPECT_THAT(run{voter}.judged().findings, ElementsAre(is(kind::doubled, "v", "uid 1")));
  std::reverse(voter.state.ledger.begin(), voter.state.ledger.end());
  EXPECT_THAT(voter.judged().findings, ElementsAre(is(kind::doubled, "v", "uid 1")));
}

TEST(FaultsFinalPoll, KnowsAVoteWithoutUidByTheOneOfItsChoiceThatCounts) {
  auto voter = run{}.first_stands().ask("v", "a", "1", 0, 1).ask("v", "a", "2", 2, 3);
  voter.apply("v", "a", "1").pass_over("v", "a", "2").final("v", "a", "");
  EXPECT_THAT(run{voter}.judged().findings, IsEmpty());
  EXPECT_THAT(voter.final("v", "b", "").judged().findings, ElementsAre(is(kind::misordered, "v", "not in the ledger")));
}

TEST(FaultsFinalPoll, IsJudgedApartFromPollsWhereVotesMayChange) {
  auto voter = one_then_another().ask("v", "a", "3", 4, 5).ask("v", "b", "4", 6, 7);
  voter.all[2].poll = voter.all[3].poll = "q";
  voter.apply("v", "a", "1").pass_over("v", "b", "2").apply("v", "a", "3").apply("v", "b", "4").final("v", "a", "1");
  voter.row("3").poll = voter.row("4").poll = "q";
  voter.state.votes.push_back({"q", "v", "b", "4"});
  EXPECT_THAT(run{voter}.judged().findings, IsEmpty());
  voter.state.votes.back() = {"q", "v", "a", "3"};
  EXPECT_THAT(voter.judged().findings, ElementsAre(is(kind::misordered, "v", "(uid 3, partition 0, n 2) was over")));
}

TEST(FaultsFinalPoll, AloneMayPassOverAVote) {
  auto voter = two_at_once().apply("v", "a", "1").pass_over("v", "b", "2");
  voter.state.final_polls = {"q"};
  EXPECT_THAT(voter.judged().findings, ElementsAre(is(kind::misordered, "v", "counts for nothing")));
  voter = one_then_another().apply("v", "a", "1").pass_over("v", "b", "2");
  voter.state.final_polls.clear();
  EXPECT_THAT(voter.judged().findings, ElementsAre(is(kind::misordered, "v", "counts for nothing"),
                                                   is(kind::misordered, "v", "and is the vote, not \"b\"")));
}

}  // namespace
}  // namespace scrutin::faults
