#include "config/poll.hpp"

#include <gtest/gtest.h>

#include "config/poll_rules.hpp"
#include "config/settings.hpp"

namespace scrutin::config {
namespace {

text in_languages(std::map<std::string, std::string, std::less<>> texts) {
  text made;
  made.by_language = std::move(texts);
  return made;
}

TEST(Phase, IsWrittenAsInterfacesWriteIt) {
  EXPECT_EQ(to_string(phase::scheduled), "scheduled");
  EXPECT_EQ(to_string(phase::open), "open");
  EXPECT_EQ(to_string(phase::closed), "closed");
}

TEST(Text, IsInTheLanguageThatIsAskedFor) {
  const auto cats = in_languages({{"de", "Katzen"}, {"en", "Cats"}, {"fr", "Chats"}});
  EXPECT_EQ(cats.in("fr"), "Chats");
  EXPECT_EQ(cats.in("it"), "Cats");
  EXPECT_EQ(in_languages({{"de", "Katzen"}, {"fr", "Chats"}}).in("it"), "Katzen");
  EXPECT_EQ(text("Katt").in("fr"), "Katt");
  EXPECT_EQ(text().in("fr"), "");
}

TEST(Poll, FindsItsOptions) {
  const auto poll = default_poll();
  ASSERT_NE(poll.find("b"), nullptr);
  EXPECT_EQ(poll.find("b")->label.in("en"), "Dogs");
  EXPECT_EQ(poll.find("c"), nullptr);
  EXPECT_EQ(poll.find(""), nullptr);
}

TEST(Poll, IsCatsOrDogsByDefault) {
  const auto poll = default_poll();
  EXPECT_EQ(poll.id, "default");
  EXPECT_EQ(poll.question.in("en"), "Cats or Dogs?");
  EXPECT_EQ(poll.question.in("fr"), "Chats ou chiens ?");
  ASSERT_EQ(poll.options.size(), 2U);
  EXPECT_EQ(poll.options[0].id, "a");
  EXPECT_EQ(poll.options[0].label.in("en"), "Cats");
  EXPECT_EQ(poll.options[0].label.in("fr"), "Chats");
  EXPECT_EQ(poll.options[1].label.in("fr"), "Chiens");
}

TEST(Poll, IsFoundInTheSettings) {
  const settings values;
  ASSERT_NE(find(values.polls, "default"), nullptr);
  EXPECT_EQ(find(values.polls, "other"), nullptr);
}

moment at(int second) { return moment(std::chrono::seconds(1'780'000'000 + second)); }

TEST(Poll, FindsRetiredOptionsButNotForVotes) {
  auto poll = default_poll();
  poll.options[1].retired = true;
  ASSERT_NE(poll.find("b"), nullptr);
  EXPECT_EQ(poll.find_choosable("b"), nullptr);
  EXPECT_EQ(poll.find_choosable("a"), poll.find("a"));
  EXPECT_EQ(poll.find_choosable("c"), nullptr);
}

TEST(Poll, IsOpenFromItsOpeningUntilBeforeItsClosing) {
  auto poll = default_poll();
  poll.opens = at(10);
  poll.closes = at(20);
  const std::chrono::nanoseconds least{1};
  EXPECT_EQ(phase_of(poll, at(10) - least), phase::scheduled);
  EXPECT_EQ(phase_of(poll, at(10)), phase::open);
  EXPECT_EQ(phase_of(poll, at(20) - least), phase::open);
  EXPECT_EQ(phase_of(poll, at(20)), phase::closed);
}

TEST(Poll, IsOpenForEverWithoutMoments) {
  auto poll = default_poll();
  EXPECT_EQ(phase_of(poll, at(0)), phase::open);
  EXPECT_EQ(next_change(poll, at(0)), std::nullopt);
  poll.opens = at(10);
  EXPECT_EQ(phase_of(poll, at(9)), phase::scheduled);
  EXPECT_EQ(phase_of(poll, at(1'000'000)), phase::open);
  EXPECT_EQ(next_change(poll, at(10)), std::nullopt);
  poll.opens.reset();
  poll.closes = at(10);
  EXPECT_EQ(phase_of(poll, at(-1'000'000)), phase::open);
  EXPECT_EQ(next_change(poll, at(-1'000'000)), at(10));
}

TEST(Poll, ChangesItsPhaseAtTheNextChangeAndNotBefore) {
  auto poll = default_poll();
  poll.opens = at(10);
  poll.closes = at(20);
  const std::chrono::nanoseconds least{1};
  EXPECT_EQ(next_change(poll, at(0)), at(10));
  EXPECT_EQ(next_change(poll, at(10) - least), at(10));
  EXPECT_EQ(next_change(poll, at(10)), at(20));
  EXPECT_EQ(next_change(poll, at(20) - least), at(20));
  EXPECT_EQ(next_change(poll, at(20)), std::nullopt);
}

TEST(Poll, IsClosedForEverOnceRetired) {
  auto poll = default_poll();
  poll.retired = true;
  poll.opens = at(10);
  EXPECT_EQ(phase_of(poll, at(0)), phase::closed);
  EXPECT_EQ(phase_of(poll, at(11)), phase::closed);
  EXPECT_EQ(next_change(poll, at(0)), std::nullopt);
}

TEST(Poll, IsSingleChoiceLiveAndOpenByDefault) {
  const poll poll;
  EXPECT_EQ(poll.min, 1U);
  EXPECT_EQ(poll.max, 1U);
  EXPECT_TRUE(poll.change);
  EXPECT_FALSE(poll.opens || poll.closes || poll.retired);
  EXPECT_EQ(poll.results, publication::live);
}

TEST(PollRules, KnowIds) {
  EXPECT_TRUE(is_id("a"));
  EXPECT_TRUE(is_id("lunch-2026_x"));
  EXPECT_TRUE(is_id(std::string(64, 'x')));
  for (const auto& text :
       {std::string(), std::string(65, 'x'), std::string("A"), std::string("a b"), std::string("a/b"),
        std::string("\xc3\xa9"), std::string("a\0", 2), std::string("a.b"), std::string("a:b")}) {
    EXPECT_FALSE(is_id(text)) << text;
  }
}

TEST(PollRules, CountCharactersAndNoBytes) {
  std::string longest;
  for (std::size_t at = 0; at < longest_label; ++at) longest += "\u00e9";
  EXPECT_TRUE(check_text(longest, longest_label));
  EXPECT_EQ(check_text(longest + 'x', longest_label).error().what, "has 101 characters; at most 100 fit");
}

TEST(PollRules, RefuseEmptyAndOddTexts) {
  EXPECT_EQ(check_text("", 100).error().what, "is empty");
  EXPECT_EQ(check_text("  ", 100).error().what, "is empty");
  EXPECT_EQ(check_text("\xff", 100).error().what, "is not UTF-8");
  EXPECT_EQ(check_text("a\nb", 100).error().what,
            "has control characters, as line breaks or tabs; write it in one line");
}

TEST(PollRules, KnowColours) {
  for (const auto* right : {"#fff", "#09F", "#1e90ff", "#ABCDEF"}) EXPECT_TRUE(check_colour(right));
  for (const auto* wrong :
       {"", "#", "fff", "#ff", "#09af", "#fffff", "#fffffff", "#ggg", "#12345g", "red", "#fff ", "#ff;"}) {
    EXPECT_EQ(check_colour(wrong).error().what,
              "must be #rgb or #rrggbb, as #1e90ff, not \"" + std::string(wrong) + '"');
  }
}

TEST(PollRules, TakeTheLongestEmoji) {
  // A kiss of a woman and a man of two skin tones, and the flag of Wales: no emoji of Unicode takes more code points.
  EXPECT_TRUE(check_emoji("\U0001F469\U0001F3FB\u200D\u2764\uFE0F\u200D\U0001F48B\u200D\U0001F468\U0001F3FF"));
  EXPECT_TRUE(check_emoji("\U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F"));
  EXPECT_TRUE(check_emoji("A+"));
  EXPECT_TRUE(check_emoji("\u00e9"));
  EXPECT_TRUE(check_emoji("\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"));
}

TEST(PollRules, RefuseOddEmojis) {
  EXPECT_EQ(check_emoji("").error().what, "is empty; leave it out where there is none");
  EXPECT_EQ(check_emoji("\xff").error().what, "is not UTF-8");
  EXPECT_EQ(check_emoji("12345678901").error().what, "has 11 characters; at most 10 fit");
  EXPECT_EQ(check_emoji("a b").error().what, "has a space; write one emoji");
  for (const auto* control : {"\t", "\x7f", "\u0080", "\u009f", "\u2028", "\u2029", "\u061c", "\u200e", "\u200f",
                              "\u202a", "\u202e", "\u2066", "\u2069"}) {
    EXPECT_EQ(check_emoji("x" + std::string(control)).error().what, "has control characters, which no emoji has");
  }
  for (const char mark : std::string("<>&\"'`\\"))
    EXPECT_EQ(check_emoji(std::string(1, mark)).error().what, "has a character of markup, one of < > & \" ' ` \\")
        << mark;
}

TEST(PollRules, KnowPublications) {
  EXPECT_EQ(publications(), (std::vector<std::string>{"live", "after-vote", "after-close", "hidden"}));
  for (const auto& written : publications()) EXPECT_EQ(to_string(parse_publication(written).value()), written);
  EXPECT_EQ(parse_publication("after-close"), publication::after_close);
  EXPECT_EQ(parse_publication("Live"), std::nullopt);
  EXPECT_EQ(parse_publication(""), std::nullopt);
}

TEST(Poll, KnowsTheLanguagesOfItsTexts) {
  poll made{"p", text("Which?"), {{"a", text("A")}, {"b", text("B")}}};
  EXPECT_TRUE(languages_of(made).empty()) << "a string serves every language";
  made.question.by_language = {{"fr", "Lequel ?"}, {"ar", "?"}};
  made.options[0].label.by_language = {{"fr", "Un"}, {"ar", "1"}};
  EXPECT_EQ(languages_of(made), (std::vector<std::string_view>{"ar", "fr"}));
}

}  // namespace
}  // namespace scrutin::config
