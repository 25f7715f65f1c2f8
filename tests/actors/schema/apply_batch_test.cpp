// apply_batch and tally_snapshot (actors/schema/batches.sql, tallies.sql), in a real PostgreSQL.
#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <sstream>
#include <thread>
#include <utility>

#include "actors/postgres/postgres_session.hpp"
#include "tests/actors/schema/database.hpp"
#include "tests/support/eventually.hpp"

namespace scrutin::test {
namespace {

using ApplyBatch = WithSchema;
using ::testing::ElementsAre;

TEST_F(ApplyBatch, PutsABallotIntoLedgerVotesAndTallies) {
  const auto token = db.acquire(3).value();
  EXPECT_EQ(db.apply(3, token, {{.uid = 0xabc, .voter = "v", .choice = "b", .poll = "lunch", .ms = 1'700'000'000'123}}),
            1);
  EXPECT_EQ(db.table("SELECT uid, poll, voter, choice, partition, n, cast_at AT TIME ZONE 'UTC' FROM ledger"),
            "00000000-0000-0000-0000-000000000abc,lunch,v,b,3,1,2023-11-14 22:13:20.123");
  EXPECT_EQ(db.table("SELECT poll, id, vote, uid FROM votes"), "lunch,v,b,00000000-0000-0000-0000-000000000abc");
  EXPECT_EQ(db.table("SELECT * FROM tally_snapshot()"), "1,lunch,b,1\n1,lunch,,1");
}

TEST_F(ApplyBatch, RefusesAStaleTokenAndChangesNothing) {
  const auto stale = db.acquire(0, "first").value();
  const auto token = db.acquire(0, "first").value();
  db.apply(0, token, {{.uid = 1, .voter = "v"}});
  const auto row = db.table("SELECT * FROM partitions WHERE p = 0");

  EXPECT_EQ(sqlstate_of([&] { db.apply(0, stale, {{.uid = 2, .voter = "w"}}); }), "SC001");
  EXPECT_EQ(sqlstate_of([&] { db.apply(7, 1, {{.uid = 2, .voter = "w"}}); }), "SC001") << "nobody's partition";
  EXPECT_EQ(db.table("SELECT * FROM partitions WHERE p = 0"), row);
  EXPECT_EQ(tallies(), "default,a,1");
  EXPECT_EQ(db.value("SELECT count(*) FROM ledger"), "1");
}

TEST_F(ApplyBatch, RefusesATokenThatWasReleased) {
  const auto token = db.acquire(0).value();
  db.exec("SELECT release_lease(0, $1::bigint)", {std::to_string(token)});
  EXPECT_EQ(sqlstate_of([&] { db.apply(0, token, {{.uid = 1, .voter = "v"}}); }), "SC001");
}

TEST_F(ApplyBatch, AppliesAReplayedBatchOnce) {
  const auto token = db.acquire(0).value();
  const std::vector<ballot> batch{{.uid = 1, .voter = "v"}, {.uid = 2, .voter = "w", .choice = "b"}};
  EXPECT_EQ(db.apply(0, token, batch), 2);
  EXPECT_EQ(db.apply(0, token, batch), 0);
  EXPECT_EQ(tallies(), "default,a,1\ndefault,b,1");
  EXPECT_EQ(sequence(), "1");
}

TEST_F(ApplyBatch, DoesNotReturnToAnEarlierVoteWhenItIsReplayed) {
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 1, .voter = "v", .choice = "a"}});
  db.apply(0, token, {{.uid = 2, .voter = "v", .choice = "b"}});
  EXPECT_EQ(db.apply(0, token, {{.uid = 1, .voter = "v", .choice = "a"}, {.uid = 3, .voter = "w", .choice = "a"}}), 1);
  EXPECT_EQ(db.table("SELECT id, vote FROM votes ORDER BY id"), "v,b\nw,a");
}

TEST_F(ApplyBatch, CountsAUidThatStandsTwiceInABatchOnceAsItsFirst) {
  const auto token = db.acquire(0).value();
  EXPECT_EQ(db.apply(0, token,
                     {{.uid = 1, .voter = "v", .choice = "a"},
                      {.uid = 2, .voter = "w", .choice = "a"},
                      {.uid = 1, .voter = "v", .choice = "b"}}),
            2);
  EXPECT_EQ(db.table("SELECT id, vote FROM votes ORDER BY id"), "v,a\nw,a");
  EXPECT_EQ(db.table("SELECT voter, n FROM ledger ORDER BY n"), "v,1\nw,2");
}

