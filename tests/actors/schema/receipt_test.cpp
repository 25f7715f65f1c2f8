// find_receipt (actors/schema/receipts.sql), in a real PostgreSQL.
#include <gtest/gtest.h>

#include "tests/actors/schema/database.hpp"

namespace scrutin::test {
namespace {

class FindReceipt : public WithSchema {
protected:
  std::string receipt(std::uint64_t uid) {
    return db.table("SELECT poll, state FROM find_receipt('" + uuid_of(uid) + "')");
  }
};

TEST_F(FindReceipt, SaysWhatBecameOfABallot) {
  const auto token = db.acquire(0).value();
  db.apply(0, token,
           {{.uid = 1, .voter = "v", .choice = "a", .poll = "open", .ms = 2000},
            {.uid = 2, .voter = "v", .choice = "b", .poll = "open", .ms = 3000},
            {.uid = 3, .voter = "v", .choice = "a,b", .poll = "once", .ms = 4000, .final = true},
            {.uid = 4, .voter = "v", .choice = "b", .poll = "once", .ms = 5000, .final = true}});
  db.apply_letter(0, {.uid = 5, .voter = "v", .choice = "c", .poll = "open", .ms = 1000});
  EXPECT_EQ(receipt(1), "open,replaced");
  EXPECT_EQ(receipt(2), "open,counted");
  EXPECT_EQ(receipt(3), "once,counted");
  EXPECT_EQ(receipt(4), "once,uncounted");
  EXPECT_EQ(receipt(5), "open,uncounted") << "a letter that came too late";
}

TEST_F(FindReceipt, HasNoRowForABallotThatIsNotThere) { EXPECT_EQ(receipt(1), ""); }

TEST_F(FindReceipt, SaysReplacedWhereTheOriginalSamplesWorkerChangedTheVote) {
  db.apply(0, db.acquire(0).value(), {{.uid = 1, .voter = "v"}});
  db.exec("UPDATE votes SET vote = 'b', uid = NULL, n = NULL WHERE id = 'v'");
  EXPECT_EQ(receipt(1), "default,replaced");
}

TEST_F(FindReceipt, LooksUpByKeyAloneWithStatisticsOfEmptyTables) {
  for (const std::string table : {"ledger", "votes"}) {
    db.exec("ALTER TABLE " + table + " SET (autovacuum_enabled = off)");
  }
  const auto token = db.acquire(0).value();
  db.apply(0, token, {{.uid = 999'999, .voter = "the only one"}});
  db.exec("ANALYZE");
  for (int i = 0; i < 10; ++i) receipt(999'999);  // by now it has every plan that it will keep
  for (std::uint64_t begin = 1; begin < 10'000; begin += 1000) {
    std::vector<ballot> batch;
    for (auto i = begin; i < begin + 1000; ++i) batch.push_back({.uid = i, .voter = uuid_of(i)});
    db.apply(0, token, batch);
  }
  const std::string count =
      "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables WHERE relname IN ('votes', "
      "'ledger')";
  session fresh{url};
  for (auto* as : {&db, &fresh}) {
    as->exec("BEGIN");
    const auto before = std::stoll(as->value(count));
    EXPECT_EQ(as->value("SELECT state FROM find_receipt($1::uuid)", {uuid_of(5000)}), "counted");
    EXPECT_LE(std::stoll(as->value(count)) - before, 4);
    as->exec("COMMIT");
  }
}

}  // namespace
}  // namespace scrutin::test
