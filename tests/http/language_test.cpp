#include "http/language.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <string>

#include "http/limits.hpp"

namespace {

using scrutin::http::offered_language;
using scrutin::http::preferred_languages;

constexpr std::array<std::string_view, 3> offered{"en", "fr", "pt-BR"};

/// The preferred one; where nothing matches, the first.
std::string_view choose_language(std::string_view accept_language, std::span<const std::string_view> all) {
  return preferred_languages{accept_language}.choose(all).value_or(all.front());
}

TEST(Language, IsNoneWhereNothingMatches) {
  EXPECT_EQ(preferred_languages{"de, nl;q=0.4"}.choose(offered), std::nullopt);
  EXPECT_EQ(preferred_languages{"fr"}.choose({}), std::nullopt);
}

TEST(Language, IsTheOneOfHighestWeight) {
  EXPECT_EQ(choose_language("en;q=0.5, fr;q=0.9", offered), "fr");
  EXPECT_EQ(choose_language("en;q=0.899, fr;q=0.9", offered), "fr");
  EXPECT_EQ(choose_language("fr;q=0.1, pt-BR", offered), "pt-BR");
}

TEST(Language, OfEqualWeightIsTheFirstNamed) {
  EXPECT_EQ(choose_language("fr, en", offered), "fr");
  EXPECT_EQ(choose_language("en;q=0.7, fr;q=0.7", offered), "en");
}

TEST(Language, IsFoundByDroppingSubtagsFromTheEnd) {
  EXPECT_EQ(choose_language("fr-CA", offered), "fr");
  EXPECT_EQ(choose_language("fr-Latn-CA-x-private", offered), "fr");
  EXPECT_EQ(choose_language("pt-br-x-a", offered), "pt-BR");
}

TEST(Language, LeavesNoSingleLetterLast) {
  constexpr std::array<std::string_view, 3> odd{"en", "de-x", "de"};
  EXPECT_EQ(choose_language("de-x-a", odd), "de");
}

TEST(Language, IsSoughtAmongTheFirstRangesAlone) {
  std::string many;
  for (std::size_t i = 1; i < scrutin::http::limits::languages; ++i) many += "de,";
  EXPECT_EQ(choose_language(many + "fr", offered), "fr");
  EXPECT_EQ(choose_language(many + "de,fr", offered), "en");
}

TEST(Language, OfATagLongerThanAnyIsNone) {
  const std::string longer = "fr-" + std::string(scrutin::http::limits::language_tag, 'a');
  EXPECT_EQ(choose_language(longer + ", pt-BR", offered), "pt-BR");
}

TEST(Language, IsNotWidened) { EXPECT_EQ(choose_language("pt, fr;q=0.1", offered), "fr"); }

TEST(Language, TriesALongRangeWhollyBeforeTheNextOne) { EXPECT_EQ(choose_language("fr-CA, en", offered), "fr"); }

TEST(Language, OfWeightZeroIsRefused) {
  EXPECT_EQ(choose_language("en;q=0, *", offered), "fr");
  EXPECT_EQ(choose_language("fr;q=0, fr-CA, pt-BR;q=0.2", offered), "pt-BR");
  EXPECT_EQ(choose_language("fr;q=0", offered), "en");
}

TEST(Language, OfABrokenWeightIsSkipped) {
  for (const auto* q : {"2", "1.001", "0.1234", "x", "", "-1", ".5", "0,5"}) {
    EXPECT_EQ(choose_language("fr;q=" + std::string(q) + ", pt-BR;q=0.001", offered), "pt-BR") << q;
  }
}

TEST(Language, AllowsSpacesAndAnyLetterCase) {
  EXPECT_EQ(choose_language(" , \tFR-ca ; Q=0.8 ,, en;q=0.7", offered), "fr");
}

TEST(Language, IsTheFirstOfferedWhereNothingMatches) {
  EXPECT_EQ(choose_language("", offered), "en");
  EXPECT_EQ(choose_language("de, nl;q=0.4", offered), "en");
  EXPECT_EQ(choose_language(";;;=,-,--,;q=1", offered), "en");
}

TEST(Language, ThatIsNamedMustBeOffered) {
  EXPECT_EQ(offered_language("FR", offered), "fr");
  EXPECT_EQ(offered_language("de", offered), std::nullopt);
  EXPECT_EQ(offered_language("", offered), std::nullopt);
  EXPECT_EQ(offered_language("fr-CA", offered), std::nullopt);
}

RC_GTEST_PROP(Language, IsAlwaysAnOfferedOne, ()) {
  const auto header = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("enfr-*;q=0.19, \tptBRx")));
  RC_ASSERT(std::ranges::count(offered, choose_language(header, offered)) == 1);
}

}  // namespace