TEST_F(ApplyBatch, LetsTheLastBallotOfAVoterWinInEachPoll) {
  const auto token = db.acquire(0).value();
  db.apply(0, token,
           {{.uid = 9, .voter = "v", .choice = "c", .poll = "one"},
            {.uid = 8, .voter = "v", .choice = "a", .poll = "two"},
            {.uid = 7, .voter = "v", .choice = "b", .poll = "one"},
            {.uid = 6, .voter = "v", .choice = "a", .poll = "one"},
            {.uid = 5, .voter = "v", .choice = "b", .poll = "two"}});
  EXPECT_EQ(db.table("SELECT poll, vote FROM votes ORDER BY poll"), "one,a\ntwo,b");
  EXPECT_EQ(tallies(), "one,a,1\ntwo,b,1");
  EXPECT_EQ(db.value("SELECT string_agg(choice, '' ORDER BY n) FROM ledger"), "cabab");
}

TEST_F(ApplyBatch, MovesTheTallyWhenAVoterVotesAgain) {
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 1, .voter = "v", .choice = "a"}, {.uid = 2, .voter = "w", .choice = "a"}});
  db.apply(0, token, {{.uid = 3, .voter = "v", .choice = "b"}});
  EXPECT_EQ(tallies(), "default,a,1\ndefault,b,1");
  EXPECT_EQ(db.value("SELECT uid FROM votes WHERE id = 'v'"), "00000000-0000-0000-0000-000000000003");
}

TEST_F(ApplyBatch, KeepsTheSumRightWhenAVoterComesToAnotherPartition) {
  const auto first = db.acquire(0).value();
  const auto second = db.acquire(1).value();
  db.apply(0, first, {{.uid = 1, .voter = "v", .choice = "a"}});
  db.apply(1, second, {{.uid = 2, .voter = "v", .choice = "b"}});
  EXPECT_EQ(tallies(), "default,b,1");
  EXPECT_EQ(db.table("SELECT choice, partition, n FROM tallies ORDER BY choice, partition"), "a,0,1\na,1,-1\nb,1,1");
}

// Two partitions never share a voter, until their number is changed while votes wait: then nothing may be lost.
TEST_F(ApplyBatch, AsksForARepeatWhenAnotherPartitionChangedTheSameVoteMeanwhile) {
  db.apply(0, db.acquire(0).value(), {{.uid = 1, .voter = "v", .choice = "a"}});
  const auto token = db.acquire(1).value();
  session other{url};
  const auto pid = other.value("SELECT pg_backend_pid()");
  std::string sqlstate;
  {
    pqxx::work changing{db.connection};
    changing.exec("UPDATE votes SET vote = 'c', uid = NULL WHERE id = 'v'");
    std::thread late{
        [&] { sqlstate = sqlstate_of([&] { other.apply(1, token, {{.uid = 2, .voter = "v", .choice = "b"}}); }); }};
    EXPECT_TRUE(eventually([&] {
      return changing.exec("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = " + pid)[0][0].as<int>() > 0;
    }));
    changing.commit();
    late.join();
  }
  EXPECT_EQ(sqlstate, "40001");
  EXPECT_EQ(other.apply(1, token, {{.uid = 2, .voter = "v", .choice = "b"}}), 1) << "nothing of the first try is left";
}

TEST_F(ApplyBatch, TellsTheListenersOnceABatchThatCountsABallot) {
  actors::postgres_session listener{actors::conninfo{.text = url, .server = {}, .settings = {}}};
  listener.listen("scrutin_tallies");
  const auto token = db.acquire(0).value();
  const std::vector<ballot> batch{{.uid = 1, .voter = "v", .poll = "one"}, {.uid = 2, .voter = "v", .poll = "two"}};
  db.apply(0, token, batch);
  db.apply(0, token, batch);                                      // a replay
  db.apply(0, token, {});                                         // nothing at all
  db.apply(0, token, {{.uid = 3, .voter = "v", .poll = "one"}});  // the same choice again: when votes came has changed
  db.apply(0, token, {{.uid = 4, .voter = "v", .poll = "one", .final = true}});  // one that counts for nothing
  EXPECT_EQ(sqlstate_of([&] { db.apply(0, token + 1, batch); }), "SC001");
  std::vector<ballot> wide;
  for (std::uint64_t i = 0; i < 200; ++i)
    wide.push_back({.uid = 10 + i, .voter = "v", .poll = std::string(30, 'p') + std::to_string(i)});
  db.apply(0, token, wide);
  db.apply(0, token, {{.uid = 500, .voter = "v", .choice = "a,b", .poll = "several"}});
  db.apply(0, token,  // one voter more, at the same tallies
           {{.uid = 501, .voter = "v", .choice = "b", .poll = "several"},
            {.uid = 502, .voter = "w", .choice = "a", .poll = "several"}});
  db.exec("NOTIFY scrutin_tallies, 'the end'");

  std::vector<std::string> heard;
  EXPECT_TRUE(eventually([&] {
    for (auto& payload : listener.take_notifications()) heard.push_back(std::move(payload));
    return !heard.empty() && heard.back() == "the end";
  }));
  EXPECT_THAT(heard, ElementsAre(R"(["one", "two"])", R"(["one"])", "", R"(["several"])", R"(["several"])", "the end"));
}

