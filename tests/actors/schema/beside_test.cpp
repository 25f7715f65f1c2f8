// What actors/schema/beside.sql makes of the rows that the original sample's worker writes, in a real PostgreSQL.
#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <atomic>
#include <map>
#include <thread>
#include <utility>

#include "actors/postgres/postgres_session.hpp"
#include "tests/actors/schema/database.hpp"
#include "tests/support/eventually.hpp"

namespace scrutin::test {
namespace {

/// The original sample's worker: it inserts, and where that fails it updates.
void write_as_the_original(session& db, const std::string& voter, const std::string& vote) {
  try {
    db.exec("INSERT INTO votes (id, vote) VALUES ($1, $2)", {voter, vote});
  } catch (const pqxx::sql_error&) {
    db.exec("UPDATE votes SET vote = $2 WHERE id = $1", {voter, vote});
  }
}

class Beside : public WithSchema {
protected:
  void write(const std::string& voter, const std::string& vote) { write_as_the_original(db, voter, vote); }
  std::string vote_of(const std::string& voter) {
    return db.table("SELECT vote, uid IS NULL, n FROM votes WHERE poll = 'default' AND id = '" + voter + "'");
  }
};

TEST_F(Beside, CountsWhatTheOriginalWorkerWrites) {
  write("1f", "a");
  write("2f", "a");
  write("3f", "b");
  EXPECT_EQ(tallies(), "default,a,2\ndefault,b,1");
  EXPECT_EQ(turnout(), "default,3");
  EXPECT_EQ(wrong(), "");
  write("1f", "b");
  EXPECT_EQ(tallies(), "default,a,1\ndefault,b,2");
  EXPECT_EQ(turnout(), "default,3");
  EXPECT_EQ(wrong(), "");
}

TEST_F(Beside, TellsTheResultPagesOfEachChangeAndOfNothingElse) {
  actors::postgres_session listener{actors::conninfo{.text = url, .server = {}, .settings = {}}};
  listener.listen("scrutin_tallies");
  write("1f", "a");
  std::vector<std::string> heard;
  EXPECT_TRUE(eventually([&] { return !(heard = listener.take_notifications()).empty(); }));
  EXPECT_EQ(heard, std::vector<std::string>{R"(["default"])"});
  const auto before = sequence();
  write("1f", "a");
  EXPECT_EQ(sequence(), before) << "the same vote again changes nothing";
  write("1f", "b");
  EXPECT_GT(std::stoi(sequence()), std::stoi(before));
}

TEST_F(Beside, TakesAChangeOfABallotForTheVotersLatestVote) {
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 1, .voter = "v"}, {.uid = 2, .voter = "w"}});
  write("v", "b");
  EXPECT_EQ(vote_of("v"), "b,t,1") << "no ballot brought it, and it came after the first of this partition";
  EXPECT_EQ(tallies(), "default,a,1\ndefault,b,1");
  EXPECT_EQ(turnout(), "default,2");
  EXPECT_EQ(wrong(), "");
  EXPECT_EQ(db.value("SELECT state FROM find_receipt($1::uuid)", {uuid_of(1)}), "replaced");
  EXPECT_EQ(db.table("SELECT * FROM repair_votes()"), "0,0,0,0");

  db.apply(0, token, {{.uid = 1, .voter = "v"}});
  EXPECT_EQ(vote_of("v"), "b,t,1") << "a ballot that is delivered again is no later vote";
  db.apply(0, token, {{.uid = 3, .voter = "v", .choice = "c"}});
  EXPECT_EQ(vote_of("v"), "c,f,3");
  EXPECT_EQ(tallies(), "default,a,1\ndefault,c,1");
  EXPECT_EQ(turnout(), "default,2");
  EXPECT_EQ(wrong(), "");
}

// The number of partitions was changed: the ballot after the original's vote comes by one that has counted less far.
TEST_F(Beside, KnowsABallotOfAnotherPartitionForALaterOne) {
  const auto first = db.acquire(0).value();
  const auto second = db.acquire(1).value();
  db.apply(0, first, {{.uid = 1, .voter = "u"}, {.uid = 2, .voter = "w"}, {.uid = 3, .voter = "v"}});
  write("v", "b");
  db.apply(1, second, {{.uid = 4, .voter = "v", .choice = "c"}});
  EXPECT_EQ(tallies(), "default,a,2\ndefault,c,1");
  EXPECT_EQ(wrong(), "");
}

TEST_F(Beside, LeavesTheVotersOtherPollsAlone) {
  db.apply(0, db.acquire(0).value(),
           {{.uid = 1, .voter = "v"}, {.uid = 2, .voter = "v", .poll = "lunch"}, {.uid = 3, .voter = "w"}});
  write("v", "b");
  EXPECT_EQ(db.table("SELECT poll, vote, uid IS NULL FROM votes WHERE id = 'v' ORDER BY poll"),
            "default,b,t\nlunch,a,f");
  EXPECT_EQ(tallies(), "default,a,1\ndefault,b,1\nlunch,a,1");
  EXPECT_EQ(wrong(), "");
}

