// apply_letter (actors/schema/letters.sql), in a real PostgreSQL.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <thread>
#include <utility>

#include "actors/postgres/postgres_session.hpp"
#include "tests/actors/schema/database.hpp"
#include "tests/support/eventually.hpp"

namespace scrutin::test {
namespace {

class ApplyLetter : public WithSchema {
protected:
  std::string votes() { return db.table("SELECT id, vote, uid FROM votes ORDER BY id"); }
};

TEST_F(ApplyLetter, PutsABallotWhereABatchWould) {
  actors::postgres_session listener{actors::conninfo{.text = url, .server = {}, .settings = {}}};
  listener.listen("scrutin_tallies");
  EXPECT_EQ(db.apply_letter(2, {.uid = 1, .voter = "v", .choice = "b", .poll = "lunch", .ms = 1'700'000'000'123}),
            "applied");
  EXPECT_EQ(db.table("SELECT uid, poll, voter, choice, partition, n, cast_at AT TIME ZONE 'UTC' FROM ledger"),
            uuid_of(1).replace(8, 0, "-").replace(13, 0, "-").replace(18, 0, "-").replace(23, 0, "-") +
                ",lunch,v,b,2,1,2023-11-14 22:13:20.123");
  EXPECT_EQ(db.table("SELECT * FROM tally_snapshot()"), "1,lunch,b,1\n1,lunch,,1");
  std::vector<std::string> heard;
  EXPECT_TRUE(eventually([&] { return !(heard = listener.take_notifications()).empty(); }));
  EXPECT_EQ(heard, std::vector<std::string>{R"(["lunch"])"});
  EXPECT_EQ(wrong(), "");
}

TEST_F(ApplyLetter, DoesNothingWithABallotThatTheLedgerHas) {
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 1, .voter = "v", .choice = "a"}});
  db.apply(0, token, {{.uid = 2, .voter = "v", .choice = "b"}});
  EXPECT_EQ(db.apply_letter(0, {.uid = 1, .voter = "v", .choice = "a"}), "known");
  EXPECT_EQ(tallies(), "default,b,1");
  EXPECT_EQ(sequence(), "2");
}

TEST_F(ApplyLetter, LeavesALaterVoteStanding) {
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 1, .voter = "v", .choice = "b", .ms = 2000}});
  EXPECT_EQ(db.apply_letter(0, {.uid = 2, .voter = "v", .choice = "a", .ms = 1999}), "late");
  EXPECT_EQ(tallies(), "default,b,1");
  EXPECT_EQ(sequence(), "1") << "no tally changed";
  EXPECT_EQ(wrong(), "");
  EXPECT_EQ(db.apply_letter(0, {.uid = 2, .voter = "v", .choice = "a", .ms = 1999}), "known");
  db.apply(0, token, {{.uid = 3, .voter = "v", .choice = "c", .ms = 3000}});
  EXPECT_EQ(tallies(), "default,c,1");
  EXPECT_EQ(wrong(), "");
}

TEST_F(ApplyLetter, ReplacesAnEarlierVoteAndTheSamplesRows) {
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 1, .voter = "v", .choice = "b", .ms = 2000}});
  EXPECT_EQ(db.apply_letter(0, {.uid = 2, .voter = "v", .choice = "a", .ms = 2001}), "applied");
  EXPECT_EQ(tallies(), "default,a,1");
  db.exec("INSERT INTO votes (id, vote) VALUES ('1f', 'b')");
  EXPECT_EQ(db.apply_letter(0, {.uid = 3, .voter = "1f", .choice = "a", .ms = 1}), "applied");
  EXPECT_EQ(tallies(), "default,a,2");
  EXPECT_EQ(wrong(), "");
}

TEST_F(ApplyLetter, KeepsTheTallyWhereTheChoiceIsTheSame) {
  db.apply(0, db.acquire(0).value(), {{.uid = 1, .voter = "v", .choice = "b", .ms = 1}});
  EXPECT_EQ(db.apply_letter(0, {.uid = 2, .voter = "v", .choice = "b", .ms = 2}), "applied");
  EXPECT_EQ(tallies(), "default,b,1");
  EXPECT_EQ(wrong(), "");
}

TEST_F(ApplyLetter, CountsOnInItsPartitionWithoutItsLease) {
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 1, .voter = "u"}, {.uid = 2, .voter = "w"}});
  db.apply_letter(0, {.uid = 3, .voter = "v"});
  EXPECT_EQ(db.apply(0, token, {{.uid = 4, .voter = "x"}}), 1) << "the holder keeps its token";
  EXPECT_EQ(db.table("SELECT voter, n FROM ledger ORDER BY n"), "u,1\nw,2\nv,3\nx,4");
}

