#include "config/poll_reader.hpp"

#include <gtest/gtest.h>

#include "tests/config/reading.hpp"

namespace scrutin::config {
namespace {

const std::string id_rule = " must be 1 to 32 of the characters a-z, 0-9, '_' and '-', not ";

std::string with_options(const std::string& options) {
  return "[[poll]]\nid = \"p\"\nquestion = \"Q\"\noptions = [" + options + "]\n";
}

TEST(PollReader, ReadsPollsInOrder) {
  const reading read(
      "[[poll]]\nid = \"tea\"\nquestion = \"Tea?\"\n"
      "options = [{ id = \"y\", label = \"Yes\" }, { id = \"n\", label = { en = \"No\", fr = \"Non\" } }]\n"
      "[[poll]]\nid = \"lunch\"\nquestion = { en = \"When?\", fr = \"Quand ?\" }\n"
      "options = [{ id = \"12\", label = \"Noon\" }, { id = \"1\", label = \"One\" }, { id = \"2\", label = \"Two\" "
      "}]\n");
  EXPECT_EQ(read.said(), "");
  ASSERT_EQ(read.values().polls.size(), 2U);
  const auto& tea = read.values().polls[0];
  EXPECT_EQ(tea.id, "tea");
  EXPECT_EQ(tea.question, text("Tea?"));
  EXPECT_EQ(tea.options[1].id, "n");
  EXPECT_EQ(tea.options[1].label.in("fr"), "Non");
  EXPECT_EQ(read.values().polls[1].question.in("fr"), "Quand ?");
  EXPECT_EQ(read.values().polls[1].options.size(), 3U);
  EXPECT_EQ(read.config.source("poll[0].id"), "s.toml:2");
  EXPECT_EQ(read.config.source("poll[1].question"), "s.toml:7");
  EXPECT_EQ(read.config.source("poll[1].options[0].label"), "s.toml:8");
}

TEST(PollReader, LeavesTheDefaultPollWhereNoneIsNamed) {
  EXPECT_EQ(reading("[vote]\n").values().polls, std::vector{default_poll()});
}

TEST(PollReader, NamesEveryMistakeWithLineAndColumn) {
  const reading read(
      "[[poll]]\n"
      "id = \"Lunch\"\n"
      "question = { EN = \"x\", fr = \"\", de = 3 }\n"
      "options = [{ id = \"a\", label = \"x\" }, { id = \"a\", lable = \"y\" }, 3]\n"
      "[[poll]]\n"
      "idd = \"x\"\n"
      "question = 3\n"
      "options = \"a\"\n");
  EXPECT_EQ(
      read.said(),
      "s.toml:2:6: poll[0].id" + id_rule + "\"Lunch\"\n" +
          "s.toml:3:14: poll[0].question has \"EN\", which is no language of 2 or 3 lower-case letters, as en\n"
          "s.toml:3:29: poll[0].question.fr is empty\n"
          "s.toml:3:38: poll[0].question.de must be a string, not an integer\n"
          "s.toml:4:39: poll[0].options[1] has no label\n"
          "s.toml:4:46: poll[0].options[1].id \"a\" is taken already; each needs its own\n"
          "s.toml:4:51: unknown key \"poll[0].options[1].lable\"; did you mean \"label\"?\n"
          "s.toml:4:66: poll[0].options[2] must be a table, as { id = \"a\", label = \"Cats\" }, not an integer\n"
          "s.toml:5:1: poll[1] has no id\n"
          "s.toml:6:1: unknown key \"poll[1].idd\"; did you mean \"id\"?\n"
          "s.toml:7:12: poll[1].question must be a string or a table of languages, as { en = \"Cats\", fr = \"Chats\" "
          "}, not an integer\n"
          "s.toml:8:11: poll[1].options must be an array, as [{ id = \"a\", label = \"Cats\" }, ...], not a string\n");
}

TEST(PollReader, WantsADoubleBracket) {
  EXPECT_EQ(reading("[poll]\nid = \"x\"\n").said(),
            "s.toml:1:1: poll must be written [[poll]], in double brackets, above each poll\n");
  EXPECT_EQ(reading("poll = [1]\n").said(), "s.toml:1:9: poll[0] must be a table; write [[poll]] above its keys\n");
}

TEST(PollReader, RefusesTheIdOfAnotherPoll) {
  const auto poll = with_options("{ id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }");
  EXPECT_EQ(reading(poll).said(), "");
  EXPECT_EQ(reading(poll + poll).said(), "s.toml:6:6: poll[1].id \"p\" is taken already; each needs its own\n");
}

TEST(PollReader, Wants2To20Options) {
  const auto said = [](int count) {
    std::string options;
    for (int at = 0; at < count; ++at) options += "{ id = \"o" + std::to_string(at) + "\", label = \"L\" }, ";
    return reading(with_options(options)).said();
  };
  EXPECT_EQ(said(2), "");
  EXPECT_EQ(said(20), "");
  EXPECT_EQ(said(1), "s.toml:4:11: poll[0].options must be 2 to 20, not 1\n");
  EXPECT_EQ(said(21), "s.toml:4:11: poll[0].options must be 2 to 20, not 21\n");
}

TEST(PollReader, BoundsTheLengthOfTexts) {
  const auto said = [](std::size_t question, std::size_t label) {
    return reading("[[poll]]\nid = \"p\"\nquestion = \"" + std::string(question, 'q') +
                   "\"\noptions = [{ id = \"a\", label = \"" + std::string(label, 'l') +
                   "\" }, { id = \"b\", label = \"B\" }]\n")
        .said();
  };
  EXPECT_EQ(said(300, 100), "");
  EXPECT_EQ(said(301, 101),
            "s.toml:3:12: poll[0].question has 301 characters; at most 300 fit\n"
            "s.toml:4:32: poll[0].options[0].label has 101 characters; at most 100 fit\n");
}

TEST(PollReader, WantsALanguageInATableOfThem) {
  EXPECT_EQ(reading("[[poll]]\nid = \"p\"\nquestion = {}\noptions = [{ id = \"a\", label = \"A\" }, { id = \"b\", "
                    "label = \"B\" }]\n")
                .said(),
            "s.toml:3:12: poll[0].question names no language; write { en = \"...\" }, or a string\n");
}

}  // namespace
}  // namespace scrutin::config
