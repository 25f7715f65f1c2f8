#include "config/utf8.hpp"

#include <gtest/gtest.h>

namespace scrutin::config {
namespace {

TEST(Utf8, CountsCharacters) {
  EXPECT_EQ(utf8_length(""), 0U);
  EXPECT_EQ(utf8_length("Cats"), 4U);
  EXPECT_EQ(utf8_length("\u00e9\u20ac\U0001F408"), 3U);
  EXPECT_EQ(utf8_length("\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff"), 8U);
}

TEST(Utf8, RefusesWhatRfc3629Refuses) {
  for (const auto* text :
       {"\x80", "\xc3", "\xc3(", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82", "\xe2\x82(",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf0\x9f\x90", "\xff"}) {
    EXPECT_FALSE(utf8_length(text));
    EXPECT_FALSE(utf8_length(std::string("a") + text + "b"));
  }
}

TEST(Utf8, StandsInQuotesAsTomlWantsIt) {
  EXPECT_EQ(in_quotes("a \"b\" \\ \n\x7f \u00e9"), "\"a \\\"b\\\" \\\\ \\u000A\\u007F \u00e9\"");
}

TEST(Utf8, IsReadAsCodePoints) {
  EXPECT_EQ(code_points("a\u007f\u0080\u07ff\u0800\uffff\U00010000\U0010ffff"),
            U"a\u007f\u0080\u07ff\u0800\uffff\U00010000\U0010ffff");
  EXPECT_EQ(code_points(""), U"");
  EXPECT_EQ(code_points("a\xc3"), std::nullopt);
}

}  // namespace
}  // namespace scrutin::config