TEST_F(ApplyBatch, CommitsDurablyWhateverTheServersDefault) {
  const auto token = std::to_string(db.acquire(0).value());
  pqxx::work transaction{db.connection};
  transaction.exec("SET LOCAL synchronous_commit = off");
  transaction.exec("SELECT apply_batch(0, " + token +
                   ", 1000, '{00000000000000000000000000000001}', '{p}', '{v}', '{a}', '{1}', '{}', '{}')");
  EXPECT_STREQ(transaction.exec("SHOW synchronous_commit")[0][0].c_str(), "on");
}

TEST_F(ApplyBatch, RefusesArraysOfDifferentLengths) {
  const auto token = std::to_string(db.acquire(0).value());
  EXPECT_EQ(
      sqlstate_of([&] {
        db.exec("SELECT apply_batch(0, " + token +
                ", 1000, '{00000000000000000000000000000001,00000000000000000000000000000002}', '{p}', '{v}', '{a}', "
                "'{1}', '{}', '{}')");
      }),
      "23502");
}

TEST_F(ApplyBatch, AnswersTheOriginalResultPagesQuery) {
  const auto token = db.acquire(0).value();
  db.apply(0, token,
           {{.uid = 1, .voter = "u", .choice = "a"},
            {.uid = 2, .voter = "v", .choice = "b"},
            {.uid = 3, .voter = "w", .choice = "a"}});
  db.apply(0, token, {{.uid = 4, .voter = "v", .choice = "a"}, {.uid = 5, .voter = "u", .choice = "b"}});
  EXPECT_EQ(db.table("SELECT vote, COUNT(id) AS count FROM votes GROUP BY vote ORDER BY vote"), "a,2\nb,1");
}

TEST_F(ApplyBatch, NumbersEachSnapshotHigherThanTheOneBefore) {
  const std::vector<std::int64_t> tokens{db.acquire(0).value(), db.acquire(1).value()};
  for (std::uint64_t i = 1; i <= 6; ++i) {
    db.apply(i % 2 == 0, tokens[i % 2 == 0], {{.uid = i, .voter = std::to_string(i)}});
    EXPECT_EQ(sequence(), std::to_string(i));
  }
}

// 2000 ballots of as many voters, from `begin` on.
std::vector<ballot> crowd(std::uint64_t begin, std::uint64_t first_uid) {
  std::vector<ballot> batch;
  for (std::uint64_t i = begin; i < begin + 2000; ++i) {
    batch.push_back({.uid = first_uid + i, .voter = uuid_of(i * 0x9E3779B97F4A7C15u)});
  }
  return batch;
}

void keep_statistics(session& db) {
  for (const std::string table : {"ledger", "votes"})
    db.exec("ALTER TABLE " + table + " SET (autovacuum_enabled = off)");
}

// How many rows of `votes` and `ledger` a batch read. The rows that a key leads to are a few for each ballot, whatever
// stands in the tables; a plan that reads a table from end to end shows.
std::int64_t rows_read(session& db, std::int64_t token, const std::vector<ballot>& batch) {
  const std::string count =
      "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables WHERE relname IN ('votes', "
      "'ledger')";
  db.exec("BEGIN");
  const auto before = std::stoll(db.value(count));
  EXPECT_EQ(db.apply(0, token, batch), 2000);
  const auto after = std::stoll(db.value(count));
  db.exec("COMMIT");
  return after - before;
}

