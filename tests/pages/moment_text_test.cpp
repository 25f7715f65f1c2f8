#include "pages/moment_text.hpp"

#include <gtest/gtest.h>

#include <embedded/page_files.hpp>

#include "pages/asset.hpp"

namespace {

using namespace scrutin;
using namespace std::chrono_literals;

pages::catalogue texts(std::string_view language) {
  return pages::catalogue{pages::find_file(embedded::page_files, std::string(language) + ".toml").value()};
}

constexpr config::moment at(std::chrono::year_month_day day, std::chrono::milliseconds time) {
  return std::chrono::sys_days{day} + time;
}

TEST(MomentText, SaysDayAndMinuteInTheReadersLanguage) {
  constexpr auto when = at(std::chrono::year{2026} / 6 / 14, 16h + 5min + 59s + 999ms);
  EXPECT_EQ(pages::moment_text(texts("en"), when), "14 June 2026, 16:05 UTC");
  EXPECT_EQ(pages::moment_text(texts("fr"), when), "14 juin 2026 à 16:05 UTC");
}

TEST(MomentText, NamesTheFirstOfAMonthAsEachLanguageDoes) {
  constexpr auto when = at(std::chrono::year{2027} / 1 / 1, 0ms);
  EXPECT_EQ(pages::moment_text(texts("en"), when), "1 January 2027, 00:00 UTC");
  EXPECT_EQ(pages::moment_text(texts("fr"), when), "1er janvier 2027 à 00:00 UTC");
}

TEST(MomentText, KnowsEveryMonth) {
  for (const auto* language : {"en", "fr"}) {
    const auto all = texts(language);
    for (unsigned month = 1; month <= 12; ++month) EXPECT_TRUE(all.has("moment.month." + std::to_string(month)));
  }
}

}  // namespace
