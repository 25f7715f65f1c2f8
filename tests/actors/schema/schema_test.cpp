#include "actors/schema/schema.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <embedded/old_schema.hpp>
#include <embedded/schema_of_version_3.hpp>
#include <exception>
#include <thread>
#include <vector>

#include "tests/actors/schema/database.hpp"
#include "tests/support/eventually.hpp"

namespace scrutin::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Lease = WithSchema;

constexpr const char* original_table =
    "CREATE TABLE votes (id VARCHAR(255) NOT NULL UNIQUE, vote VARCHAR(255) NOT NULL)";

std::string refusal(session& from) {
  try {
    actors::install_schema(from.connection);
  } catch (const std::runtime_error& e) {
    return e.what();
  }
  return "";
}

TEST(Schema, IsInstalledOnceByEightWorkersAtOnce) {
  const auto url = postgres_server::shared().create_database();
  std::atomic<int> failures = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 8; ++i) {
    workers.emplace_back([&] {
      try {
        session db{url};
        actors::has_schema(db.connection);  // what it saw then must not deceive it later
        actors::install_schema(db.connection);
        actors::install_schema(db.connection);
        EXPECT_TRUE(actors::has_schema(db.connection));
      } catch (const std::exception& e) {
        ++failures;
        ADD_FAILURE() << e.what();
      }
    });
  }
  for (auto& one : workers) one.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(session{url}.table("SELECT version FROM scrutin_schema"), "4");
}

TEST(Schema, StartsEmptyAtSequenceZero) {
  session db{postgres_server::shared().create_database()};
  actors::install_schema(db.connection);
  EXPECT_EQ(db.table("SELECT * FROM tally_snapshot()"), "0,,,");
}

TEST(Schema, KeepsTheRowsOfTheOriginalTableAndCountsThem) {
  session db{postgres_server::shared().create_database()};
  db.exec(original_table);
  db.exec("INSERT INTO votes VALUES ('1f', 'a'), ('2f', 'a'), ('3f', 'b')");
  actors::install_schema(db.connection);

  EXPECT_EQ(db.table("SELECT poll, id, vote, uid FROM votes ORDER BY id"),
            "default,1f,a,\ndefault,2f,a,\ndefault,3f,b,");
  EXPECT_EQ(db.table("SELECT * FROM tally_snapshot()"), "1,default,a,2\n1,default,b,1\n1,default,,3");
}

TEST(Schema, LetsAVoterOfTheOriginalTableChangeTheVote) {
  session db{postgres_server::shared().create_database()};
  db.exec(original_table);
  db.exec("INSERT INTO votes VALUES ('1f', 'a'), ('2f', 'a')");
  actors::install_schema(db.connection);
  const auto token = db.acquire(0).value();

  EXPECT_EQ(db.apply(0, token, {{.uid = 1, .voter = "1f", .choice = "b"}}), 1);
  EXPECT_EQ(db.table("SELECT * FROM tally_snapshot()"), "2,default,a,1\n2,default,b,1\n2,default,,2");
  EXPECT_EQ(db.table("SELECT id, vote FROM votes ORDER BY id"), "1f,b\n2f,a");
}

TEST(Schema, TakesWhatTheOriginalWorkerWrites) {
  session db{postgres_server::shared().create_database()};
  actors::install_schema(db.connection);
  db.exec("INSERT INTO votes (id, vote) VALUES ('1f', 'a')");
  EXPECT_EQ(sqlstate_of([&] { db.exec("INSERT INTO votes (id, vote) VALUES ('1f', 'b')"); }), "23505");
  db.exec("UPDATE votes SET vote = 'b' WHERE id = '1f'");
  EXPECT_EQ(db.table("SELECT poll, id, vote FROM votes"), "default,1f,b");
}

TEST(Schema, RefusesATableVotesOfAnotherShapeAndLeavesItAlone) {
  session db{postgres_server::shared().create_database()};
  db.exec("CREATE TABLE votes (motion text, ayes integer)");
  EXPECT_THAT(refusal(db), HasSubstr("table \"votes\" exists and is not ours: it has (ayes integer, motion text)"));
  EXPECT_EQ(db.table("SELECT to_regclass('ledger')"), "");
}

