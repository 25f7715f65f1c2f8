#include "actors/redis/redis_info.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

TEST(RedisInfo, HasTheValueOfALine) {
  const auto* info = "# Memory\r\nused_memory:1000\r\nused_memory_human:1K\r\nmaxmemory:0\r\n";
  EXPECT_EQ(value_of_info(info, "used_memory"), "1000");
  EXPECT_EQ(value_of_info(info, "used_memory_human"), "1K");
  EXPECT_EQ(value_of_info(info, "used"), "");
  EXPECT_EQ(value_of_info("", "used_memory"), "");
}

TEST(RedisInfo, TellsTheShareOfTheMemoryThatIsUsed) {
  EXPECT_DOUBLE_EQ(memory_use("used_memory:750\r\ntotal_system_memory:8000\r\nmaxmemory:1000\r\n"), 0.75);
  EXPECT_DOUBLE_EQ(memory_use("used_memory:2000\r\ntotal_system_memory:8000\r\nmaxmemory:0\r\n"), 0.25);
  EXPECT_DOUBLE_EQ(memory_use("used_memory:2000\r\nmaxmemory:1000\r\n"), 2);
  EXPECT_DOUBLE_EQ(memory_use("used_memory:2000\r\n"), 0) << "it does not tell";
  EXPECT_DOUBLE_EQ(memory_use("used_memory:many\r\nmaxmemory:1000\r\n"), 0);
  EXPECT_DOUBLE_EQ(memory_use(""), 0);
}

}  // namespace
}  // namespace scrutin::actors
