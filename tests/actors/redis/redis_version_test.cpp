#include "actors/redis/redis_version.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

TEST(RedisVersion, TakesRedisFromFiveOn) {
  EXPECT_TRUE(check_redis_version("# Server\r\nredis_version:5.0.14\r\nredis_mode:standalone\r\n"));
  EXPECT_TRUE(check_redis_version("# Server\r\nredis_version:10.2.0\r\n"));
  EXPECT_EQ(check_redis_version("# Server\r\nredis_version:4.0.9\r\nredis_mode:standalone\r\n").error().why,
            "it is redis 4.0.9, which is too old: 5.0 or newer is needed");
}

TEST(RedisVersion, LetsPassWhatNamesNoVersion) {
  EXPECT_TRUE(check_redis_version(""));
  EXPECT_TRUE(check_redis_version("redis_version:unstable\r\n"));
  EXPECT_TRUE(check_redis_version("redis_version:"));
}

}  // namespace
}  // namespace scrutin::actors
