#include "worker/schema.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <exception>
#include <thread>

#include "tests/support/eventually.hpp"
#include "tests/worker/database.hpp"

namespace scrutin::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Lease = WithSchema;

constexpr const char* original_table =
    "CREATE TABLE votes (id VARCHAR(255) NOT NULL UNIQUE, vote VARCHAR(255) NOT NULL)";

std::string refusal(session& from) {
  try {
    worker::install_schema(from.connection);
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
        worker::install_schema(db.connection);
        worker::install_schema(db.connection);
      } catch (const std::exception& e) {
        ++failures;
        ADD_FAILURE() << e.what();
      }
    });
  }
  for (auto& one : workers) one.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(session{url}.table("SELECT version FROM scrutin_schema"), "1");
}

TEST(Schema, StartsEmptyAtSequenceZero) {
  session db{postgres_server::shared().create_database()};
  worker::install_schema(db.connection);
  EXPECT_EQ(db.table("SELECT * FROM tally_snapshot()"), "0,,,");
}

TEST(Schema, KeepsTheRowsOfTheOriginalTableAndCountsThem) {
  session db{postgres_server::shared().create_database()};
  db.exec(original_table);
  db.exec("INSERT INTO votes VALUES ('1f', 'a'), ('2f', 'a'), ('3f', 'b')");
  worker::install_schema(db.connection);

  EXPECT_EQ(db.table("SELECT poll, id, vote, uid FROM votes ORDER BY id"),
            "default,1f,a,\ndefault,2f,a,\ndefault,3f,b,");
  EXPECT_EQ(db.table("SELECT * FROM tally_snapshot()"), "1,default,a,2\n1,default,b,1");
}

TEST(Schema, LetsAVoterOfTheOriginalTableChangeTheVote) {
  session db{postgres_server::shared().create_database()};
  db.exec(original_table);
  db.exec("INSERT INTO votes VALUES ('1f', 'a'), ('2f', 'a')");
  worker::install_schema(db.connection);
  const auto token = db.acquire(0).value();

  EXPECT_EQ(db.apply(0, token, {{.uid = 1, .voter = "1f", .choice = "b"}}), 1);
  EXPECT_EQ(db.table("SELECT * FROM tally_snapshot()"), "2,default,a,1\n2,default,b,1");
  EXPECT_EQ(db.table("SELECT id, vote FROM votes ORDER BY id"), "1f,b\n2f,a");
}

TEST(Schema, TakesWhatTheOriginalWorkerWrites) {
  session db{postgres_server::shared().create_database()};
  worker::install_schema(db.connection);
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
  worker::install_schema(db.connection);
  db.exec("INSERT INTO scrutin_schema (version) VALUES (999)");
  EXPECT_THAT(refusal(db), AllOf(HasSubstr("version 999"), HasSubstr("run a newer worker")));
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