// As in any new deployment: someone tries it with one vote, then a crowd comes.
TEST_F(ApplyBatch, ReadsByKeyAloneWithStatisticsAndPlansOfASingleVote) {
  keep_statistics(db);
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 99'999'999, .voter = "the only one"}});
  db.exec("ANALYZE");
  db.apply(0, token, {{.uid = 99'999'998, .voter = "the only one"}});
  db.apply(0, token, {{.uid = 99'999'998, .voter = "the only one"}});  // by now it has every plan that it will keep

  constexpr std::uint64_t voters = 20'000;
  for (std::uint64_t begin = 0; begin < voters; begin += 2000) {
    EXPECT_LE(rows_read(db, token, crowd(begin, 0)), 0) << "first votes";
  }
  session fresh{url};
  for (auto* one : {&db, &fresh}) {
    const std::uint64_t first_uid = one == &db ? 1'000'000 : 3'000'000;
    EXPECT_LE(rows_read(*one, token, crowd(0, first_uid)), 2 * 2000) << "second votes: looked up and replaced";
    auto repeated = crowd(0, first_uid + voters);
    repeated.push_back(repeated.front());
    const auto known = crowd(2000, first_uid - voters);
    one->apply(0, token, known);
    repeated.insert(repeated.end(), known.begin(), known.end());
    EXPECT_LE(rows_read(*one, token, repeated), 3 * 2000) << "with as many that were applied before";
  }
}

// Time is the machine's too, so the fastest batch of each kind counts, and one good comparison of five is enough.
TEST_F(ApplyBatch, KeepsItsSpeedOnSecondVotesWithoutStatistics) {
  using seconds = std::chrono::duration<double>;
  keep_statistics(db);
  const auto token = db.acquire(0).value();
  const auto fastest = [&](session& by, std::uint64_t first_voter, std::uint64_t first_uid) {
    seconds best{1e9};
    for (std::uint64_t begin = first_voter; begin < first_voter + 20'000; begin += 2000) {
      const auto batch = crowd(begin, first_uid);
      const auto start = std::chrono::steady_clock::now();
      EXPECT_EQ(by.apply(0, token, batch), 2000);
      best = std::min<seconds>(best, std::chrono::steady_clock::now() - start);
    }
    return best;
  };
  double ratio = 1e9;
  for (std::uint64_t attempt = 0; attempt < 5 && ratio >= 3; ++attempt) {
    session fresh{url};
    const auto first = fastest(db, attempt * 20'000, 0);
    const auto with_old_plans = fastest(db, attempt * 20'000, 10'000'000);
    const auto with_new_plans = fastest(fresh, attempt * 20'000, 20'000'000);
    ratio = std::max(with_old_plans, with_new_plans) / first;
  }
  EXPECT_LT(ratio, 3);
}

TEST_F(ApplyBatch, CountsEachOptionOfAVoteForSeveral) {
  const auto token = db.acquire(0).value();
  db.apply(0, token,
           {{.uid = 1, .voter = "u", .choice = "a,c"},
            {.uid = 2, .voter = "v", .choice = "a,b,c"},
            {.uid = 3, .voter = "w", .choice = "b"}});
  EXPECT_EQ(tallies(), "default,a,2\ndefault,b,2\ndefault,c,2");
  EXPECT_EQ(turnout(), "default,3");
  db.apply(0, token, {{.uid = 4, .voter = "v", .choice = "c,d"}});
  EXPECT_EQ(tallies(), "default,a,1\ndefault,b,1\ndefault,c,2\ndefault,d,1");
  EXPECT_EQ(turnout(), "default,3");
  EXPECT_EQ(db.value("SELECT vote FROM votes WHERE id = 'v'"), "c,d");
}

TEST_F(ApplyBatch, TakesAVoteForAsManyOptionsAsAPollMayHave) {
  std::string all;
  for (char c = 'a'; c <= 't'; ++c) all += (all.empty() ? "" : ",") + std::string(32, c);
  db.apply(0, db.acquire(0).value(), {{.uid = 1, .voter = "v", .choice = all}});
  EXPECT_EQ(db.value("SELECT vote FROM votes"), all);
  EXPECT_EQ(db.value("SELECT count(*) FROM tallies"), "20");
}

TEST_F(ApplyBatch, LetsTheFirstVoteStandInAFinalPoll) {
  const auto token = db.acquire(0).value();
  EXPECT_EQ(db.apply(0, token,
                     {{.uid = 1, .voter = "v", .choice = "a", .poll = "once", .final = true},
                      {.uid = 2, .voter = "v", .choice = "b", .poll = "once", .final = true},
                      {.uid = 3, .voter = "v", .choice = "a", .poll = "open"},
                      {.uid = 4, .voter = "v", .choice = "b", .poll = "open"}}),
            4);
  EXPECT_EQ(tallies(), "once,a,1\nopen,b,1");
  EXPECT_EQ(db.apply(0, token,
                     {{.uid = 5, .voter = "v", .choice = "c", .poll = "once", .final = true},
                      {.uid = 6, .voter = "w", .choice = "c", .poll = "once", .final = true}}),
            2);
  EXPECT_EQ(tallies(), "once,a,1\nonce,c,1\nopen,b,1");
  EXPECT_EQ(turnout(), "once,2\nopen,1");
  EXPECT_EQ(db.table("SELECT uid, n FROM ledger WHERE n < 0 ORDER BY uid"),
            "00000000-0000-0000-0000-000000000002,-1\n00000000-0000-0000-0000-000000000005,-1");
}

TEST_F(ApplyBatch, LeavesWhatWasCountedWhenAPollBecomesFinalOrIsNoMore) {
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 1, .voter = "v", .choice = "a"}, {.uid = 2, .voter = "v", .choice = "b"}});
  db.apply(0, token, as_final({{.uid = 3, .voter = "v", .choice = "c"}}));
  EXPECT_EQ(tallies(), "default,b,1");
  db.apply(0, token, {{.uid = 4, .voter = "w", .choice = "a"}});
  EXPECT_EQ(tallies(), "default,a,1\ndefault,b,1") << "what counted for nothing stays so";
  db.apply(0, token, {{.uid = 5, .voter = "v", .choice = "d"}});
  EXPECT_EQ(tallies(), "default,a,1\ndefault,d,1");
}