TEST(Schema, RefusesOneThatIsNewerThanTheWorker) {
  session db{postgres_server::shared().create_database()};
  actors::install_schema(db.connection);
  db.exec("INSERT INTO scrutin_schema (version) VALUES (999)");
  EXPECT_THAT(refusal(db), AllOf(HasSubstr("version 999"), HasSubstr("run a newer worker")));
}

/// A database that an earlier worker made, and what that worker asked of it.
class OldSchema : public ::testing::Test {
protected:
  OldSchema() {
    db.exec(original_table);
    db.exec("INSERT INTO votes VALUES ('1f', 'a'), ('2f', 'b')");
    pqxx::work transaction{db.connection};
    for (const auto& [name, sql] : embedded::old_schema) transaction.exec(std::string(sql));
    transaction.commit();
  }

  void old_apply(const std::string& uid, const std::string& voter, const std::string& choice, const std::string& ms) {
    db.exec("SELECT apply_batch(0, 1, 60000, ARRAY[$1::uuid], '{p}', ARRAY[$2], ARRAY[$3], ARRAY[$4::bigint])",
            {uid, voter, choice, ms});
  }

  void vote() {
    db.exec("SELECT acquire_lease(0, 'old', 60000)");
    old_apply(uuid_of(1), "u", "a", "1700000000000");
    old_apply(uuid_of(2), "v", "a", "1700000001000");
    old_apply(uuid_of(3), "v", "b", "1700000002000");
    db.exec("SELECT apply_letter(0, $1::uuid, 'p', 'v', 'c', 1700000001500)", {uuid_of(4)});
  }

  std::string url = postgres_server::shared().create_database();
  session db{url};
};

TEST_F(OldSchema, IsBroughtUpToDateWithItsVotes) {
  vote();
  actors::install_schema(db.connection);
  EXPECT_EQ(db.table("SELECT version FROM scrutin_schema ORDER BY 1"), "1\n4");
  EXPECT_EQ(db.table("SELECT poll, choice, n FROM tally_snapshot()"),
            "default,a,1\ndefault,b,1\ndefault,,2\np,a,1\np,b,1\np,,2");
  EXPECT_EQ(db.table("SELECT poll, step, at, n FROM arrival_lines('{default,p}')"),
            "p,1,1700000000,1\np,1,1700000001,1");
  EXPECT_EQ(db.table("SELECT * FROM offer_polls('{}', '{}', '{}', '{}', '{}')"), ",default,a,b,,\n,p,a,b,,");
  EXPECT_EQ(db.value("SELECT state FROM find_receipt($1::uuid)", {uuid_of(2)}), "replaced");
  EXPECT_EQ(db.value("SELECT state FROM find_receipt($1::uuid)", {uuid_of(4)}), "uncounted");
  EXPECT_EQ(db.table(WithSchema::audit), "");
  const auto token = db.acquire(0).value();
  db.apply(0, token,
           {{.uid = 3, .voter = "v", .choice = "b", .poll = "p"},
            {.uid = 5, .voter = "v", .choice = "a,b", .poll = "p"},
            {.uid = 6, .voter = "1f", .choice = std::string(600, 'x')}});
  EXPECT_EQ(db.table("SELECT poll, choice, n FROM tally_snapshot() WHERE poll = 'p'"), "p,a,2\np,b,1\np,,2");
  EXPECT_EQ(db.table(WithSchema::audit), "");
}

TEST_F(OldSchema, CountsWhatTheOriginalWorkerWroteMeanwhile) {
  vote();
  db.exec("SELECT apply_batch(0, 1, 60000, ARRAY[$1::uuid], '{default}', '{x}', '{a}', '{1700000004000}')",
          {uuid_of(5)});
  db.exec("INSERT INTO votes (id, vote) VALUES ('3f', 'b'), ('4f', 'c')");
  db.exec("UPDATE votes SET vote = 'b' WHERE id IN ('1f', 'x')");
  actors::install_schema(db.connection);
  EXPECT_EQ(db.table("SELECT choice, n FROM tally_snapshot() WHERE poll = 'default' AND n <> 0"), "b,4\nc,1\n,5");
  EXPECT_EQ(db.table("SELECT id, vote FROM votes WHERE poll = 'default' ORDER BY id"), "1f,b\n2f,b\n3f,b\n4f,c\nx,b");
  EXPECT_EQ(db.table(WithSchema::audit), "");
}

