// What actors/schema/audit.sql finds and repairs, in a real PostgreSQL.
#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <map>
#include <thread>
#include <utility>

#include "actors/postgres/postgres_session.hpp"
#include "tests/actors/schema/database.hpp"
#include "tests/support/eventually.hpp"

namespace scrutin::test {
namespace {

class Audit : public WithSchema {
protected:
  std::string wrong_votes() {
    return db.table("SELECT poll, voter, choice, right_choice FROM wrong_votes ORDER BY poll, voter");
  }
  std::string wrong_tallies() {
    return db.table("SELECT poll, choice, n, right_n FROM audited_tallies WHERE n <> right_n ORDER BY poll, choice");
  }
  // Past the triggers: a change of `votes` as nobody means it, not one by the original sample's worker.
  std::size_t damage(const std::string& sql, const std::vector<std::optional<std::string>>& parameters = {}) {
    db.exec("SET session_replication_role = replica");
    const auto touched = db.exec(sql, parameters).affected_rows();
    db.exec("SET session_replication_role = origin");
    return static_cast<std::size_t>(touched);
  }
  std::string repair() { return db.table("SELECT * FROM repair_votes()"); }

  // Of which table the session waits for a lock; "" where it does not.
  std::string awaited_table(const std::string& pid) {
    std::string table;
    eventually([&] {
      table = db.table("SELECT relation::regclass FROM pg_locks WHERE NOT granted AND relation IS NOT NULL AND pid = " +
                       pid);
      return !table.empty();
    });
    return table;
  }
};

TEST_F(Audit, AgreesWithWhatBatchesLeave) {
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 1, .voter = "v"}, {.uid = 2, .voter = "w"}, {.uid = 3, .voter = "v", .choice = "b"}});
  db.apply(0, token, {{.uid = 4, .voter = "w", .poll = "lunch"}});
  EXPECT_EQ(wrong_votes(), "");
  EXPECT_EQ(wrong_tallies(), "");
  EXPECT_EQ(repair(), "0,0,0,0");
  EXPECT_EQ(sequence(), "2") << "nothing was repaired";
}

// The number of partitions was changed: the voter's next vote comes by one that has counted less far.
TEST_F(Audit, KnowsTheLastVoteOfAVoterWhoCameByAnotherPartition) {
  const auto first = db.acquire(0).value();
  const auto second = db.acquire(1).value();
  db.apply(0, first, {{.uid = 1, .voter = "u"}, {.uid = 2, .voter = "w"}, {.uid = 3, .voter = "v", .choice = "a"}});
  db.apply(1, second, {{.uid = 4, .voter = "new"}, {.uid = 5, .voter = "v", .choice = "b"}});
  EXPECT_EQ(wrong_votes(), "");
  EXPECT_EQ(db.value("SELECT choice FROM ledger WHERE voter = 'v' ORDER BY n DESC LIMIT 1"), "b");
  db.apply(1, second, {{.uid = 6, .voter = "u", .choice = "c"}});
  db.apply(0, first, {{.uid = 7, .voter = "v", .choice = "a"}});
  EXPECT_EQ(wrong_votes(), "");
  EXPECT_EQ(wrong_tallies(), "");
  EXPECT_EQ(db.table("SELECT id, vote FROM votes ORDER BY id"), "new,a\nu,c\nv,a\nw,a");
}

TEST_F(Audit, LetsTheRowsOfTheOriginalSampleStandUntilABallotReplacesThem) {
  session old{postgres_server::shared().create_database()};
  old.exec("CREATE TABLE votes (id varchar(255) NOT NULL UNIQUE, vote varchar(255) NOT NULL)");
  old.exec("INSERT INTO votes VALUES ('1f', 'a'), ('2f', 'a'), ('3f', 'b')");
  actors::install_schema(old.connection);
  old.apply(0, old.acquire(0).value(), {{.uid = 1, .voter = "1f", .choice = "b"}});
  EXPECT_EQ(old.value("SELECT count(*) FROM wrong_votes"), "0");
  EXPECT_EQ(old.value("SELECT count(*) FROM audited_tallies WHERE n <> right_n"), "0");
  old.exec("DELETE FROM tallies");
  EXPECT_EQ(old.table("SELECT * FROM repair_votes()"), "0,2,0,0");
  EXPECT_EQ(old.table("SELECT poll, choice, n FROM tally_snapshot()"), "default,a,1\ndefault,b,2\ndefault,,3");
  EXPECT_EQ(old.table("SELECT id, vote FROM votes ORDER BY id"), "1f,b\n2f,a\n3f,b");
}

