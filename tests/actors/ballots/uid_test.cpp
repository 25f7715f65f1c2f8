#include "actors/ballots/uid.hpp"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <chrono>
#include <set>

namespace scrutin::actors {
namespace {

TEST(Uid, BeginsWithTheTimeAndIsAUuidOfVersion7) {
  const auto before =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
  const auto id = uid::make();
  const auto after =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
  std::int64_t ms = 0;
  for (unsigned i = 0; i < 6; ++i) ms = ms * 256 + id.bytes[i];
  EXPECT_GE(ms, before.count());
  EXPECT_LE(ms, after.count());
  EXPECT_EQ(id.to_string()[14], '7');
  EXPECT_NE(std::string("89ab").find(id.to_string()[19]), std::string::npos);
}

TEST(Uid, NeverComesTwice) {
  std::set<std::string> seen;
  for (int i = 0; i < 10000; ++i) seen.insert(uid::make().to_string());
  EXPECT_EQ(seen.size(), 10000U);
}

TEST(Uid, DerivesTheSameFromTheSameVoterPollAndKeyOnly) {
  const http::hmac_sha256 secret{"0123456789abcdef"};
  const auto id = uid::derived(secret, "voter", "poll", "key");
  EXPECT_EQ(id, uid::derived(secret, "voter", "poll", "key"));
  EXPECT_EQ(id.to_string()[14], '8');
  EXPECT_FALSE(id == uid::derived(secret, "voter2", "poll", "key"));
  EXPECT_FALSE(id == uid::derived(secret, "voter", "poll2", "key"));
  EXPECT_FALSE(id == uid::derived(secret, "voter", "poll", "key2"));
  EXPECT_FALSE(id == uid::derived(secret, "vote", "rpoll", "key"));
  EXPECT_FALSE(id == uid::derived(http::hmac_sha256{"fedcba9876543210"}, "voter", "poll", "key"));
}

RC_GTEST_PROP(Uid, IsReadBackFromItsText, ()) {
  uid id;
  for (auto& byte : id.bytes) byte = *rc::gen::arbitrary<std::uint8_t>();
  RC_ASSERT(uid::parse(id.to_string()) == std::optional{id});
}

TEST(Uid, IsNoOtherText) {
  const auto text = uid::make().to_string();
  EXPECT_FALSE(uid::parse(""));
  EXPECT_FALSE(uid::parse(text.substr(1)));
  EXPECT_FALSE(uid::parse(text + "0"));
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto broken = text;
    broken[i] = broken[i] == '-' ? '0' : 'G';
    EXPECT_FALSE(uid::parse(broken)) << broken;
  }
}

}  // namespace
}  // namespace scrutin::actors
