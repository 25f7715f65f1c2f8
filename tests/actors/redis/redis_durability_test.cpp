#include "actors/redis/redis_durability.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

const std::map<std::string, std::string> good{{"appendonly", "yes"},
                                              {"appendfsync", "always"},
                                              {"no-appendfsync-on-rewrite", "no"},
                                              {"maxmemory-policy", "noeviction"}};

TEST(RedisDurability, HasNothingToSayWhereAllIsAsItMustBe) {
  const redis_durability look{.settings = good,
                              .info =
                                  "# Persistence\r\naof_enabled:1\r\naof_rewrite_in_progress:1\r\n"
                                  "aof_last_write_status:ok\r\n"};
  EXPECT_TRUE(look.check(false));
}

TEST(RedisDurability, NamesEachSettingThatIsAnother) {
  for (const auto& [name, value] : good) {
    redis_durability look{.settings = good};
    look.settings[name] = "other";
    EXPECT_EQ(look.check(false).error().why, name + " is other and not " + value);
  }
  redis_durability look{.settings = good};
  look.settings["appendfsync"] = "everysec";
  look.settings["no-appendfsync-on-rewrite"] = "yes";
  EXPECT_EQ(look.check(false).error().why,
            "appendfsync is everysec and not always, no-appendfsync-on-rewrite is yes and not no");
}

TEST(RedisDurability, GoesByInfoWhereTheSettingsAreSecret) {
  redis_durability look{.refusal = "NOPERM no", .info = "aof_enabled:0\r\n"};
  EXPECT_EQ(look.check(false).error().why, "appendonly is no and not yes, it does not tell its settings (NOPERM no)");
  EXPECT_FALSE(look.has_file());
  look.info = "aof_enabled:1\r\n";
  EXPECT_EQ(look.check(false).error().why, "it does not tell its settings (NOPERM no)");
  EXPECT_TRUE(look.has_file());
}

TEST(RedisDurability, SaysThatAWriteFailed) {
  const redis_durability look{.settings = good, .info = "aof_enabled:1\r\naof_last_write_status:err\r\n"};
  EXPECT_EQ(look.check(false).error().why, "the last write to its append-only file failed");
}

TEST(RedisDurability, TrustsAFileThatIsNewOnceItIsThere) {
  redis_durability look{.settings = good};
  for (const auto* unfinished : {"aof_rewrite_in_progress:1\r\n", "aof_rewrite_scheduled:1\r\n",
                                 "aof_rewrite_in_progress:0\r\naof_last_bgrewrite_status:err\r\n"}) {
    look.info = unfinished;
    EXPECT_EQ(look.check(true).error().why, "its append-only file is still being made") << unfinished;
    EXPECT_TRUE(look.check(false)) << unfinished;
  }
  look.info = "aof_rewrite_in_progress:0\r\naof_last_bgrewrite_status:ok\r\n";
  EXPECT_TRUE(look.check(true));
}

}  // namespace
}  // namespace scrutin::actors