TEST_F(Audit, FindsAndRepairsWhatDiffers) {
  const auto token = db.acquire(0).value();
  db.apply(0, token,
           {{.uid = 1, .voter = "changed"},
            {.uid = 2, .voter = "gone"},
            {.uid = 3, .voter = "number"},
            {.uid = 4, .voter = "uid"}});
  damage("UPDATE votes SET vote = 'b' WHERE id = 'changed'");
  damage("DELETE FROM votes WHERE id = 'gone'");
  damage("UPDATE votes SET n = 77 WHERE id = 'number'");
  damage("UPDATE votes SET uid = NULL, n = NULL WHERE id = 'uid'");
  damage("INSERT INTO votes (poll, id, vote, uid, n) VALUES ('default', 'foreign', 'a', $1::uuid, 1)", {uuid_of(9)});
  db.exec("UPDATE tallies SET n = n + 5");
  EXPECT_EQ(wrong_votes(),
            "default,changed,b,a\ndefault,foreign,a,\ndefault,gone,,a\ndefault,number,a,a\ndefault,uid,a,a");
  EXPECT_EQ(wrong_tallies(), "default,a,9,4");

  actors::postgres_session listener{actors::conninfo{.text = url, .server = {}, .settings = {}}};
  listener.listen("scrutin_tallies");
  EXPECT_EQ(repair(), "5,1,0,0");
  EXPECT_EQ(wrong_votes(), "");
  EXPECT_EQ(wrong_tallies(), "");
  EXPECT_EQ(tallies(), "default,a,4");
  EXPECT_EQ(sequence(), "2");
  std::vector<std::string> heard;
  EXPECT_TRUE(eventually([&] { return !(heard = listener.take_notifications()).empty(); }));
  EXPECT_EQ(heard, std::vector<std::string>{""}) << "every poll";

  db.apply(0, token, {{.uid = 5, .voter = "number", .choice = "b"}});
  EXPECT_EQ(wrong_votes() + wrong_tallies(), "") << "batches go on from there";
}

TEST_F(Audit, RepairsAfterTheBatchesThatRunAndBeforeTheNext) {
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 1, .voter = "v"}});
  damage("UPDATE votes SET vote = 'c'");
  session batches{url};
  session repairs{url};
  const auto batches_pid = batches.value("SELECT pg_backend_pid()");
  const auto repairs_pid = repairs.value("SELECT pg_backend_pid()");

  batches.exec("BEGIN");
  batches.apply(0, token, {{.uid = 2, .voter = "w", .choice = "b"}});
  std::string repaired;
  repairs.exec("BEGIN");
  {
    std::jthread late{[&] { repaired = repairs.table("SELECT * FROM repair_votes()"); }};
    EXPECT_EQ(awaited_table(repairs_pid), "partitions");
    batches.exec("COMMIT");
  }
  EXPECT_EQ(repaired, "1,0,0,0");
  {
    std::jthread late{[&] { batches.apply(0, token, {{.uid = 3, .voter = "v", .choice = "b"}}); }};
    EXPECT_EQ(awaited_table(batches_pid), "partitions") << "it begins after the repair";
    EXPECT_EQ(tallies(), "default,a,1\ndefault,b,1") << "whoever only reads does not wait";
    repairs.exec("COMMIT");
  }
  EXPECT_EQ(tallies(), "default,b,2");
  EXPECT_EQ(wrong_votes() + wrong_tallies(), "");
}

