// arrival_lines (actors/schema/arrivals.sql), in a real PostgreSQL.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>

#include "tests/actors/schema/database.hpp"

namespace scrutin::test {
namespace {

class Arrivals : public WithSchema {
protected:
  std::string lines(const std::string& polls = "ARRAY(SELECT DISTINCT poll FROM turnout)") {
    return db.table("SELECT poll, step, at, n FROM arrival_lines(" + polls + ")");
  }

  std::int64_t token = db.acquire(0).value();
};

TEST_F(Arrivals, AreNoneBeforeTheFirstBallot) { EXPECT_EQ(lines(), ""); }

TEST_F(Arrivals, CountBySecondsAndLeaveOutThoseInWhichNobodyCame) {
  db.apply(0, token,
           {{.uid = 1, .voter = "u", .ms = 1'700'000'000'999},
            {.uid = 2, .voter = "v", .ms = 1'700'000'001'000},
            {.uid = 3, .voter = "w", .poll = "lunch", .ms = 1'700'000'001'000}});
  db.apply(0, token, {{.uid = 4, .voter = "v", .choice = "b", .ms = 1'700'000'001'999}});
  db.apply(1, db.acquire(1).value(), {{.uid = 5, .voter = "x", .ms = 1'700'000'060'000}});
  EXPECT_EQ(lines(), "default,1,1700000000,1\ndefault,1,1700000001,1\ndefault,1,1700000060,1\nlunch,1,1700000001,1");
  EXPECT_EQ(lines("'{lunch,none}'"), "lunch,1,1700000001,1");
  EXPECT_EQ(lines("'{}'"), "");
}

TEST_F(Arrivals, CountOnlyWhatCountsOrDid) {
  db.apply(
      0, token,
      as_final({{.uid = 1, .voter = "v", .ms = 1'700'000'000'000}, {.uid = 2, .voter = "v", .ms = 1'700'000'001'000}}));
  db.apply(0, token, {{.uid = 1, .voter = "v", .ms = 1'700'000'002'000}});  // a replay
  EXPECT_EQ(lines(), "default,1,1700000000,1");
}

// In a batch, in a later one, and by another partition.
TEST_F(Arrivals, CountAVoterOnceHoweverOftenTheyChooseAnew) {
  db.apply(0, token,
           {{.uid = 1, .voter = "v", .ms = 1'700'000'003'000}, {.uid = 2, .voter = "v", .ms = 1'700'000'001'000}});
  db.apply(0, token, {{.uid = 3, .voter = "v", .choice = "b", .ms = 1'700'000'004'000}});
  db.apply(1, db.acquire(1).value(), {{.uid = 4, .voter = "v", .choice = "c", .ms = 1'700'000'005'000}});
  EXPECT_EQ(lines(), "default,1,1700000003,1");
  EXPECT_EQ(wrong(), "");
}

// Their first ballot after a vote of the sample's worker is the first; a ballot before that one was.
TEST_F(Arrivals, CountAVoterOnceBesideTheSamplesWorker) {
  db.exec("INSERT INTO votes (id, vote) VALUES ('u', 'a')");
  db.apply(0, token, {{.uid = 1, .voter = "u", .ms = 1'700'000'001'000}});
  db.exec("UPDATE votes SET vote = 'b' WHERE id = 'u'");
  db.apply(0, token, {{.uid = 2, .voter = "u", .ms = 1'700'000'002'000}});
  EXPECT_EQ(lines(), "default,1,1700000001,1");
  EXPECT_EQ(wrong(), "");
}

// However many polls there are, one is read by its key, and nothing is compiled for that.
TEST_F(Arrivals, AreReadByTheirKey) {
  db.exec("INSERT INTO turnout SELECT 'old' || p, 0, 1 FROM generate_series(1, 300) AS p");
  db.exec(
      "INSERT INTO arrivals SELECT 'old' || p, w, s / w * w, 0, 1 "
      "FROM generate_series(1, 300) AS p, generate_series(0, 60) AS s, (VALUES (1), (60), (3600)) AS w (w) "
      "GROUP BY 1, 2, 3");
  db.exec("ANALYZE");
  pqxx::work transaction{db.connection};
  transaction.exec("SELECT count(*) FROM arrival_lines('{old7}')");
  const auto counted = transaction.exec(
      "SELECT pg_stat_get_xact_tuples_returned('arrivals'::regclass) AS scanned, "
      "pg_stat_get_xact_tuples_returned('arrivals_pkey'::regclass) AS looked_up");
  EXPECT_EQ(counted[0]["scanned"].as<int>(), 0);
  EXPECT_GT(counted[0]["looked_up"].as<int>(), 60);
  EXPECT_LT(counted[0]["looked_up"].as<int>(), 1000);  // of nearly 19,000
}

// Whatever the times: at most 120 points, in order, of whole steps, and their sum is the number of voters.
TEST_F(Arrivals, DrawAnySpanWithFewPoints) {
  EXPECT_TRUE(rc::check([this] {
    db.exec("TRUNCATE ledger, votes, tallies, turnout, arrivals");
    const auto span = *rc::gen::elementOf(std::vector<std::int64_t>{
        1, 119, 120, 121, 600, 601, 1'800, 7'200, 36'000, 100'000, 500'000, 2'000'000, 40'000'000, 1'600'000'000});
    const auto begin = *rc::gen::inRange<std::int64_t>(0, 100'000);
    const auto count = *rc::gen::inRange<std::size_t>(1, 300);
    std::vector<ballot> batch;
    for (std::size_t i = 0; i < count; ++i) {
      const auto second = begin + *rc::gen::resize(1000, rc::gen::inRange<std::int64_t>(0, span));
      batch.push_back({.uid = i + 1, .voter = std::to_string(i), .ms = second * 1000 + 7});
    }
    db.apply(0, token, batch);
    std::int64_t step = 0;
    std::map<std::int64_t, std::int64_t> points;
    for (const auto& row : db.exec("SELECT step, at, n FROM arrival_lines('{default}')")) {
      step = row[0].as<std::int64_t>();
      points[row[1].as<std::int64_t>()] = row[2].as<std::int64_t>();
    }
    std::map<std::int64_t, std::int64_t> expected;
    RC_ASSERT(step > 0);
    for (const auto& one : batch) ++expected[one.ms / 1000 / step * step];
    RC_ASSERT(points == expected);
    RC_ASSERT(points.rbegin()->first - points.begin()->first < 120 * step);
    RC_ASSERT(wrong() == "");
  }));
}

}  // namespace
}  // namespace scrutin::test
