// Polls in which each voter has a code (actors/schema/roll.sql), in a real PostgreSQL.
#include "actors/schema/roll.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "actors/schema/run.hpp"
#include "tests/actors/schema/database.hpp"

namespace scrutin::test {
namespace {

namespace sql = actors::sql;

class Roll : public WithSchema {
protected:
  std::int64_t enrol(const std::vector<std::string>& voters, const std::string& poll = "board") {
    return call<sql::add_to_roll>(poll, voters);
  }

  static ballot cast(std::uint64_t uid, const std::string& voter, const std::string& choice = "a") {
    return {.uid = uid, .voter = voter, .choice = choice, .poll = "board", .roll = true};
  }
};

TEST_F(Roll, TakesEachVoterOnceAndToldInPages) {
  EXPECT_EQ(enrol({"u", "v", "v"}), 2);
  EXPECT_EQ(enrol({"v", "w"}), 1);
  EXPECT_EQ(enrol({"v"}, "other"), 1);
  EXPECT_EQ(call<sql::roll_sizes>(), (std::map<std::string, std::int64_t>{{"board", 3}, {"other", 1}}));
  EXPECT_EQ(call<sql::roll_page>(std::string("board"), std::string(), 2U), (std::vector<std::string>{"u", "v"}));
  EXPECT_EQ(call<sql::roll_page>(std::string("board"), std::string("v"), 2U), (std::vector<std::string>{"w"}));
}

TEST_F(Roll, LetsNobodyElseCount) {
  enrol({"u", "v"});
  enrol({"w"}, "other");
  const auto token = db.acquire(0).value();
  EXPECT_EQ(db.apply(0, token, {cast(1, "u"), cast(2, "v", "b")}), 2);
  EXPECT_EQ(sqlstate_of([&] {
              db.apply(0, token, {cast(3, "u", "b"), cast(4, "w")});
            }),
            "23000")
      << "on another poll's roll";
  EXPECT_EQ(tallies(), "board,a,1\nboard,b,1") << "nothing of that batch counts";
  EXPECT_EQ(db.apply(0, token, {cast(3, "u", "b")}), 1);
  EXPECT_EQ(tallies(), "board,b,2");
  EXPECT_EQ(turnout(), "board,2") << "a vote each, however often they vote";
  EXPECT_EQ(sqlstate_of([&] { db.apply_letter(0, cast(5, "w")); }), "23000");
  EXPECT_EQ(db.apply_letter(0, cast(6, "v")), "applied");
  EXPECT_EQ(wrong(), "");
}

TEST_F(Roll, IsNotAskedForABallotThatWasCastUnderOtherTerms) {
  const auto token = db.acquire(0).value();
  auto open = cast(1, "u");
  open.roll = false;
  EXPECT_EQ(db.apply(0, token, {open}), 1);
}

// Their partitions never share a voter, until the number of those is changed.
TEST_F(Roll, CountsACodeOnceThatTwoPartitionsApplyAtOnce) {
  enrol({"u"});
  std::vector<std::thread> workers;
  for (const int partition : {0, 1}) {
    workers.emplace_back([this, partition] {
      session own{url};
      const auto token = own.acquire(partition, "w" + std::to_string(partition)).value();
      for (std::uint64_t i = 1; i <= 20;) {
        const auto uid = 100 * static_cast<std::uint64_t>(partition) + i;
        const auto refused = sqlstate_of([&] { own.apply(partition, token, {cast(uid, "u", i % 2 ? "a" : "b")}); });
        if (refused.empty()) ++i;
      }
    });
  }
  for (auto& one : workers) one.join();
  EXPECT_EQ(turnout(), "board,1");
  EXPECT_EQ(wrong(), "");
}

TEST_F(Roll, IsAuditedAgainstTheVotesThatStand) {
  enrol({"u", "v", "w"});
  db.exec("SELECT * FROM offer_polls('{1,2}', '{board,empty}', '{a,a}', '{f,f}', '{t,t}')");
  db.apply(0, db.acquire(0).value(), {cast(1, "u"), cast(2, "v")});
  auto found = call<sql::audited_rolls>();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].poll, "board");
  EXPECT_EQ(found[0].codes, 3);
  EXPECT_EQ(found[0].voters, 2);
  EXPECT_EQ(found[0].strangers, 0);
  EXPECT_EQ(found[1].poll, "empty");
  EXPECT_EQ(found[1].codes + found[1].voters, 0);
  db.exec("DELETE FROM roll WHERE voter = 'u'");
  EXPECT_EQ(call<sql::audited_rolls>()[0].strangers, 1);
}

}  // namespace
}  // namespace scrutin::test
