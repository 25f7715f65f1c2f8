// offer_options (worker/schema/options.sql), in a real PostgreSQL.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/worker/database.hpp"

namespace scrutin::test {
namespace {

using OfferOptions = WithSchema;

TEST_F(OfferOptions, RemembersEverythingThatWasEverOffered) {
  EXPECT_EQ(db.table("SELECT poll, choice FROM offer_options('{p,p}', '{a,b}')"), "p,a\np,b");
  EXPECT_EQ(db.table("SELECT poll, choice FROM offer_options('{p,q}', '{b,c}')"), "p,a\np,b\nq,c");
  EXPECT_EQ(db.table("SELECT poll, choice FROM offer_options('{}', '{}')"), "p,a\np,b\nq,c");
}

TEST_F(OfferOptions, TakesTheSameFromManyWorkersAtOnce) {
  std::vector<std::thread> workers;
  for (int i = 0; i < 8; ++i) {
    workers.emplace_back([this] {
      session own{url};
      for (int round = 0; round < 20; ++round) {
        const auto option = std::to_string(round);
        EXPECT_NO_THROW(own.exec("SELECT * FROM offer_options('{p,p}', '{a," + option + "}')"));
      }
    });
  }
  for (auto& one : workers) one.join();
  EXPECT_EQ(db.value("SELECT count(*) FROM offered"), "21");
}

}  // namespace
}  // namespace scrutin::test
