#include "http/signature.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace {

using namespace scrutin::http;

const hmac_sha256 key("0123456789abcdef");

// printf '1:a2:bc' | openssl dgst -sha256 -mac HMAC -macopt key:0123456789abcdef -binary | head -c 16 | base64
TEST(Signature, KeepsItsForm) { EXPECT_EQ(signature(key, {"a", "bc"}), "IxaHRApG2jAByU4VO6GWjQ"); }

TEST(Signature, IsAnotherForOtherPartsOrAnotherKey) {
  std::set<std::string> all{signature(key, {}),           signature(key, {""}),
                            signature(key, {"", ""}),     signature(key, {"ab", "c"}),
                            signature(key, {"a", "bc"}),  signature(key, {"abc"}),
                            signature(key, {"a1:b", ""}), signature(key, {"a", "b", ""}),
                            signature(key, {"bc", "a"}),  signature(hmac_sha256("0123456789abcdeg"), {"a", "bc"})};
  EXPECT_EQ(all.size(), 10U);
  for (const auto& one : all) EXPECT_EQ(one.size(), signature_size);
}

TEST(Signature, IsNoneWithAnyBitFlippedOrOfAnotherLength) {
  const auto good = signature(key, {"a"});
  EXPECT_TRUE(is_signature(good, signature(key, {"a"})));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    auto bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(is_signature(bad, good)) << bad;
  }
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(is_signature(good.substr(0, size), good));
  EXPECT_FALSE(is_signature(good + "A", good));
}

}  // namespace
