// What the processes say to Redis, by the server's own count: dev.d/too_new reads the sources, and misses what is put
// together while they run.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <sstream>
#include <string>

#include "tests/support/eventually.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_client.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"

namespace scrutin {
namespace {

using test::ask;
using test::post_vote;
using test::redis_client;

/// Each command that the processes may send, and the release of Redis that brought it. 5.0 is the oldest we run on.
const std::map<std::string, double> known{
    {"auth", 1.0},  {"config", 2.0},    {"eval", 2.6},  {"evalsha", 2.6},  {"script", 2.6}, {"time", 2.6},
    {"get", 1.0},   {"lrange", 1.0},    {"ltrim", 1.0}, {"ping", 1.0},     {"role", 2.8},   {"select", 1.0},
    {"set", 1.0},   {"type", 1.0},      {"xack", 5.0},  {"xadd", 5.0},     {"xdel", 5.0},   {"xgroup", 5.0},
    {"xlen", 5.0},  {"xread", 5.0},     {"hset", 2.0},  {"hget", 2.0},     {"hmget", 2.0},  {"hvals", 2.0},
    {"info", 1.0},  {"xrange", 5.0},    {"xtrim", 5.0}, {"xpending", 5.0}, {"llen", 1.0},   {"lindex", 1.0},
    {"rpush", 1.0}, {"sismember", 1.0}, {"scard", 1.0}, {"sadd", 1.0},     {"del", 1.0},
};

/// And what this test sends.
const std::map<std::string, double> ours{{"rpush", 1.0}};

/// The commands that the server has served, without their subcommands: cmdstat_config|get of newer servers is config.
std::map<std::string, std::string> served(redis_client& client) {
  std::map<std::string, std::string> all;
  std::istringstream lines{client.ask({"INFO", "commandstats"}).text()};
  const std::string start = "cmdstat_";
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(start)) continue;
    const auto name = line.substr(start.size(), line.find(':') - start.size());
    all.emplace(name.substr(0, name.find('|')), line);
  }
  return all;
}

TEST(RedisCommands, AreAllKnownToTheOldestServer) {
  for (const auto* commands : {&known, &ours}) {
    for (const auto& [name, since] : *commands) EXPECT_LE(since, 5.0) << name << " is newer than the oldest Redis";
  }
  test::redis_server redis;
  const auto database = test::postgres_server::shared().create_database();
  const test::service::variables settings{
      {"SCRUTIN_REDIS_URL", redis.url(1)}, {"SCRUTIN_POSTGRES_URL", database}, {"SCRUTIN_WORKER_KEEP_MS", "0"}};
  redis_client client{redis};
  client.ask({"SELECT", "1"});
  for (const auto* item : {R"({"voter_id": "v", "vote": "a"})", "no vote"}) client.ask({"RPUSH", "votes", item});
  client.ask({"XADD", "votes:0", "*", "no", "ballot"});
  test::service vote{"vote", settings};
  test::service worker{"worker", settings};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  ASSERT_EQ(post_vote(vote.port(), "b").status, 303U);
  // The whole way: the page's vote, the list's, and both that are none.
  ASSERT_TRUE(test::eventually([&] {
    const auto metrics = ask(worker.admin(), "GET", "/metrics").body;
    return metrics.find("scrutin_list_votes_total 1\n") != metrics.npos &&
           client.ask({"XLEN", "votes:dead"}).integer() == 2 && served(client).contains("xtrim") &&
           served(client).contains("xgroup");
  })) << worker.process().log_tail();

  const auto found = served(client);
  for (const auto& [name, line] : found) {
    EXPECT_TRUE(known.contains(name) || ours.contains(name))
        << "Redis was asked " << name << " (" << line << "), which this test does not know. Look up which release of "
        << "Redis brought it; where that is 5.0 or older, put it on the list above, else do without it.";
  }
  for (const auto* used : {"xadd", "xread", "xack", "xdel", "xtrim", "xgroup", "eval", "ltrim", "config"}) {
    EXPECT_TRUE(found.contains(used)) << "this test does not see all: no " << used;
  }
}

}  // namespace
}  // namespace scrutin
