#include "http/voter_cookie.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

namespace {

using namespace scrutin::http;

const voter_cookie cookies("0123456789abcdef");
const auto voter = voter_id::parse("000102030405060708090a0b0c0d0e0f").value();

TEST(VoterId, Is32LowerCaseHexadecimalDigits) {
  EXPECT_EQ(voter.to_string(), "000102030405060708090a0b0c0d0e0f");
  for (const auto* text : {"", "000102030405060708090a0b0c0d0e0", "000102030405060708090a0b0c0d0e0f0",
                           "000102030405060708090A0B0C0D0E0F", "000102030405060708090a0b0c0d0e0g"}) {
    EXPECT_FALSE(voter_id::parse(text)) << text;
  }
}

TEST(VoterId, IsNewEachTime) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(voter_id::random().to_string());
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_TRUE(voter_id::parse(*seen.begin()));
}

// The signature as `openssl dgst -sha256 -mac HMAC` computes it.
TEST(VoterCookie, KeepsItsForm) {
  EXPECT_EQ(cookies.issue(voter), "000102030405060708090a0b0c0d0e0f.x3E9A1PTw4p2vveVNTOQM9CN8R6lfkmPC9WbfKaYvnc");
}

TEST(VoterCookie, GivesTheVoterBack) {
  EXPECT_EQ(cookies.read(cookies.issue(voter)), voter);
  const auto other = voter_id::random();
  EXPECT_EQ(cookies.read(cookies.issue(other)), other);
}

TEST(VoterCookie, IsWorthlessWithAnyBitFlipped) {
  const auto good = cookies.issue(voter);
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    auto bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(cookies.read(bad)) << bad;
  }
}

TEST(VoterCookie, IsWorthlessShorterOrLonger) {
  const auto good = cookies.issue(voter);
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(cookies.read(good.substr(0, size)));
  EXPECT_FALSE(cookies.read(good + "="));
  EXPECT_FALSE(cookies.read(good + std::string(1, '\0')));
  EXPECT_FALSE(cookies.read(" " + good));
}

TEST(VoterCookie, IsWorthlessUnderAnotherKeyOrForAnotherVoter) {
  EXPECT_FALSE(voter_cookie("0123456789abcdeg").read(cookies.issue(voter)));
  const auto other = voter_id::parse("100102030405060708090a0b0c0d0e0f").value();
  EXPECT_FALSE(cookies.read(other.to_string() + cookies.issue(voter).substr(32)));
}

RC_GTEST_PROP(VoterCookie, TakesAnyBytes, (const std::string& bytes)) { RC_ASSERT(!cookies.read(bytes)); }

}  // namespace
