#include "http/text.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace scrutin::http;

TEST(Text, IsUtf8) {
  for (const auto* text : {"", "plain", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\xba"}) {
    EXPECT_TRUE(is_line(text)) << text;
    EXPECT_TRUE(is_text(text)) << text;
  }
  for (const auto* bytes : {"\xff", "\xc3", "\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    EXPECT_FALSE(is_line(bytes));
    EXPECT_FALSE(is_text(bytes));
  }
}

TEST(Text, HoldsTabsAndLineBreaksAndNoOtherControlCharacter) {
  EXPECT_TRUE(is_text("a\tb\r\nc"));
  EXPECT_FALSE(is_line("a\tb"));
  EXPECT_FALSE(is_line("a\nb"));
  for (const std::string_view bytes :
       {std::string_view("\0", 1), std::string_view("\x1b"), std::string_view("\x7f"), std::string_view("\xc2\x9f")}) {
    EXPECT_FALSE(is_text(bytes));
    EXPECT_FALSE(is_line(bytes));
  }
}

TEST(Text, IsTakenUpToAMarkAndTrimmed) {
  std::string_view rest = " a ,,b\t, c";
  EXPECT_EQ(take_until(rest, ','), "a");
  EXPECT_EQ(take_until(rest, ','), "");
  EXPECT_EQ(take_until(rest, ','), "b");
  EXPECT_EQ(rest, " c");
  EXPECT_EQ(take_until(rest, ','), "c");
  EXPECT_EQ(rest, "");
  EXPECT_EQ(take_until(rest, ','), "");
}

TEST(Text, IsSplitAtEachMark) {
  EXPECT_EQ(split("a, b,,c", ','), (std::vector<std::string_view>{"a", " b", "", "c"}));
  EXPECT_EQ(split("a,", ','), (std::vector<std::string_view>{"a", ""}));
  EXPECT_EQ(split("a", ','), (std::vector<std::string_view>{"a"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(Text, IsTrimmedOfSpacesAndTabs) {
  EXPECT_EQ(trim(" \t a b\t "), "a b");
  EXPECT_EQ(trim(" \t"), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("\na"), "\na");
}

TEST(Text, IsComparedWithoutTheCaseOfItsLetters) {
  EXPECT_TRUE(same_in_any_case("Content-Type", "content-tYPE"));
  EXPECT_TRUE(same_in_any_case("", ""));
  EXPECT_FALSE(same_in_any_case("a", ""));
  EXPECT_FALSE(same_in_any_case("a", "b"));
  EXPECT_FALSE(same_in_any_case("[", "{")) << "no letters, though they are 32 apart as letters are";
  EXPECT_FALSE(same_in_any_case("\xc3\x89", "\xc3\xa9"));
  // AddressSanitizer sees who reads farther.
  const std::vector<char> left{'q', '='};
  const std::vector<char> right{'Q', '='};
  EXPECT_TRUE(same_in_any_case({left.data(), 2}, {right.data(), 2}));
}

}  // namespace
