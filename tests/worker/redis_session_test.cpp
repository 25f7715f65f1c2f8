#include "worker/redis_session.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/host_name.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::worker {
namespace {

TEST(RedisSession, TriesEveryAddressOfAName) {
  const test::host_name name{"redis.test", {"127.0.0.9", "::1", "127.0.0.1"}};
  for (const auto* address : {"127.0.0.1", "::1"}) {
    const test::redis_server server{{"--bind", address}};
    config::redis settings;
    settings.url = "redis://redis.test:" + std::to_string(server.port());
    redis_session session{settings};
    EXPECT_EQ(session.ask({"PING"}).text(), "PONG") << address;
  }
}

}  // namespace
}  // namespace scrutin::worker
