#include "actors/postgres/postgres_version.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

TEST(PostgresVersion, TakesPostgresFromNineFourOn) {
  EXPECT_TRUE(check_postgres_version(0)) << "it names none";
  EXPECT_TRUE(check_postgres_version(90400));
  EXPECT_TRUE(check_postgres_version(150003));
  EXPECT_EQ(check_postgres_version(90325).error().why,
            "it is PostgreSQL 9.3, which is too old: 9.4 or newer is needed");
  EXPECT_EQ(check_postgres_version(80422).error().why,
            "it is PostgreSQL 8.4, which is too old: 9.4 or newer is needed");
}

}  // namespace
}  // namespace scrutin::actors
