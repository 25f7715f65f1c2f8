#include "config/text_reader.hpp"

#include <gtest/gtest.h>

#include "tests/config/reading.hpp"

namespace scrutin::config {
namespace {

std::string said(const std::string& question, const std::string& a, const std::string& b) {
  return reading("[[poll]]\nid = \"p\"\nquestion = " + question + "\noptions = [\n{ id = \"a\", label = " + a +
                 " },\n{ id = \"b\", label = " + b + " }]\n")
      .said();
}

const std::string both = "{ en = \"x\", fr = \"y\" }";
const std::string english = "{ en = \"x\" }";
const std::string swiss = "{ gsw = \"z\" }";
const std::string advice = " has; write it too, or one string for all languages\n";

TEST(TextReader, TakesTheSameLanguagesEverywhere) {
  EXPECT_EQ(said(both, both, both), "");
  EXPECT_EQ(said(both, "{ fr = \"y\", en = \"x\" }", "\"for all\""), "");
  EXPECT_EQ(said("\"for all\"", "\"for all\"", swiss), "");
}

TEST(TextReader, NamesTheTextThatLacksALanguage) {
  EXPECT_EQ(said(both, english, both),
            "s.toml:5:21: poll[0].options[0].label has no \"fr\", which poll[0].question" + advice);
  EXPECT_EQ(said(english, "\"for all\"", both),
            "s.toml:3:12: poll[0].question has no \"fr\", which poll[0].options[1].label" + advice);
}

TEST(TextReader, NamesEachOfThem) {
  EXPECT_EQ(said("\"for all\"", english, swiss),
            "s.toml:5:21: poll[0].options[0].label has no \"gsw\", which poll[0].options[1].label" + advice +
                "s.toml:6:21: poll[0].options[1].label has no \"en\", which poll[0].options[0].label" + advice);
}

TEST(TextReader, ComparesTheTextsOfOnePollAlone) {
  const std::string options = "options = [{ id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }]\n";
  EXPECT_EQ(reading("[[poll]]\nid = \"p\"\nquestion = " + english + '\n' + options +
                    "[[poll]]\nid = \"q\"\nquestion = " + swiss + '\n' + options)
                .said(),
            "");
}

TEST(TextReader, SaysOnceWhatIsWrongWithALanguage) {
  EXPECT_EQ(said(both, both, "{ en = \"x\", fr = 3 }"),
            "s.toml:6:38: poll[0].options[1].label.fr must be a string, not an integer\n");
  EXPECT_EQ(said(both, both, "{ en = \"x\", fr = \"\" }"), "s.toml:6:38: poll[0].options[1].label.fr is empty\n");
  EXPECT_EQ(said(both, both, "{}"),
            "s.toml:6:21: poll[0].options[1].label names no language; write { en = \"...\" }, or a string\n");
}

}  // namespace
}  // namespace scrutin::config
