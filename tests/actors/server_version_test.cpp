#include "actors/server_version.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

TEST(ServerVersion, TakesRedisFromFiveOn) {
  EXPECT_EQ(wrong_with_redis("# Server\r\nredis_version:5.0.14\r\nredis_mode:standalone\r\n"), "");
  EXPECT_EQ(wrong_with_redis("# Server\r\nredis_version:10.2.0\r\n"), "");
  EXPECT_EQ(wrong_with_redis("# Server\r\nredis_version:4.0.9\r\nredis_mode:standalone\r\n"),
            "it is redis 4.0.9, which is too old: 5.0 or newer is needed");
}

TEST(ServerVersion, LetsPassWhatNamesNoVersion) {
  EXPECT_EQ(wrong_with_redis(""), "");
  EXPECT_EQ(wrong_with_redis("redis_version:unstable\r\n"), "");
  EXPECT_EQ(wrong_with_redis("redis_version:"), "");
  EXPECT_EQ(wrong_with_postgres(0), "");
}

TEST(ServerVersion, TakesPostgresFromNineFourOn) {
  EXPECT_EQ(wrong_with_postgres(90400), "");
  EXPECT_EQ(wrong_with_postgres(150003), "");
  EXPECT_EQ(wrong_with_postgres(90325), "it is PostgreSQL 9.3, which is too old: 9.4 or newer is needed");
  EXPECT_EQ(wrong_with_postgres(80422), "it is PostgreSQL 8.4, which is too old: 9.4 or newer is needed");
}

}  // namespace
}  // namespace scrutin::actors
