#include "pages/reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "pages/page_set.hpp"

namespace scrutin::pages {
namespace {

const page_set& pages() {
  static const page_set all{embedded_folder{}, embedded_folder{}};
  return all;
}

http::request asking(const std::string& target, const std::string& cookies = {}, const std::string& accepted = {}) {
  http::request asked{http::verb::get, target, 11};
  if (!cookies.empty()) asked.set(http::field::cookie, cookies);
  if (!accepted.empty()) asked.set(http::field::accept_language, accepted);
  return asked;
}

std::string_view language_of(const http::request& asked) { return reader{pages(), asked}.language(); }

TEST(Reader, ReadsWhatTheQuerySaysElseTheCookieElseTheBrowser) {
  EXPECT_EQ(language_of(asking("/?lang=fr", "lang=en", "en")), "fr");
  EXPECT_EQ(language_of(asking("/", "lang=fr", "en")), "fr");
  EXPECT_EQ(language_of(asking("/", "", "de, fr;q=0.5")), "fr");
  EXPECT_EQ(language_of(asking("/")), "en");
  for (const auto* none : {"/?lang=de", "/?lang=en&lang=en", "/?lang="})
    EXPECT_EQ(language_of(asking(none, "lang=fr")), "fr") << none;
  EXPECT_EQ(language_of(asking("/", "lang=de", "fr")), "fr");
}

config::poll poll_in(const std::vector<std::string>& languages) {
  config::poll made;
  made.id = "p";
  made.options.resize(2);
  for (const auto& language : languages) {
    for (auto* one : {&made.question, &made.options[0].label}) one->by_language[language] = "in " + language;
  }
  made.options[1].label = config::text("7");
  return made;
}

std::string of_poll(const std::vector<std::string>& languages, const http::request& asked) {
  const auto poll = poll_in(languages);
  return std::string(reader{pages(), asked}.language_of(poll));
}

TEST(Reader, ReadsAPollInALanguageOfItsOwn) {
  EXPECT_EQ(of_poll({"ar", "en"}, asking("/", "", "ar, en;q=0.5")), "ar");
  EXPECT_EQ(of_poll({"de", "en", "fr"}, asking("/", "", "de-AT, en;q=0.5")), "de");
  EXPECT_EQ(of_poll({"de", "en"}, asking("/?lang=de", "lang=en", "en")), "de") << "what the query names";
  EXPECT_EQ(of_poll({"de", "fr"}, asking("/", "lang=fr", "de")), "fr") << "what was chosen once";
  EXPECT_EQ(of_poll({"ar", "en"}, asking("/", "lang=fr", "ar")), "ar") << "the choice says nothing of these";
}

TEST(Reader, ReadsAPollInAnotherLanguageWhereTheirsIsNotThere) {
  EXPECT_EQ(of_poll({"ar", "en"}, asking("/", "", "de")), "en");
  EXPECT_EQ(of_poll({"ar", "fr"}, asking("/", "", "de")), "ar");
  EXPECT_EQ(of_poll({"ar", "en"}, asking("/?lang=xx", "lang=yy")), "en");
  EXPECT_EQ(of_poll({}, asking("/", "", "de")), "") << "a string serves every language";
}

TEST(Reader, ChoosesByTheQueryAlone) {
  const auto chooses = [](const http::request& asked) { return reader{pages(), asked}.chose(); };
  EXPECT_TRUE(chooses(asking("/?lang=en")));
  EXPECT_FALSE(chooses(asking("/?lang=de")));
  EXPECT_FALSE(chooses(asking("/", "lang=fr")));
}

TEST(Reader, IsAskedOnce) {
  auto asked = asking("/", "", "fr");
  const reader who{pages(), asked};
  EXPECT_EQ(who.texts().language(), "fr");
  asked.set(http::field::accept_language, "en");
  EXPECT_EQ(who.language(), "fr");
}

}  // namespace
}  // namespace scrutin::pages