// Two processes with other settings, and one voter at both: each ballot by its own terms.
TEST_F(ApplyBatch, JudgesEachBallotByItsOwnTerms) {
  const auto token = db.acquire(0).value();
  db.apply(0, token,
           {{.uid = 1, .voter = "v", .choice = "a", .final = true},
            {.uid = 2, .voter = "v", .choice = "b"},
            {.uid = 3, .voter = "v", .choice = "c", .final = true},
            {.uid = 4, .voter = "w", .choice = "c"},
            {.uid = 5, .voter = "w", .choice = "a", .final = true}});
  EXPECT_EQ(tallies(), "default,b,1\ndefault,c,1");
  EXPECT_EQ(db.table("SELECT n FROM ledger ORDER BY uid"), "1\n2\n-1\n4\n-1");
  EXPECT_EQ(wrong(), "");
}

TEST_F(ApplyBatch, CountsAReplayInAFinalPollForNothing) {
  const auto token = db.acquire(0).value();
  const std::vector<ballot> batch{{.uid = 1, .voter = "v", .choice = "a"}, {.uid = 2, .voter = "v", .choice = "b"}};
  EXPECT_EQ(db.apply(0, token, as_final(batch)), 2);
  EXPECT_EQ(db.apply(0, token, as_final(batch)), 0);
  EXPECT_EQ(db.apply(0, token, as_final({batch[1], {.uid = 3, .voter = "v", .choice = "c"}})), 1);
  EXPECT_EQ(tallies(), "default,a,1");
  EXPECT_EQ(db.table("SELECT n FROM ledger ORDER BY uid"), "1\n-1\n-1");
}

TEST_F(ApplyBatch, LetsARowOfTheOriginalSampleStandInAFinalPoll) {
  db.exec("INSERT INTO votes (id, vote) VALUES ('1f', 'b')");
  db.apply(0, db.acquire(0).value(), as_final({{.uid = 1, .voter = "1f", .choice = "a"}}));
  EXPECT_EQ(db.table("SELECT vote, uid FROM votes"), "b,");
  EXPECT_EQ(db.value("SELECT count(*) FROM wrong_votes"), "0");
}

