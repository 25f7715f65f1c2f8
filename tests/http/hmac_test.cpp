#include "http/hmac.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace {

using namespace scrutin::http;

std::string hex(const std::array<std::uint8_t, 32>& code) {
  std::string text;
  for (const auto byte : code) text.append({"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]});
  return text;
}

// RFC 4231, 4.2, 4.3 and 4.7.
TEST(Hmac, GivesTheCodesOfRfc4231) {
  EXPECT_EQ(hex(hmac_sha256(std::string(20, '\x0b'))({"Hi There"})),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex(hmac_sha256("Jefe")({"what do ya want ", "for nothing?"})),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(hmac_sha256(std::string(131, '\xaa'))({"Test Using Larger Than Block-Size Key - Hash Key First"})),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, TakesAnEmptyKey) {
  EXPECT_EQ(hex(hmac_sha256({})({})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

RC_GTEST_PROP(Hmac, DependsOnTheBytesAndNotOnHowTheyAreSplit, (const std::string& key, const std::string& text)) {
  const hmac_sha256 sign(key);
  const auto middle = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  RC_ASSERT(sign({text.substr(0, middle), text.substr(middle)}) == sign({text}));
  RC_ASSERT(sign({text}) != sign({text, "x"}));
}

}  // namespace
