#include "config/redis_url.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace scrutin::config {
namespace {

redis_address good(std::string_view text) {
  const auto parsed = parse_redis_url(text);
  EXPECT_TRUE(parsed) << text << ": " << parsed.error().what;
  return parsed ? *parsed : redis_address{};
}

TEST(RedisUrl, NamesHostPortAndDatabase) {
  const auto address = good("redis://cache.example.org:6380/3");
  EXPECT_EQ(address.host, "cache.example.org");
  EXPECT_EQ(address.port, 6380);
  EXPECT_EQ(address.db, 3U);
  EXPECT_EQ(address.path, "");
  EXPECT_EQ(address.user, "");
  EXPECT_EQ(address.password, "");
}

TEST(RedisUrl, HasDefaultPortAndDatabase) {
  for (const auto* text : {"redis://redis", "redis://redis/", "redis://redis/0", "redis://redis:6379"}) {
    const auto address = good(text);
    EXPECT_EQ(address.host, "redis");
    EXPECT_EQ(address.port, 6379);
    EXPECT_EQ(address.db, 0U);
  }
}

TEST(RedisUrl, DecodesUserAndPassword) {
  const auto address = good("redis://m%40x:p%3A%2F%25@h");
  EXPECT_EQ(address.user, "m@x");
  EXPECT_EQ(address.password, "p:/%");
}

TEST(RedisUrl, TakesAPasswordWithoutUserAndAUserWithoutPassword) {
  EXPECT_EQ(good("redis://:secret@h").password, "secret");
  EXPECT_EQ(good("redis://:secret@h").user, "");
  EXPECT_EQ(good("redis://anna@h").user, "anna");
  EXPECT_EQ(good("redis://anna@h").password, "");
}

TEST(RedisUrl, TakesAnIpv6AddressInBrackets) {
  EXPECT_EQ(good("redis://[::1]").host, "::1");
  EXPECT_EQ(good("redis://[::1]").port, 6379);
  EXPECT_EQ(good("redis://[2001:db8::1]:7000/1").port, 7000);
}

TEST(RedisUrl, NamesAUnixSocket) {
  const auto address = good("unix:///run/redis%20x.sock?db=2");
  EXPECT_EQ(address.path, "/run/redis x.sock");
  EXPECT_EQ(address.host, "");
  EXPECT_EQ(address.db, 2U);
  EXPECT_EQ(good("unix://:pw@/run/redis.sock").password, "pw");
}

TEST(RedisUrl, IsRefusedWithAReason) {
  const auto reason = [](std::string_view text) {
    const auto parsed = parse_redis_url(text);
    return parsed ? "none" : parsed.error().what;
  };
  EXPECT_EQ(reason("redis://h:0"), "its port is not a number from 1 to 65535");
  EXPECT_EQ(reason("redis://h:65536"), "its port is not a number from 1 to 65535");
  EXPECT_EQ(reason("redis://h:"), "its port is not a number from 1 to 65535");
  EXPECT_EQ(reason("redis://h:80x"), "its port is not a number from 1 to 65535");
  EXPECT_EQ(reason("redis://h/x"), "its database is not a number from 0 to 65535");
  EXPECT_EQ(reason("redis://h/1/2"), "its database is not a number from 0 to 65535");
  EXPECT_EQ(reason("redis://h/-1"), "its database is not a number from 0 to 65535");
  EXPECT_EQ(reason("redis://h/65536"), "its database is not a number from 0 to 65535");
  EXPECT_EQ(reason("redis://h/99999999999"), "its database is not a number from 0 to 65535");
  EXPECT_EQ(reason("redis://"), "it names no host; write redis://127.0.0.1:6379/0");
  EXPECT_EQ(reason("redis://a,b"), "its host may have letters, digits, '.', '-' and '_' only");
  EXPECT_EQ(reason("redis://[::1"), "the bracket before its IPv6 address is never closed");
  EXPECT_EQ(reason("redis://[h]"), "between the brackets stands no IPv6 address");
  EXPECT_EQ(reason("redis://[::1]6379"), "after the bracket of its IPv6 address may only stand a port");
  EXPECT_EQ(reason("redis://h?db=1"),
            "a redis:// URL has no parameters; the database stands after the slash, as in /0");
  EXPECT_EQ(reason("redis://a%4:x@h"), "a '%' in its user or password is not followed by two hexadecimal digits");
  EXPECT_EQ(reason("redis:// h"), "it has spaces or characters beyond ASCII; percent-encode them, as %20");
  EXPECT_EQ(reason("rediss://h"), "TLS (rediss://) is not supported; let a proxy do that, and write redis://");
  EXPECT_EQ(reason("unix://run/redis.sock"), "a socket's path begins with a slash, as in unix:///run/redis.sock");
  EXPECT_EQ(reason("unix:///"), "it names no socket; write unix:///run/redis.sock");
  EXPECT_EQ(reason("unix:///r%00"), "it names no socket; write unix:///run/redis.sock");
  EXPECT_EQ(reason("unix:///r?bd=1"), "the only parameter of a unix:// URL is db, as in ?db=0");
  EXPECT_EQ(reason("unix:///r?db="), "its database is not a number from 0 to 65535");
  for (const auto* text : {"", "127.0.0.1:6379", "http://h", "redis:h"}) {
    EXPECT_EQ(reason(text), "write redis://[user[:password]@]host[:port][/db] or unix:///path[?db=N]") << text;
  }
}

RC_GTEST_PROP(RedisUrl, OfAnyBytesIsReadOrRefused, (const std::string& tail)) {
  for (const auto* head : {"", "redis://", "unix://", "redis://h:"}) {
    const auto parsed = parse_redis_url(head + tail);
    if (parsed) RC_ASSERT(parsed->host.empty() != parsed->path.empty());
  }
}

RC_GTEST_PROP(RedisUrl, BringsAnyPasswordBack, (const std::string& password)) {
  std::string escaped;
  for (const char c : password) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    escaped.append({'%', digits[byte >> 4U], digits[byte & 15U]});
  }
  RC_ASSERT(parse_redis_url("redis://:" + escaped + "@h").value().password == password);
}

}  // namespace
}  // namespace scrutin::config
