#include "http/base64url.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using scrutin::http::base64url;

// RFC 4648, 10, without the padding; and the two characters in which it differs from base64.
TEST(Base64Url, IsAsTheStandardWritesIt) {
  const auto of = [](std::string_view text) { return base64url(std::vector<std::uint8_t>(text.begin(), text.end())); };
  EXPECT_EQ(of(""), "");
  EXPECT_EQ(of("f"), "Zg");
  EXPECT_EQ(of("fo"), "Zm8");
  EXPECT_EQ(of("foo"), "Zm9v");
  EXPECT_EQ(of("foob"), "Zm9vYg");
  EXPECT_EQ(of("fooba"), "Zm9vYmE");
  EXPECT_EQ(of("foobar"), "Zm9vYmFy");
  EXPECT_EQ(of("\xfb\xff\xbf"), "-_-_");
}

}  // namespace
