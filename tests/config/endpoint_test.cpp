#include "config/endpoint.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace scrutin::config {
namespace {

endpoint good(std::string_view text) {
  const auto parsed = parse_endpoint(text);
  EXPECT_TRUE(parsed) << text << ": " << parsed.error().what;
  return parsed ? *parsed : endpoint{};
}

TEST(Endpoint, ReadsAddressAndPort) {
  EXPECT_EQ(good("192.0.2.7:8080"), (endpoint{"192.0.2.7", 8080}));
  EXPECT_EQ(good("127.0.0.1:0"), (endpoint{"127.0.0.1", 0}));
  EXPECT_EQ(good("[::]:8080"), (endpoint{"::", 8080}));
  EXPECT_EQ(good("[2001:db8::1]:65535"), (endpoint{"2001:db8::1", 65535}));
}

TEST(Endpoint, TakesAPortAloneForEveryAddress) {
  EXPECT_EQ(good(":8080"), (endpoint{"::", 8080}));
  EXPECT_EQ(good("8080"), (endpoint{"::", 8080}));
}

TEST(Endpoint, TakesLocalhostForTheLoopbackAddress) { EXPECT_EQ(good("localhost:80"), (endpoint{"127.0.0.1", 80})); }

TEST(Endpoint, RefusesWhatIsNoAddressAndPort) {
  for (const auto* text : {"",
                           ":",
                           "localhost",
                           "0.0.0.0",
                           "0.0.0.0:",
                           "0.0.0.0:65536",
                           "0.0.0.0:-1",
                           "0.0.0.0:+1",
                           "0.0.0.0: 80",
                           " 0.0.0.0:80",
                           "example.org:80",
                           "256.0.0.1:80",
                           "1.2.3:80",
                           "[::]",
                           "[]:80",
                           "[1.2.3.4]:80",
                           "::1:80",
                           "[::1:80",
                           "[::1]x:80",
                           "http://0.0.0.0:80",
                           "0.0.0.0:80/"}) {
    EXPECT_FALSE(parse_endpoint(text)) << text;
  }
}

TEST(Endpoint, SaysThatNamesAreNoAddresses) {
  EXPECT_EQ(parse_endpoint("example.org:80").error().what,
            "its host must be a numeric address or localhost, as in [::]:8080");
}

RC_GTEST_PROP(Endpoint, ComesBackFromItsText, ()) {
  const auto byte = [] { return std::to_string(*rc::gen::inRange(0, 256)); };
  const auto port = *rc::gen::arbitrary<std::uint16_t>();
  const endpoint v4{byte() + '.' + byte() + '.' + byte() + '.' + byte(), port};
  const endpoint v6{"2001:db8::" + std::to_string(*rc::gen::inRange(0, 9999)), port};
  RC_ASSERT(parse_endpoint(v4.to_string()).value() == v4);
  RC_ASSERT(parse_endpoint(v6.to_string()).value() == v6);
}

RC_GTEST_PROP(Endpoint, OfAnyBytesIsReadOrRefused, (const std::string& text)) {
  const auto parsed = parse_endpoint(text);
  if (parsed) RC_ASSERT(!parsed->host.empty());
}

}  // namespace
}  // namespace scrutin::config
