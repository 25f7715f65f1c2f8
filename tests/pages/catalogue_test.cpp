#include "pages/catalogue.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <embedded/page_files.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

#include "pages/asset.hpp"

namespace {

using scrutin::pages::catalogue;

catalogue shipped(std::string_view file) {
  return catalogue(scrutin::pages::find_file(scrutin::embedded::page_files, file).value());
}

/// The names between braces.
std::set<std::string> places(const std::string& text) {
  std::set<std::string> names;
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    names.insert(text.substr(open, text.find('}', open) - open + 1));
  }
  return names;
}

TEST(Catalogue, HasTheSameKeysAndPlacesInEveryLanguage) {
  const auto english = shipped("en.toml");
  const auto french = shipped("fr.toml");
  for (const auto& [key, text] : english.all()) {
    ASSERT_TRUE(french.has(key)) << key;
    EXPECT_EQ(places(text), places(french.text(key))) << key;
    EXPECT_FALSE(text.empty()) << key;
    EXPECT_FALSE(french.text(key).empty()) << key;
  }
  for (const auto& [key, text] : french.all()) EXPECT_TRUE(english.has(key)) << key;
}

TEST(Catalogue, NamesTheOtherLanguageForTheSwitch) {
  EXPECT_EQ(shipped("en.toml").text("layout.other"), shipped("fr.toml").language());
  EXPECT_EQ(shipped("fr.toml").text("layout.other"), shipped("en.toml").language());
}

TEST(Catalogue, NeverPutsABreakableSpaceBeforeFrenchPunctuation) {
  const auto french = shipped("fr.toml");
  for (const auto& [key, text] : french.all()) {
    for (const auto* wrong : {" :", " ;", " ?", " !", " %"}) EXPECT_EQ(text.find(wrong), std::string::npos) << key;
  }
}

TEST(Catalogue, CountsVotes) {
  const auto english = shipped("en.toml");
  EXPECT_EQ(english.count("result.votes", 0), "No votes yet");
  EXPECT_EQ(english.count("result.votes", 1), "1 vote");
  EXPECT_EQ(english.count("result.votes", 2), "2 votes");
  EXPECT_EQ(english.count("result.votes", 1234567), "1,234,567 votes");
  const auto french = shipped("fr.toml");
  EXPECT_EQ(french.count("result.votes", 1234567), "1\u202F234\u202F567 votes");
}

TEST(Catalogue, GroupsDigitsByThree) {
  const auto english = shipped("en.toml");
  EXPECT_EQ(english.number(0), "0");
  EXPECT_EQ(english.number(999), "999");
  EXPECT_EQ(english.number(1000), "1,000");
  EXPECT_EQ(english.number(18446744073709551615U), "18,446,744,073,709,551,615");
}

TEST(Catalogue, WritesSharesAsTheLanguageDoes) {
  EXPECT_EQ(shipped("en.toml").percent("66.7"), "66.7%");
  EXPECT_EQ(shipped("fr.toml").percent("66.7"), "66,7\u202F%");
}

TEST(Catalogue, FillsPlacesWithoutLookingIntoArguments) {
  const catalogue texts("a = '{x} and {y}, {x}'");
  EXPECT_EQ(texts.fill("a", {{"x", "{y}"}, {"y", "1"}}), "{y} and 1, {y}");
}

TEST(Catalogue, LeavesAPlaceWithoutAnArgument) { EXPECT_EQ(catalogue("a = '{x} and {y'").fill("a", {}), "{x} and {y"); }

TEST(Catalogue, NamesTheKeyThatIsMissing) {
  try {
    catalogue("a = 'b'").text("b.c");
    FAIL();
  } catch (const std::out_of_range& error) {
    EXPECT_NE(std::string(error.what()).find("\"b.c\""), std::string::npos) << error.what();
  }
}

TEST(Catalogue, NamesThePlaceThatIsWrong) {
  for (const auto* toml : {"a = 'b'\nc = ", "a = 'b'\nc = 3"}) {
    try {
      catalogue texts(toml);
      FAIL() << toml;
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find("line 2"), std::string::npos) << error.what();
    }
  }
}

RC_GTEST_PROP(Catalogue, OnlyAddsSeparatorsToANumber, (std::uint64_t n)) {
  auto text = shipped("en.toml").number(n);
  std::erase(text, ',');
  RC_ASSERT(text == std::to_string(n));
}

}  // namespace
