#include "actors/postgres/postgres_version.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

TEST(PostgresVersion, TakesPostgresFromNineFourOn) {
  EXPECT_EQ(wrong_with_postgres(0), "") << "it names none";
  EXPECT_EQ(wrong_with_postgres(90400), "");
  EXPECT_EQ(wrong_with_postgres(150003), "");
  EXPECT_EQ(wrong_with_postgres(90325), "it is PostgreSQL 9.3, which is too old: 9.4 or newer is needed");
  EXPECT_EQ(wrong_with_postgres(80422), "it is PostgreSQL 8.4, which is too old: 9.4 or newer is needed");
}

}  // namespace
}  // namespace scrutin::actors
