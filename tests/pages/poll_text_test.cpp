#include "pages/poll_text.hpp"

#include <gtest/gtest.h>

namespace scrutin::pages {
namespace {

config::text in(const std::string& language, const std::string& words) {
  config::text made;
  made.by_language[language] = words;
  return made;
}

std::string as(const config::text& of, std::string_view language, std::string_view page = "en") {
  page_context row;
  set_text(row, "label", of, language, page);
  EXPECT_EQ(row.get("label")->string_value(), of.in(language));
  return row.get("label_as")->string_value();
}

TEST(PollText, SaysNothingOfThePagesOwnLanguage) { EXPECT_EQ(as(in("en", "Cats"), "en"), ""); }

TEST(PollText, NamesAnotherLanguageAndItsDirection) {
  EXPECT_EQ(as(in("ar", "\u0642\u0637\u0637"), "ar"), " lang=\"ar\" dir=\"rtl\"");
  EXPECT_EQ(as(in("de", "Katzen"), "de"), " lang=\"de\" dir=\"ltr\"");
  EXPECT_EQ(as(in("en", "Cats"), "en", "fr"), " lang=\"en\" dir=\"ltr\"");
}

// Of a string nobody knows; a row may have one beside texts that say more.
TEST(PollText, LeavesTheDirectionOfAStringToTheBrowser) {
  EXPECT_EQ(as(config::text("7"), ""), " dir=\"auto\"");
  EXPECT_EQ(as(config::text("7"), "ar"), " dir=\"auto\"");
}

}  // namespace
}  // namespace scrutin::pages