// Random batches, with replays, duplicates, second votes, voters who change their partition, votes for several options
// and ballots that count only where no vote stands, against a model.
TEST_F(ApplyBatch, CountsLikeTheModel) {
  EXPECT_TRUE(rc::check([this] {
    db.exec("TRUNCATE ledger, votes, tallies, turnout, arrivals, partitions");
    constexpr int partitions = 3;
    std::vector<std::int64_t> tokens;
    for (int p = 0; p < partitions; ++p) tokens.push_back(db.acquire(p).value());
    const auto any_ballot = rc::gen::construct<ballot>(
        rc::gen::inRange<std::uint64_t>(1, 40), rc::gen::elementOf(std::vector<std::string>{"u", "v", "w", "x"}),
        rc::gen::elementOf(std::vector<std::string>{"a", "b", "c", "a,b", "a,c", "a,b,c"}),
        rc::gen::elementOf(std::vector<std::string>{"p", "q"}), rc::gen::inRange<std::int64_t>(1, 200'000),
        rc::gen::arbitrary<bool>());
    struct delivery {
      int partition;
      std::vector<ballot> batch;
    };
    const auto deliveries = *rc::gen::container<std::vector<delivery>>(rc::gen::construct<delivery>(
        rc::gen::inRange(0, partitions), rc::gen::container<std::vector<ballot>>(any_ballot)));

    std::set<std::uint64_t> known;
    std::map<std::pair<std::string, std::string>, ballot> votes;
    std::map<std::uint64_t, std::string> receipts;
    std::map<std::pair<std::string, std::int64_t>, int> seconds;
    std::int64_t numbered = 0;
    for (const auto& [partition, batch] : deliveries) {
      const auto before = known.size();
      for (const auto& one : batch) {
        if (!known.insert(one.uid).second) continue;
        const auto standing = votes.find({one.poll, one.voter});
        if (standing != votes.end() && one.final) {
          receipts[one.uid] = "uncounted";
          continue;
        }
        if (standing != votes.end())
          receipts[standing->second.uid] = "replaced";
        else
          ++seconds[{one.poll, one.ms / 1000}];
        receipts[one.uid] = "counted";
        votes[{one.poll, one.voter}] = one;
      }
      const auto fresh = static_cast<std::int64_t>(known.size() - before);
      numbered += fresh > 0;
      RC_ASSERT(db.apply(partition, tokens[static_cast<std::size_t>(partition)], batch) == fresh);
    }

    const auto lines = [](const auto& rows) {
      std::string all;
      for (const auto& row : rows) all += (all.empty() ? "" : "\n") + row;
      return all;
    };
    std::vector<std::string> expected_votes;
    std::map<std::string, int> counts;
    std::map<std::string, int> voters;
    for (const auto& [who, vote] : votes) {
      expected_votes.push_back(who.first + "," + who.second + "," + vote.choice);
      ++voters[who.first];
      std::istringstream choices{vote.choice};
      for (std::string choice; std::getline(choices, choice, ',');) ++counts[who.first + "," + choice];
    }
    std::vector<std::string> expected_tallies;
    for (const auto& [which, n] : counts) expected_tallies.push_back(which + "," + std::to_string(n));
    std::vector<std::string> expected_turnout;
    for (const auto& [poll, n] : voters) expected_turnout.push_back(poll + "," + std::to_string(n));
    std::vector<std::string> expected_seconds;
    for (const auto& [when, n] : seconds) {
      expected_seconds.push_back(when.first + "," + std::to_string(when.second) + "," + std::to_string(n));
    }
    RC_ASSERT(db.table("SELECT poll, id, vote FROM votes ORDER BY poll, id") == lines(expected_votes));
    RC_ASSERT(tallies() == lines(expected_tallies));
    RC_ASSERT(turnout() == lines(expected_turnout));
    RC_ASSERT(db.table("SELECT poll, at, sum(n) FROM arrivals WHERE step = 1 GROUP BY 1, 2 ORDER BY 1, 2") ==
              lines(expected_seconds));
    for (const auto& [uid, state] : receipts) {
      RC_ASSERT(db.value("SELECT state FROM find_receipt($1::uuid)", {uuid_of(uid)}) == state);
    }
    RC_ASSERT(sequence() == std::to_string(numbered));
    RC_ASSERT(
        db.value("SELECT count(*) FROM partitions AS s WHERE p >= 0 AND applied < (SELECT coalesce(max(n), 0) FROM "
                 "ledger AS l WHERE l.partition = s.p)") == "0");
    RC_ASSERT(db.value("SELECT count(*) FROM (SELECT 1 FROM ledger WHERE n > 0 GROUP BY partition, n HAVING count(*) > "
                       "1) AS twice") == "0");
    RC_ASSERT(wrong() == "");
  }));
}

}  // namespace
}  // namespace scrutin::test
