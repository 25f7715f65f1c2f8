#include "vote/request_key.hpp"

#include <gtest/gtest.h>

#include <string>

namespace scrutin::vote {
namespace {

const std::string good(request_key::least, 'k');

http::request with(std::initializer_list<std::string> keys) {
  http::request asked;
  for (const auto& key : keys) asked.insert("Idempotency-Key", key);
  return asked;
}

bool valid(const std::string& key) {
  const auto asked = with({key});
  return request_key::of(asked).value().valid();
}

TEST(RequestKey, IsThereWhereItsFieldIs) {
  EXPECT_FALSE(request_key::of(with({})));
  EXPECT_TRUE(request_key::of(with({""})));
}

TEST(RequestKey, IsNothingThatOthersHitUpon) {
  EXPECT_TRUE(valid("0b5c6c1e-4c8e-4f0e-9d2e-0f6d6f2f9a11"));
  EXPECT_TRUE(valid("\"0b5c6c1e-4c8e-4f0e-9d2e-0f6d6f2f9a11\""));
  EXPECT_TRUE(valid(std::string(request_key::most, 'k')));
  for (const auto& key :
       {std::string{}, std::string("1"), std::string("\"1\""), std::string(request_key::least - 1, 'k'),
        std::string(request_key::most + 1, 'k'), good + " x", good + "\"", good + "\xc3\xa9"}) {
    EXPECT_FALSE(valid(key)) << key;
  }
  const auto doubled = with({good, good});
  EXPECT_FALSE(request_key::of(doubled)->valid());
}

TEST(RequestKey, NamesOneVoteOfOneVoter) {
  const http::hmac_sha256 secret{"secret"};
  const auto asked = with({good});
  const auto quoted = with({'"' + good + '"'});
  const auto other = with({good + "x"});
  const auto key = request_key::of(asked).value();
  const auto named = key.names(secret, "anna", "p", "a");
  EXPECT_EQ(named, key.names(secret, "anna", "p", "a"));
  EXPECT_EQ(named, request_key::of(quoted)->names(secret, "anna", "p", "a"));
  EXPECT_NE(named, key.names(secret, "ben", "p", "a"));
  EXPECT_NE(named, key.names(secret, "anna", "q", "a"));
  EXPECT_NE(named, key.names(secret, "anna", "p", "b"));
  EXPECT_NE(named, request_key::of(other)->names(secret, "anna", "p", "a"));
}

}  // namespace
}  // namespace scrutin::vote
