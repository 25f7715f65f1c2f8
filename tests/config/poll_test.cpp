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
  ASSERT_NE(values.find("default"), nullptr);
  EXPECT_EQ(values.find("other"), nullptr);
}

TEST(PollRules, KnowIds) {
  EXPECT_TRUE(is_id("a"));
  EXPECT_TRUE(is_id("lunch-2026_x"));
  EXPECT_TRUE(is_id(std::string(32, 'x')));
  for (const auto& text :
       {std::string(), std::string(33, 'x'), std::string("A"), std::string("a b"), std::string("a/b"),
        std::string("\xc3\xa9"), std::string("a\0", 2), std::string("a.b"), std::string("a:b")}) {
    EXPECT_FALSE(is_id(text)) << text;
  }
}

TEST(PollRules, CountCharactersAndNoBytes) {
  std::string longest;
  for (std::size_t at = 0; at < longest_label; ++at) longest += "\u00e9";
  EXPECT_EQ(wrong_with_text(longest, longest_label), "");
  EXPECT_EQ(wrong_with_text(longest + 'x', longest_label), "has 101 characters; at most 100 fit");
}

TEST(PollRules, RefuseEmptyAndOddTexts) {
  EXPECT_EQ(wrong_with_text("", 100), "is empty");
  EXPECT_EQ(wrong_with_text("  ", 100), "is empty");
  EXPECT_EQ(wrong_with_text("\xff", 100), "is not UTF-8");
  EXPECT_EQ(wrong_with_text("a\nb", 100), "has control characters, as line breaks or tabs; write it in one line");
}

}  // namespace
}  // namespace scrutin::config