// Random batches and letters, with voters who change their partition; then random damage.
TEST_F(Audit, AgreesUntilSomethingIsDamagedAndAgainOnceItIsRepaired) {
  const std::vector<std::string> voters{"u", "v", "w", "x"};
  const std::vector<std::string> choices{"a", "b", "a,c"};
  const std::vector<std::string> polls{"p", "q"};
  EXPECT_TRUE(rc::check([&] {
    db.exec("TRUNCATE ledger, votes, tallies, turnout, arrivals, partitions");
    constexpr int partitions = 3;
    std::vector<std::int64_t> tokens;
    for (int p = 0; p < partitions; ++p) tokens.push_back(db.acquire(p).value());
    const auto any_ballot = rc::gen::construct<ballot>(
        rc::gen::inRange<std::uint64_t>(1, 60), rc::gen::elementOf(voters), rc::gen::elementOf(choices),
        rc::gen::elementOf(polls), rc::gen::inRange<std::int64_t>(1, 9), rc::gen::arbitrary<bool>());
    const auto batches = *rc::gen::container<std::vector<std::pair<int, std::vector<ballot>>>>(
        rc::gen::pair(rc::gen::inRange(0, partitions), rc::gen::container<std::vector<ballot>>(any_ballot)));
    const auto letters = *rc::gen::container<std::vector<ballot>>(any_ballot);
    std::size_t letter = 0;
    for (const auto& [partition, batch] : batches) {
      db.apply(partition, tokens[static_cast<std::size_t>(partition)], batch);
      if (letter < letters.size()) db.apply_letter(partition, letters[letter++]);
    }
    RC_ASSERT(wrong() == "");

    const auto before = db.table("SELECT poll, id, vote, uid, n FROM votes ORDER BY poll, id");
    const auto counted = tallies();
    const auto voters = turnout();
    const auto lines = [this] {
      return db.table(
          "SELECT poll, step, at, sum(n) FROM arrivals GROUP BY 1, 2, 3 HAVING sum(n) <> 0 ORDER BY 1, 2, 3");
    };
    const auto arrived = lines();
    const auto harm = *rc::gen::elementOf(std::vector<std::string>{
        "UPDATE votes SET vote = 'z' WHERE id = 'v'", "DELETE FROM votes WHERE id IN ('v', 'w')",
        "UPDATE votes SET uid = NULL, n = NULL WHERE poll = 'p'", "UPDATE votes SET n = n - 1 WHERE id = 'u'",
        "INSERT INTO votes (poll, id, vote, uid) VALUES ('p', 'nobody', 'a', '00000000000000000000000000000001')",
        "UPDATE turnout SET n = n + 1 WHERE poll = 'q'", "INSERT INTO turnout VALUES ('r', 0, 1)",
        "UPDATE arrivals SET n = n + 1 WHERE step = 60", "INSERT INTO arrivals VALUES ('p', 1, 77, 0, 1)",
        "UPDATE tallies SET n = n + 1 WHERE choice = 'a'", "DELETE FROM tallies WHERE poll = 'q' AND n <> 0",
        "INSERT INTO tallies VALUES ('p', 'z', 0, 3)"});
    const auto touched = damage(harm);
    const auto differs = wrong();
    // A sum is right still where rows of it that make 0 together are gone.
    if (harm.find("DELETE FROM tallies") == std::string::npos) RC_ASSERT((differs != "") == (touched > 0));
    RC_ASSERT((differs == "") == (db.table("SELECT poll, id, vote, uid, n FROM votes ORDER BY poll, id") == before &&
                                  tallies() == counted && turnout() == voters && lines() == arrived));
    repair();
    RC_ASSERT(wrong_votes() == "");
    RC_ASSERT(wrong_tallies() == "");
    RC_ASSERT(db.table("SELECT poll, id, vote, uid, n FROM votes ORDER BY poll, id") == before);
    RC_ASSERT(wrong() == "");
    RC_ASSERT(tallies() == counted);
    RC_ASSERT(turnout() == voters);
    RC_ASSERT(lines() == arrived);
  }));
}

}  // namespace
}  // namespace scrutin::test
