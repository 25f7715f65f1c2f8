#include "config/poll_reader.hpp"

#include <gtest/gtest.h>

#include "tests/config/reading.hpp"

namespace scrutin::config {
namespace {

const std::string id_rule = " must be 1 to 64 of the characters a-z, 0-9, '_' and '-', not ";

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

TEST(PollReader, WantsTheFirstPollListed) {
  const auto poll = [](const std::string& id, bool listed) {
    return "[[poll]]\nid = \"" + id + "\"\nquestion = \"Q\"\noptions = [{ id = \"a\", label = \"A\" }, { id = \"b\", " +
           "label = \"B\" }]\nlisted = " + (listed ? "true" : "false") + "\n";
  };
  EXPECT_EQ(reading(poll("p", true) + poll("q", false)).said(), "");
  EXPECT_EQ(reading(poll("p", false) + poll("q", true)).said(),
            "s.toml:5:10: poll[0].listed is false, but the first poll is the one that the address / shows; write it "
            "further down\n");
}

TEST(PollReader, Wants2To100Options) {
  const auto said = [](int count) {
    std::string options;
    for (int at = 0; at < count; ++at) options += "{ id = \"o" + std::to_string(at) + "\", label = \"L\" }, ";
    return reading(with_options(options)).said();
  };
  EXPECT_EQ(said(2), "");
  EXPECT_EQ(said(100), "");
  EXPECT_EQ(said(1), "s.toml:4:11: poll[0].options must be 2 to 100, not 1\n");
  EXPECT_EQ(said(101), "s.toml:4:11: poll[0].options must be 2 to 100, not 101\n");
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

TEST(PollReader, ReadsTheLookOfOptions) {
  const reading read(
      with_options("{ id = \"a\", label = \"A\", colour = \"#1e90ff\", emoji = \"\U0001F408\" }, "
                   "{ id = \"b\", label = \"B\" }"));
  EXPECT_EQ(read.said(), "");
  const auto& options = read.values().polls.at(0).options;
  EXPECT_EQ(options[0].colour, "#1e90ff");
  EXPECT_EQ(options[0].emoji, "\U0001F408");
  EXPECT_EQ(options[1].colour, "");
  EXPECT_EQ(options[1].emoji, "");
}

TEST(PollReader, Reads30PollsOf20OptionsInThreeLanguages) {
  const auto in_three = [](const std::string& words) {
    return "{ en = \"" + words + "\", fr = \"" + words + " !\", gsw = \"" + words + " oder?\" }";
  };
  std::string file;
  for (int poll = 0; poll < 30; ++poll) {
    const auto number = std::to_string(poll);
    file += "[[poll]]\nid = \"poll-" + number + "\"\nmax = 20\nquestion = " + in_three("Which of " + number) +
            "\noptions = [\n";
    for (int option = 0; option < 20; ++option) {
      const auto id = number + '-' + std::to_string(option);
      file += "{ id = \"" + id + "\", label = " + in_three("No. " + id) + ", colour = \"#abc\" },\n";
    }
    file += "]\n";
  }
  const reading read(file);
  EXPECT_EQ(read.said(), "");
  ASSERT_EQ(read.values().polls.size(), 30U);
  for (const auto& poll : read.values().polls) ASSERT_EQ(poll.options.size(), 20U) << poll.id;
  const auto& last = read.values().polls[29];
  EXPECT_EQ(last.question.in("gsw"), "Which of 29 oder?");
  EXPECT_EQ(last.options[19].label.in("fr"), "No. 29-19 !");
  EXPECT_EQ(last.max, 20U);
}

TEST(PollReader, NamesEveryMistakeOfFourPollsAtOnce) {
  const reading read(R"([[poll]]
id = "tea"
question = { en = "Tea?", fr = "Un thé ?" }
min = 3
max = 2
opens = 2026-06-01T09:00:00
closes = 2026-06-01
results = "after_vote"
change = "yes"
options = [
  { id = "y", label = { en = "Yes" }, colour = "green", emoji = "<b>" },
  { id = "y", label = "No", color = "#fff", emoji = 3 },
]

[[poll]]
id = "tea"
question = "Again?"
max = 3
opens = 2026-06-01T18:00:00+02:00
closes = 2026-06-01T18:00:00+03:00
result = "live"
options = [{ id = "a", label = "A", colour = 0xfff }, { id = "b", label = { de = "B" }, emoji = "12345678901" }]

[[poll]]
id = "lone"
question = { en = "One?", de = "Eins?" }
min = 0
results = "after-close"
closses = 2026-06-01T18:00:00Z
options = [{ id = "a", label = { en = "A", fr = "A" } }]

[[poll]]
id = "many"
question = "Many?"
max = 20.5
closes = "2026-06-01T18:00:00Z"
results = 1
options = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]
)");
  std::string said = R"(s.toml:4:7: poll[0].min is 3, but max is 2
s.toml:6:9: poll[0].opens has no offset from UTC; write it behind the time, as 2026-06-01T09:00:00+02:00, or 2026-06-01T09:00:00Z for UTC
s.toml:7:10: poll[0].closes has no time of day and no offset from UTC; write both, as 2026-06-01T00:00:00+02:00, or 2026-06-01T00:00:00Z for UTC
s.toml:8:11: poll[0].results must be live, after-vote, after-close or hidden, in quotes, not "after_vote"; did you mean "after-vote"?
s.toml:9:10: poll[0].change must be true or false, not a string
s.toml:11:23: poll[0].options[0].label has no "fr", which poll[0].question has; write it too, or one string for all languages
s.toml:11:48: poll[0].options[0].colour must be #rgb or #rrggbb, as #1e90ff, not "green"
s.toml:11:65: poll[0].options[0].emoji has a character of markup, one of < > & " ' ` \
s.toml:12:10: poll[0].options[1].id "y" is taken already; each needs its own
s.toml:12:29: unknown key "poll[0].options[1].color"; did you mean "colour"?
s.toml:12:53: poll[0].options[1].emoji must be a string, not an integer
s.toml:16:6: poll[1].id "tea" is taken already; each needs its own
s.toml:18:7: poll[1].max is 3, but the poll has 2 options
s.toml:20:10: poll[1].closes is 2026-06-01T15:00:00Z, which is not after opens, 2026-06-01T16:00:00Z (both in UTC)
s.toml:21:1: unknown key "poll[1].result"; did you mean "results"?
s.toml:22:46: poll[1].options[0].colour must be a string, not an integer
s.toml:22:97: poll[1].options[1].emoji has 11 characters; at most 10 fit
s.toml:26:12: poll[2].question has no "fr", which poll[2].options[0].label has; write it too, or one string for all languages
s.toml:27:7: poll[2].min must be 1 to 100, not 0
s.toml:28:11: poll[2].results is "after-close", but the poll has no closes; write it too, or results = "hidden"
s.toml:29:1: unknown key "poll[2].closses"; did you mean "closes"?
s.toml:30:11: poll[2].options must be 2 to 100, not 1
s.toml:30:32: poll[2].options[0].label has no "de", which poll[2].question has; write it too, or one string for all languages
s.toml:35:7: poll[3].max must be an integer, 1 to 100, not a number with a fraction
s.toml:36:10: poll[3].closes must be a date and a time with an offset from UTC, as 2026-06-01T18:00:00+02:00 without quotes, not a string
s.toml:37:11: poll[3].results must be live, after-vote, after-close or hidden, in quotes, not an integer
)";
  for (int at = 0; at < 21; ++at) {
    said += "s.toml:38:" + std::to_string(at < 9 ? 12 + 3 * at : 39 + 4 * (at - 9)) + ": poll[3].options[" +
            std::to_string(at) + "] must be a table, as { id = \"a\", label = \"Cats\" }, not an integer\n";
  }
  EXPECT_EQ(read.said(), said);
}

}  // namespace
}  // namespace scrutin::config