TEST_F(OldSchema, NumbersItsNextSnapshotHigher) {
  vote();
  const auto before = std::stoi(db.value("SELECT max(sequence) FROM tally_snapshot()"));
  actors::install_schema(db.connection);
  EXPECT_GT(std::stoi(db.value("SELECT max(sequence) FROM tally_snapshot()")), before);
}

TEST_F(OldSchema, IsBroughtUpToDateOnceByManyWorkers) {
  vote();
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] {
      session own{url};
      EXPECT_NO_THROW(actors::install_schema(own.connection));
    });
  }
  for (auto& one : workers) one.join();
  EXPECT_EQ(db.table("SELECT version FROM scrutin_schema ORDER BY 1"), "1\n4");
  EXPECT_EQ(db.table(WithSchema::audit), "");
}

// It holds a lease, and is connected: it must neither count on, nor keep the partition from who can.
TEST_F(OldSchema, RefusesTheWorkersThatMadeItOnceItIsNew) {
  vote();
  actors::install_schema(db.connection);
  EXPECT_TRUE(db.acquire(0, "new")) << "the lease is free at once";
  EXPECT_EQ(sqlstate_of([&] { old_apply(uuid_of(9), "w", "a", "1"); }), "42883");
  try {
    db.exec("SELECT acquire_lease(0, 'old', 60000)");
    ADD_FAILURE() << "an old worker got a lease";
  } catch (const pqxx::sql_error& e) {
    EXPECT_THAT(e.what(), HasSubstr("the schema has version 4, this worker knows 1: run a newer worker"));
    EXPECT_EQ(e.sqlstate(), "SC003");
  }
  EXPECT_EQ(db.value("SELECT count(*) FROM ledger"), "4");
}

TEST(SchemaOfVersion3, IsBroughtUpToDateWithItsVotesAndOffers) {
  session db{postgres_server::shared().create_database()};
  {
    pqxx::work transaction{db.connection};
    for (const auto& [name, sql] : embedded::schema_of_version_3) transaction.exec(std::string(sql));
    transaction.commit();
  }
  db.exec("SELECT acquire_lease(0, 'old', 60000, 3)");
  db.exec("SELECT * FROM offer_polls('{1}', '{p}', '{\"a,b\"}', '{f}')");
  db.exec("SELECT apply_batch(0, 1, 60000, ARRAY[$1::uuid], '{p}', '{u}', '{a}', '{1700000000000}', '{f}')",
          {uuid_of(1)});
  actors::install_schema(db.connection);
  EXPECT_EQ(db.table("SELECT version FROM scrutin_schema ORDER BY 1"), "3\n4");
  EXPECT_EQ(db.table("SELECT poll, choice, n FROM tally_snapshot()"), "p,a,1\np,,1");
  EXPECT_EQ(db.table("SELECT * FROM offer_polls('{2}', '{p}', '{\"a,b\"}', '{f}', '{t}')"),
            "1,p,a,b,f,f\n2,p,a,b,f,t\n,p,a,b,,");
  EXPECT_EQ(sqlstate_of([&] { db.exec("SELECT acquire_lease(0, 'old', 60000, 3)"); }), "SC003");
  const auto token = db.acquire(0).value();
  EXPECT_EQ(
      db.apply(0, token, {{.uid = 1, .voter = "u", .poll = "p"}, {.uid = 2, .voter = "u", .choice = "b", .poll = "p"}}),
      1);
  EXPECT_EQ(db.table("SELECT poll, choice, n FROM tally_snapshot() WHERE n <> 0"), "p,b,1\np,,1");
  EXPECT_EQ(db.table(WithSchema::audit), "");
}