TEST_F(Beside, CountsEachOptionOfAVoteForSeveral) {
  write("v", "a,c");
  write("v", "a,b");
  EXPECT_EQ(tallies(), "default,a,1\ndefault,b,1");
  EXPECT_EQ(turnout(), "default,1");
  EXPECT_EQ(wrong(), "");
}

TEST_F(Beside, LosesNoVoteOfManyWhoWriteAtOnceBesideBatches) {
  constexpr int writers = 4;
  constexpr int rounds = 60;
  std::atomic<int> failures = 0;
  std::atomic<bool> over = false;
  const auto token = db.acquire(0).value();
  std::jthread batches{[&] {
    session own{url};
    for (std::uint64_t uid = 1; !over;) {
      std::vector<ballot> batch;
      for (int i = 0; i < 20; ++i, ++uid) {
        batch.push_back({.uid = uid, .voter = "v" + std::to_string(uid % 30), .choice = uid % 7 < 3 ? "a" : "c"});
      }
      // As `sync` does: another wrote what this batch had read.
      for (std::string again = "40001"; again == "40001" || again == "40P01" || again == "23505";) {
        again = sqlstate_of([&] { own.apply(0, token, batch); });
        if (!again.empty() && again != "40001" && again != "40P01" && again != "23505") ++failures;
      }
    }
  }};
  std::vector<std::jthread> originals;
  for (int i = 0; i < writers; ++i) {
    originals.emplace_back([&, i] {
      session own{url};
      for (int round = 0; round < rounds; ++round) {
        const auto voter = "v" + std::to_string((round * writers + i) % 30);
        try {
          write_as_the_original(own, voter, round % 2 == 0 ? "a" : "b");
        } catch (const std::exception& e) {
          ADD_FAILURE() << e.what();
          ++failures;
        }
      }
    });
  }
  originals.clear();
  over = true;
  batches.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(wrong(), "");
  EXPECT_EQ(turnout(), "default,30");
}

// Two write the first vote for an option: neither finds a row to add to.
TEST_F(Beside, CountsTwoFirstVotesThatComeAtOnce) {
  session other{url};
  db.exec("BEGIN");
  write("1f", "a");
  {
    const auto pid = other.value("SELECT pg_backend_pid()");
    std::jthread second{[&] { EXPECT_NO_THROW(write_as_the_original(other, "2f", "a")); }};
    session watching{url};
    EXPECT_TRUE(eventually(
        [&] { return watching.value("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = " + pid) != "0"; }));
    db.exec("COMMIT");
  }
  EXPECT_EQ(tallies(), "default,a,2");
  EXPECT_EQ(wrong(), "");
}

TEST_F(Beside, AgreesWithTheAuditWhateverComesInWhatOrder) {
  const std::vector<std::string> voters{"u", "v", "w"};
  const std::vector<std::string> choices{"a", "b", "a,c"};
  const std::vector<std::string> polls{"default", "q"};
  EXPECT_TRUE(rc::check([&] {
    db.exec("TRUNCATE ledger, votes, tallies, turnout, arrivals, partitions");
    std::vector<std::int64_t> tokens{db.acquire(0).value(), db.acquire(1).value()};
    const auto any_ballot = rc::gen::construct<ballot>(rc::gen::inRange<std::uint64_t>(1, 40),
                                                       rc::gen::elementOf(voters), rc::gen::elementOf(choices),
                                                       rc::gen::elementOf(polls), rc::gen::inRange<std::int64_t>(1, 9));
    // Of whom: 0 and 1, a batch of that partition; 2, a letter; 3, the original.
    const auto steps =
        *rc::gen::container<std::vector<std::pair<int, ballot>>>(rc::gen::pair(rc::gen::inRange(0, 4), any_ballot));
    std::map<std::string, std::string> last;  // of the original's votes, those that nothing followed
    constexpr unsigned often = 8;             // an audit takes longer than a step
    unsigned n = 0;
    for (const auto& [who, what] : steps) {
      if (who == 3) {
        write(what.voter, what.choice);
        last[what.voter] = what.choice;
      } else {
        if (what.poll == "default") last.erase(what.voter);
        if (who == 2) {
          db.apply_letter(0, what);
        } else {
          db.apply(who, tokens[static_cast<std::size_t>(who)], {what});
        }
      }
      if (++n % often == 0) RC_ASSERT(wrong() == "");
    }
    RC_ASSERT(wrong() == "");
    for (const auto& [voter, choice] : last) {
      RC_ASSERT(db.value("SELECT vote FROM votes WHERE poll = 'default' AND id = '" + voter + "'") == choice);
    }
  }));
}

}  // namespace
}  // namespace scrutin::test
