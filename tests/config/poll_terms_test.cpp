#include "config/poll_terms.hpp"

#include <gtest/gtest.h>

#include "tests/config/reading.hpp"

namespace scrutin::config {
namespace {

/// A poll of three options with `terms` from line 5 on.
reading with(const std::string& terms) {
  return reading(
      "[[poll]]\nid = \"p\"\nquestion = \"Q\"\noptions = [{ id = \"a\", label = \"A\" }, "
      "{ id = \"b\", label = \"B\" }, { id = \"c\", label = \"C\" }]\n" +
      terms);
}

TEST(PollTerms, ReadsThem) {
  const auto read = with(
      "min = 2\nmax = 3\nchange = false\nopens = 2026-06-01T09:00:00+02:00\ncloses = 2026-06-01T18:00:00+02:00\n"
      "results = \"after-close\"\n");
  EXPECT_EQ(read.said(), "");
  const auto& poll = read.values().polls.at(0);
  EXPECT_EQ(poll.min, 2U);
  EXPECT_EQ(poll.max, 3U);
  EXPECT_FALSE(poll.change);
  EXPECT_EQ(to_string(poll.opens.value()), "2026-06-01T07:00:00Z");
  EXPECT_EQ(to_string(poll.closes.value()), "2026-06-01T16:00:00Z");
  EXPECT_EQ(poll.results, publication::after_close);
  std::size_t line = 5;
  for (const auto* key : {"min", "max", "change", "opens", "closes", "results"})
    EXPECT_EQ(read.config.source(std::string("poll[0].") + key), "s.toml:" + std::to_string(line++));
}

TEST(PollTerms, LeavesDefaults) {
  const auto read = with("");
  EXPECT_EQ(read.said(), "");
  auto poll = read.values().polls.at(0);
  poll.id.clear();
  poll.question = {};
  poll.options.clear();
  EXPECT_EQ(poll, config::poll());
  EXPECT_EQ(read.config.source("poll[0].min"), "default");
}

TEST(PollTerms, BoundsHowManyOptionsAVoteNames) {
  EXPECT_EQ(with("max = 3\n").said(), "");
  EXPECT_EQ(with("min = 3\nmax = 3\n").said(), "");
  EXPECT_EQ(with("max = 4\n").said(), "s.toml:5:7: poll[0].max is 4, but the poll has 3 options\n");
  EXPECT_EQ(with("min = 0\nmax = 101\n").said(),
            "s.toml:5:7: poll[0].min must be 1 to 100, not 0\ns.toml:6:7: poll[0].max must be 1 to 100, not 101\n");
  EXPECT_EQ(with("max = -9223372036854775808\n").said(),
            "s.toml:5:7: poll[0].max must be 1 to 100, not -9223372036854775808\n");
  EXPECT_EQ(with("min = \"1\"\nmax = 1.0\n").said(),
            "s.toml:5:7: poll[0].min must be an integer, 1 to 100, not a string\n"
            "s.toml:6:7: poll[0].max must be an integer, 1 to 100, not a number with a fraction\n");
}

TEST(PollTerms, WantsNoMoreAtLeastThanAtMost) {
  EXPECT_EQ(with("min = 3\nmax = 2\n").said(), "s.toml:5:7: poll[0].min is 3, but max is 2\n");
  EXPECT_EQ(with("min = 2\n").said(),
            "s.toml:5:7: poll[0].min is 2, but max is 1 where it is left out; write max too\n");
  EXPECT_EQ(with("min = 2\nmax = 0\n").said(), "s.toml:6:7: poll[0].max must be 1 to 100, not 0\n");
  EXPECT_EQ(with("min = 0\nmax = 2\n").said(), "s.toml:5:7: poll[0].min must be 1 to 100, not 0\n");
}

TEST(PollTerms, BoundsTheBytesOfAVote) {
  const auto said = [](unsigned max, std::size_t id_size) {
    std::string options;
    for (int at = 0; at < 100; ++at) {
      auto id = std::to_string(100 + at);
      id.append(id_size - id.size(), 'x');
      options += "{ id = \"" + id + "\", label = \"L\" }, ";
    }
    return reading("[[poll]]\nid = \"p\"\nquestion = \"Q\"\nmax = " + std::to_string(max) + "\noptions = [" + options +
                   "]\n")
        .said();
  };
  EXPECT_EQ(said(1, 64), "");
  EXPECT_EQ(said(100, 6), "");
  EXPECT_EQ(said(10, 64), "");
  EXPECT_EQ(said(100, 7),
            "s.toml:5:11: poll[0].options has ids so long that a vote for 100 of them takes 799 bytes, commas between; "
            "at most 700 fit: shorten the ids, or lower max\n");
}

TEST(PollTerms, WantsATruthValueForChange) {
  EXPECT_EQ(with("change = \"no\"\n").said(), "s.toml:5:10: poll[0].change must be true or false, not a string\n");
  EXPECT_EQ(with("change = 0\n").said(), "s.toml:5:10: poll[0].change must be true or false, not an integer\n");
}

TEST(PollTerms, WantsTheClosingAfterTheOpening) {
  const std::string opens = "opens = 2026-06-01T09:00:00+02:00\n";
  EXPECT_EQ(with(opens + "closes = 2026-06-01T09:00:00.001+02:00\n").said(), "");
  EXPECT_EQ(with(opens + "closes = 2026-06-01T08:00:00+01:00\n").said(),
            "s.toml:6:10: poll[0].closes is 2026-06-01T07:00:00Z, which is not after opens, 2026-06-01T07:00:00Z (both "
            "in UTC)\n");
  EXPECT_EQ(with("closes = 2026-06-01T08:59:59+02:00\n" + opens).said(),
            "s.toml:5:10: poll[0].closes is 2026-06-01T06:59:59Z, which is not after opens, 2026-06-01T07:00:00Z (both "
            "in UTC)\n");
}

TEST(PollTerms, KnowsWhenResultsAreShown) {
  const auto shown = [](const std::string& written) {
    const auto read = with("closes = 2026-06-01T09:00:00Z\nresults = \"" + written + "\"\n");
    EXPECT_EQ(read.said(), "");
    return read.values().polls.at(0).results;
  };
  EXPECT_EQ(shown("live"), publication::live);
  EXPECT_EQ(shown("after-vote"), publication::after_vote);
  EXPECT_EQ(shown("after-close"), publication::after_close);
  EXPECT_EQ(shown("hidden"), publication::hidden);
  const std::string said =
      "s.toml:5:11: poll[0].results must be live, after-vote, after-close or hidden, in quotes, not ";
  EXPECT_EQ(with("results = \"after_vote\"\n").said(), said + "\"after_vote\"; did you mean \"after-vote\"?\n");
  EXPECT_EQ(with("results = \"\"\n").said(), said + "\"\"\n");
  EXPECT_EQ(with("results = true\n").said(), said + "a truth value\n");
}

TEST(PollTerms, WantsAClosingForResultsAfterIt) {
  EXPECT_EQ(with("results = \"after-close\"\n").said(),
            "s.toml:5:11: poll[0].results is \"after-close\", but the poll has no closes; write it too, or results = "
            "\"hidden\"\n");
  EXPECT_EQ(with("results = \"after-vote\"\n").said(), "");
  EXPECT_EQ(with("closes = 3\nresults = \"after-close\"\n").complaints.size(), 1U);
}

}  // namespace
}  // namespace scrutin::config