// A batch that runs ends first, and counts.
TEST_F(OldSchema, WaitsForABatchThatRuns) {
  vote();
  session upgrading{url};
  const auto pid = upgrading.value("SELECT pg_backend_pid()");
  db.exec("BEGIN");
  old_apply(uuid_of(7), "w", "c", "1700000003000");
  {
    std::jthread late{[&] { EXPECT_NO_THROW(actors::install_schema(upgrading.connection)); }};
    session watching{url};
    EXPECT_TRUE(eventually([&] {
      return watching.value("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation IS NOT NULL AND pid = " +
                            pid) != "0";
    }));
    db.exec("COMMIT");
  }
  EXPECT_EQ(db.table("SELECT choice, n FROM tally_snapshot() WHERE poll = 'p'"), "a,1\nb,1\nc,1\n,3");
  EXPECT_EQ(db.table(WithSchema::audit), "");
}

TEST(Schema, SaysWhatAUserWithoutRightsLacks) {
  auto& server = postgres_server::shared();
  const auto url = server.create_database("closed");
  session owner{url};
  owner.exec("CREATE ROLE guest LOGIN");
  owner.exec("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
  session guest{"postgresql://guest@127.0.0.1:" + std::to_string(server.port()) + "/closed"};
  EXPECT_THAT(refusal(guest), HasSubstr("grant it CREATE"));
}

TEST_F(Lease, IsHeldByOneHolderAtATime) {
  const auto token = db.acquire(0, "first");
  ASSERT_TRUE(token);
  EXPECT_FALSE(db.acquire(0, "second"));
  EXPECT_TRUE(db.acquire(1, "second")) << "another partition is another lease";
}

TEST_F(Lease, GoesToOneOfManyWhoAskAtOnce) {
  std::atomic<int> holders = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < 8; ++i) {
    workers.emplace_back([&, i] {
      session own{url};
      if (own.acquire(0, "worker " + std::to_string(i))) ++holders;
    });
  }
  for (auto& one : workers) one.join();
  EXPECT_EQ(holders, 1);
}

TEST_F(Lease, ComesWithAHigherTokenEachTime) {
  const auto first = db.acquire(0, "first").value();
  const auto again = db.acquire(0, "first").value();
  EXPECT_GT(again, first) << "a holder may ask again";
  EXPECT_EQ(db.value("SELECT release_lease(0, $1::bigint)::int", {std::to_string(again)}), "1");
  EXPECT_GT(db.acquire(0, "second").value(), again);
}

TEST_F(Lease, IsFreeOnceItExpired) {
  const auto first = db.acquire(0, "first", 50).value();
  std::optional<std::int64_t> second;
  EXPECT_TRUE(eventually([&] { return (second = db.acquire(0, "second", 60'000)).has_value(); }));
  EXPECT_GT(second, first);
  EXPECT_EQ(db.value("SELECT renew_lease(0, $1::bigint, 60000)::int", {std::to_string(first)}), "0");
  EXPECT_EQ(db.value("SELECT release_lease(0, $1::bigint)::int", {std::to_string(first)}), "0");
  EXPECT_FALSE(db.acquire(0, "third")) << "what a former holder tries changes nothing";
}

TEST_F(Lease, LastsLongerOnceRenewed) {
  const auto token = db.acquire(0, "first", 60'000).value();
  EXPECT_EQ(db.value("SELECT renew_lease(0, $1::bigint, 3600000)::int", {std::to_string(token)}), "1");
  EXPECT_EQ(db.value("SELECT (expires > now() + interval '50 minutes')::int FROM partitions WHERE p = 0"), "1");
}

TEST_F(Lease, LastsLongerWithEachBatch) {
  const auto token = db.acquire(0, "first", 60'000).value();
  db.apply(0, token, {}, 3'600'000);
  EXPECT_EQ(db.value("SELECT (expires > now() + interval '50 minutes')::int FROM partitions WHERE p = 0"), "1");
}

TEST_F(Lease, IsOverWhereTheClockSteppedBack) {
  ASSERT_TRUE(db.acquire(0, "first", 5000));
  db.exec("UPDATE partitions SET expires = expires + interval '1 hour' WHERE p = 0");
  EXPECT_TRUE(db.acquire(0, "second", 5000));
}

TEST_F(Lease, RefusesAPartitionBelowZero) {
  EXPECT_EQ(sqlstate_of([&] { db.acquire(-1); }), "22023");
}

}  // namespace
}  // namespace scrutin::test
