#include "actors/redis/redis_version.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

TEST(RedisVersion, TakesRedisFromFiveOn) {
  EXPECT_EQ(wrong_with_redis("# Server\r\nredis_version:5.0.14\r\nredis_mode:standalone\r\n"), "");
  EXPECT_EQ(wrong_with_redis("# Server\r\nredis_version:10.2.0\r\n"), "");
  EXPECT_EQ(wrong_with_redis("# Server\r\nredis_version:4.0.9\r\nredis_mode:standalone\r\n"),
            "it is redis 4.0.9, which is too old: 5.0 or newer is needed");
}

TEST(RedisVersion, LetsPassWhatNamesNoVersion) {
  EXPECT_EQ(wrong_with_redis(""), "");
  EXPECT_EQ(wrong_with_redis("redis_version:unstable\r\n"), "");
  EXPECT_EQ(wrong_with_redis("redis_version:"), "");
}

}  // namespace
}  // namespace scrutin::actors