TEST_F(ApplyLetter, WaitsForTheBatchThatBringsALaterVote) {
  const auto token = db.acquire(0).value();
  session batches{url};
  session letters{url};
  const auto pid = letters.value("SELECT pg_backend_pid()");
  batches.exec("BEGIN");
  batches.apply(0, token, {{.uid = 1, .voter = "v", .choice = "b", .ms = 2000}});
  std::string became;
  {
    std::jthread late{[&] { became = letters.apply_letter(0, {.uid = 2, .voter = "v", .choice = "a", .ms = 1000}); }};
    EXPECT_TRUE(eventually(
        [&] { return db.value("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = " + pid) != "0"; }));
    batches.exec("COMMIT");
  }
  EXPECT_EQ(became, "late");
  EXPECT_EQ(tallies(), "default,b,1");
}

TEST_F(ApplyLetter, GoesByTheTimeWhateverPartitionTheOtherVoteCameBy) {
  const auto token = db.acquire(1).value();
  db.apply(1, token, {{.uid = 1, .voter = "u"}, {.uid = 2, .voter = "v", .choice = "b", .ms = 2000}});
  EXPECT_EQ(db.apply_letter(0, {.uid = 3, .voter = "v", .choice = "a", .ms = 1000}), "late");
  EXPECT_EQ(db.apply_letter(0, {.uid = 4, .voter = "v", .choice = "c", .ms = 3000}), "applied");
  EXPECT_EQ(tallies(), "default,a,1\ndefault,c,1");
  EXPECT_EQ(wrong(), "");
}

TEST_F(ApplyLetter, CountsEachOptionAndTheVoterOnce) {
  EXPECT_EQ(db.apply_letter(0, {.uid = 1, .voter = "v", .choice = "a,c", .ms = 1000}), "applied");
  EXPECT_EQ(db.apply_letter(0, {.uid = 2, .voter = "v", .choice = "b,c", .ms = 2000}), "applied");
  EXPECT_EQ(tallies(), "default,b,1\ndefault,c,1");
  EXPECT_EQ(turnout(), "default,1");
  EXPECT_EQ(wrong(), "");
}

TEST_F(ApplyLetter, ChangesNoVoteInAFinalPoll) {
  EXPECT_EQ(db.apply_letter(0, {.uid = 1, .voter = "v", .choice = "a", .ms = 2000, .final = true}), "applied");
  EXPECT_EQ(db.apply_letter(0, {.uid = 2, .voter = "v", .choice = "b", .ms = 3000, .final = true}), "late");
  EXPECT_EQ(db.apply_letter(0, {.uid = 3, .voter = "v", .choice = "b", .ms = 1000, .final = true}), "late");
  EXPECT_EQ(tallies(), "default,a,1");
  EXPECT_EQ(turnout(), "default,1");
  EXPECT_EQ(wrong(), "");
}

TEST_F(ApplyLetter, CommitsDurablyWhateverTheServersDefault) {
  pqxx::work transaction{db.connection};
  transaction.exec("SET LOCAL synchronous_commit = off");
  transaction.exec("SELECT apply_letter(0, '00000000000000000000000000000001', 'p', 'v', 'a', 1, false, false)");
  EXPECT_STREQ(transaction.exec("SHOW synchronous_commit")[0][0].c_str(), "on");
}

// Votes in the order of their times, some of which went astray and come as letters at any later moment, in any order:
// in the end each voter's last one stands.
TEST_F(ApplyLetter, LeavesTheLastVoteOfEachVoterWheneverItIsCalled) {
  EXPECT_TRUE(rc::check([this] {
    db.exec("TRUNCATE ledger, votes, tallies, turnout, arrivals, partitions");
    const auto token = db.acquire(0).value();
    const auto cast = *rc::gen::container<std::vector<std::pair<std::string, std::pair<std::string, int>>>>(
        rc::gen::pair(rc::gen::elementOf(std::vector<std::string>{"u", "v", "w"}),
                      rc::gen::pair(rc::gen::elementOf(std::vector<std::string>{"a", "b", "c"}),
                                    rc::gen::inRange(-4, 8))));  // below 0: in a batch; else a letter, so much later
    std::multimap<std::size_t, ballot> letters;
    std::map<std::string, std::string> last;
    for (std::size_t i = 0; i < cast.size(); ++i) {
      const auto& [voter, rest] = cast[i];
      const ballot one{.uid = i + 1, .voter = voter, .choice = rest.first, .ms = static_cast<std::int64_t>(i) + 1};
      last[voter] = one.choice;
      if (rest.second < 0) {
        db.apply(0, token, {one});
      } else {
        letters.emplace(i + static_cast<std::size_t>(rest.second), one);
      }
      const auto [begin, end] = letters.equal_range(i);
      for (auto due = begin; due != end; ++due) RC_ASSERT(db.apply_letter(0, due->second) != "known");
      letters.erase(begin, end);
    }
    for (const auto& [when, one] : letters) RC_ASSERT(db.apply_letter(0, one) != "known");
    std::string expected;
    for (const auto& [voter, choice] : last) expected += (expected.empty() ? "" : "\n") + voter + "," + choice;
    RC_ASSERT(db.table("SELECT id, vote FROM votes ORDER BY id") == expected);
    RC_ASSERT(wrong() == "");
  }));
}

}  // namespace
}  // namespace scrutin::test
