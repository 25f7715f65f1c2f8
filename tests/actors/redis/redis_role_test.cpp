#include "actors/redis/redis_role.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

redis_value role(const std::string& name) { return {redis_value::list{{name}}}; }

TEST(RedisRole, TakesAMasterAndWhateverIsNoAnswerToRole) {
  EXPECT_TRUE(check_role(role("master")));
  EXPECT_TRUE(check_role({std::string("PONG")}));
  EXPECT_TRUE(check_role({}));
}

TEST(RedisRole, NamesTheMasterOfAReplica) {
  EXPECT_EQ(check_role({redis_value::list{{std::string("slave")}, {std::string("10.0.0.1")}, {std::int64_t{6379}}}})
                .error()
                .why,
            "it is a replica of 10.0.0.1:6379, which takes no writes: name the master in redis.url");
  EXPECT_EQ(check_role(role("sentinel")).error().why, "it is a sentinel and no master: name the master in redis.url");
}

TEST(RedisRole, KnowsTheErrorsOfAServerThatCannotServe) {
  for (const auto* error : {
           "READONLY You can't write against a read only replica.",
           "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
           "LOADING Redis is loading the dataset in memory",
           "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
           "READONLY You can't write against a read only replica. script: f0, on @user_script:1.",
           "ERR Error running script (call to f_0): @user_script:5: @user_script: 5: -READONLY You can't write against",
       }) {
    EXPECT_TRUE(is_out_of_service(error)) << error;
  }
  for (const auto* error : {
           "OOM command not allowed when used memory > 'maxmemory'.",
           "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
           "NOREPLICAS Not enough good replicas to write.",
           "NOPERM this user has no permissions to run the 'xadd' command",
           "ERR unknown command 'READONLY ', with args beginning with: ",
       }) {
    EXPECT_FALSE(is_out_of_service(error)) << error;
  }
}

}  // namespace
}  // namespace scrutin::actors
