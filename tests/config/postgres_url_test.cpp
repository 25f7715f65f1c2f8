#include "config/postgres_url.hpp"

#include <gtest/gtest.h>

namespace scrutin::config {
namespace {

TEST(PostgresUrl, IsTakenInEveryFormOfLibpq) {
  for (const auto* text :
       {"postgresql://", "postgres://localhost", "postgresql://localhost:5433/db", "postgresql://u:p@h/db?a=b&c=d",
        "postgresql://[::1]:5432/db", "postgresql://[::1]/db", "postgresql://h1:1,h2:2/db", "postgresql://h:/db",
        "postgresql://u@/db?host=%2Frun%2Fpg", "postgresql://%2Frun%2Fpg/db", "postgresql:///db?host=/run/pg"}) {
    EXPECT_TRUE(check_postgres_url(text)) << text;
  }
}

TEST(PostgresUrl, IsRefusedWithAReason) {
  const auto reason = [](std::string_view text) { return check_postgres_url(text).error().what; };
  const auto* const form = "write postgresql://[user[:password]@]host[:port]/database[?parameters]";
  const auto* const port = "its port is not a number from 1 to 65535";
  EXPECT_EQ(reason(""), form);
  EXPECT_EQ(reason("mysql://h/db"), form);
  EXPECT_EQ(reason("host=h"), form);
  EXPECT_EQ(reason("postgresql://h:0/db"), port);
  EXPECT_EQ(reason("postgresql://h:99999/db"), port);
  EXPECT_EQ(reason("postgresql://h1:1,h2:x/db"), port);
  EXPECT_EQ(reason("postgresql://[::1]:x/db"), port);
  EXPECT_EQ(reason("postgresql://::1/db"), "an IPv6 address stands in brackets, as in [::1]:5432");
  EXPECT_EQ(reason("postgresql://[::1/db"), "the bracket before its IPv6 address is never closed");
  EXPECT_EQ(reason("postgresql://[::1]5/db"), "after the bracket of its IPv6 address may only stand a port");
  EXPECT_EQ(reason("postgresql://u:%zz@h/db"), "a '%' is not followed by two hexadecimal digits");
  EXPECT_EQ(reason("postgresql://h/d b"), "it has spaces or characters beyond ASCII; percent-encode them, as %20");
  EXPECT_EQ(reason("postgresql://h/db?sslmode"), "its parameters, after the question mark, must be written name=value");
  EXPECT_EQ(reason("postgresql://h/db?a=b&=c"), "its parameters, after the question mark, must be written name=value");
}

}  // namespace
}  // namespace scrutin::config
