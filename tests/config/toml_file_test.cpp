#include "config/toml_file.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/config/reading.hpp"

namespace scrutin::config {
namespace {

TEST(TomlFile, ChangesWhatItNamesAndNothingElse) {
  const reading read("[vote]\nlisten = \"127.0.0.1:1\"\nkeep_alive = 3\n[redis]\ntimeout_ms = 70\n");
  settings wanted;
  wanted.vote.listen = {"127.0.0.1", 1};
  wanted.vote.keep_alive = std::chrono::seconds(3);
  wanted.redis.timeout = std::chrono::milliseconds(70);
  EXPECT_EQ(read.said(), "");
  EXPECT_EQ(read.values(), wanted);
}

TEST(TomlFile, TellsTheLineOfEachValue) {
  const reading read("[vote]\n\nlisten = \":1\"\n");
  EXPECT_EQ(read.config.source("vote.listen"), "s.toml:3");
  EXPECT_EQ(read.config.source("vote.admin"), "default");
}

TEST(TomlFile, NamesEveryMistakeWithLineAndColumn) {
  const reading read(
      "[vote]\n"
      "lisen = \":1\"\n"
      "listen = \"example.org:80\"\n"
      "workers = \"2\"\n"
      "  keep_alive = 86401\n"
      "max_connections = 1.5\n"
      "log = 7\n"
      "log_level = \"warning\"\n"
      "[postgress]\n"
      "[redis]\n"
      "timeout = 3\n"
      "url = \"http://h\"\n"
      "[postgres]\n"
      "url = \"postgresql://h:0\"\n");
  EXPECT_EQ(
      read.said(),
      "s.toml:2:1: unknown key \"vote.lisen\"; did you mean \"listen\"?\n"
      "s.toml:3:10: vote.listen cannot be \"example.org:80\": its host must be a numeric address or localhost, as in "
      "[::]:8080\n"
      "s.toml:4:11: vote.workers must be an integer, 0 to 1024, not a string\n"
      "s.toml:5:16: vote.keep_alive must be 0 to 86400, not 86401\n"
      "s.toml:6:19: vote.max_connections must be an integer, 0 to 10000000, not a number with a fraction\n"
      "s.toml:7:7: vote.log must be a string, not an integer\n"
      "s.toml:8:13: vote.log_level must be trace, debug, info, warn or error, not \"warning\"\n"
      "s.toml:9:2: unknown section \"postgress\"; did you mean \"postgres\"?\n"
      "s.toml:11:1: unknown key \"redis.timeout\"; did you mean \"timeout_ms\"?\n"
      "s.toml:12:7: redis.url is no URL of a Redis: write redis://[user[:password]@]host[:port][/db] or "
      "unix:///path[?db=N]\n"
      "s.toml:14:7: postgres.url is no URL of a PostgreSQL: its port is not a number from 1 to 65535\n");
}

TEST(TomlFile, TellsWhereItIsNoToml) {
  const reading read("[vote]\nlisten = \":1\"\nadmin = =\n");
  ASSERT_EQ(read.complaints.size(), 1U);
  EXPECT_EQ(read.complaints[0].source, "s.toml");
  EXPECT_EQ(read.complaints[0].line, 3U);
  EXPECT_EQ(read.complaints[0].column, 9U);
  EXPECT_TRUE(read.complaints[0].what.starts_with("this is not TOML: "));
}

TEST(TomlFile, IsEmptyWithoutHarm) {
  EXPECT_EQ(reading("").said(), "");
  EXPECT_EQ(reading("# nothing\n").values(), settings());
  EXPECT_EQ(reading("\xef\xbb\xbf[vote]\n").said(), "");
}

TEST(TomlFile, WantsSectionsToBeTables) {
  EXPECT_EQ(reading("vote = 3\n").said(), "s.toml:1:8: vote is a section; write [vote], and its keys below\n");
  EXPECT_EQ(reading("listen = \":1\"\n").said(), "s.toml:1:1: unknown key \"listen\"\n");
  EXPECT_EQ(reading("vote.listen = \":1\"\n").values().vote.listen.port, 1);
}

TEST(TomlFile, TakesTheBoundsOfEachNumber) {
  for (const auto& key : descriptors()) {
    if (key.form != descriptor::shape::number) continue;
    const auto least = std::stoll(key.accepts);
    const auto most = std::stoll(key.accepts.substr(key.accepts.find(" to ") + 4));
    const auto said = [&](long long number) {
      return reading('[' + key.section + "]\n" + key.key + " = " + std::to_string(number)).said();
    };
    EXPECT_EQ(said(least), "");
    EXPECT_EQ(said(most), "");
    const auto place = "s.toml:2:" + std::to_string(key.key.size() + 4) + ": " + key.name() + " must be ";
    const auto bounds = std::to_string(least) + " to " + std::to_string(most) + ", not ";
    EXPECT_EQ(said(least - 1), place + bounds + std::to_string(least - 1) + '\n');
    EXPECT_EQ(said(most + 1), place + bounds + std::to_string(most + 1) + '\n');
  }
}

TEST(TomlFile, NeverRepeatsAPassword) {
  EXPECT_EQ(reading("redis.url = \"redis://u:geheim@h:0\"").said().find("geheim"), std::string::npos);
  EXPECT_EQ(reading("postgres.url = \"postgresql://u:geheim@h:0\"").said().find("geheim"), std::string::npos);
  EXPECT_EQ(reading("vote.cookie_key = \"geheim\"").said().find("geheim"), std::string::npos);
}

RC_GTEST_PROP(TomlFile, OfAnyBytesIsReadOrComplainedAbout, (const std::string& bytes)) {
  const reading read(bytes);
  for (const auto& one : read.complaints) RC_ASSERT(!one.what.empty());
}

RC_GTEST_PROP(TomlFile, OfAnyPiecesIsReadOrComplainedAbout, ()) {
  const std::vector<std::string> pieces{"[vote]",  "[[poll]]", "[poll]", "[poll.options]",
                                        "options", "question", "id",     "label",
                                        "=",       "\n",       "{",      "}",
                                        "[",       "]",        ",",      "\"a\"",
                                        "1",       "true",     "listen", ".",
                                        "'",       "1.5",      "#",      "1979-05-27",
                                        "\\",      "redis",    "poll"};
  std::string text;
  for (const auto& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)))
    text += piece + ' ';
  const reading read(text);
  for (const auto& one : read.complaints) RC_ASSERT(one.line > 0U);
}

}  // namespace
}  // namespace scrutin::config
