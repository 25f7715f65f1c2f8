#include "config/environment.hpp"

#include <gtest/gtest.h>

#include "tests/config/reading.hpp"

namespace scrutin::config {
namespace {

using variables = std::map<std::string, std::string>;

reading with(const variables& given, const std::string& file = "") {
  reading read(file);
  read.add(read_option_labels(given, read.config));
  read.add(read_environment(given, sections(), read.config));
  return read;
}

TEST(Environment, WinsOverTheFileKeyByKey) {
  const auto read = with({{"SCRUTIN_VOTE_LISTEN", ":2"}, {"SCRUTIN_REDIS_TIMEOUT_MS", "50"}},
                         "[vote]\nlisten = \":1\"\nadmin = \":3\"\n");
  EXPECT_EQ(read.said(), "");
  EXPECT_EQ(read.values().vote.listen.port, 2);
  EXPECT_EQ(read.values().vote.admin.port, 3);
  EXPECT_EQ(read.values().redis.timeout, std::chrono::milliseconds(50));
  EXPECT_EQ(read.config.source("vote.listen"), "environment SCRUTIN_VOTE_LISTEN");
  EXPECT_EQ(read.config.source("vote.admin"), "s.toml:3");
}

TEST(Environment, HasEveryKey) {
  const settings defaults;
  for (const auto& key : descriptors()) {
    const auto value = key.form == descriptor::shape::secret ? "0123456789abcdef" : key.get(defaults);
    const auto read = with({{key.environment(), value}});
    EXPECT_EQ(read.said(), "");
    EXPECT_EQ(key.get(read.values()), value);
    EXPECT_EQ(read.config.source(key.name()), "environment " + key.environment());
  }
}

TEST(Environment, NamesEveryMistake) {
  EXPECT_EQ(with({{"SCRUTIN_REDIS_ULR", "x"},
                  {"SCRUTIN_VOTE_WORKERS", "two"},
                  {"SCRUTIN_FOO", "x"},
                  {"SCRUTIN_VOTE_KEEP_ALIVE", ""}})
                .said(),
            "SCRUTIN_FOO: no setting has this environment variable; --help lists those that exist\n"
            "SCRUTIN_REDIS_ULR: no setting has this environment variable; did you mean \"SCRUTIN_REDIS_URL\"?\n"
            "SCRUTIN_VOTE_KEEP_ALIVE: vote.keep_alive must be a whole number, 0 to 86400, not \"\"\n"
            "SCRUTIN_VOTE_WORKERS: vote.workers must be a whole number, 0 to 1024, not \"two\"\n");
}

TEST(Environment, WantsNumbersOfDigits) {
  for (const auto* text : {" 1", "1 ", "+1", "1e3", "0x10", "1.0", "1s"}) {
    EXPECT_EQ(with({{"SCRUTIN_VOTE_WORKERS", text}}).complaints.size(), 1U) << text;
  }
  EXPECT_EQ(with({{"SCRUTIN_VOTE_WORKERS", "99999999999999999999"}}).said(),
            "SCRUTIN_VOTE_WORKERS: vote.workers must be 0 to 1024, not 99999999999999999999\n");
}

TEST(Environment, NamesTheQueueOfVotes) {
  EXPECT_EQ(with({}).values().vote.queue, "streams");
  EXPECT_EQ(with({{"SCRUTIN_VOTE_QUEUE", "list"}}).values().vote.queue, "list");
  EXPECT_EQ(with({{"SCRUTIN_VOTE_QUEUE", "lists"}}).said(),
            "SCRUTIN_VOTE_QUEUE: vote.queue must be streams, list or auto, not \"lists\"; did you mean \"list\"?\n");
}

TEST(Environment, LetsOthersVariablesPass) {
  EXPECT_EQ(
      with({{"PATH", "/bin"}, {"SCRUTINY", "x"}, {"SCRUTIN", "x"}, {"SCRUTIN_CONFIG", "f"}, {"SCRUTIN_DEV_PORT", "1"}})
          .said(),
      "");
}

TEST(Environment, LetsPassWhatKubernetesSetsForServices) {
  EXPECT_EQ(with({{"SCRUTIN_VOTE_SERVICE_HOST", "10.0.0.1"},
                  {"SCRUTIN_VOTE_SERVICE_PORT", "80"},
                  {"SCRUTIN_VOTE_SERVICE_PORT_HTTP", "80"},
                  {"SCRUTIN_VOTE_PORT", "tcp://10.0.0.1:80"},
                  {"SCRUTIN_VOTE_PORT_80_TCP", "tcp://10.0.0.1:80"},
                  {"SCRUTIN_VOTE_PORT_80_TCP_PROTO", "tcp"},
                  {"SCRUTIN_VOTE_PORT_80_TCP_PORT", "80"},
                  {"SCRUTIN_VOTE_PORT_80_TCP_ADDR", "10.0.0.1"}})
                .said(),
            "");
  EXPECT_EQ(with({{"SCRUTIN_VOTE_PORT", "80"}}).complaints.size(), 1U);
  EXPECT_EQ(with({{"SCRUTIN_VOTE_PORT_X_TCP", "80"}}).complaints.size(), 1U);
}

TEST(OptionLabels, NameTheOptionsOfTheDefaultPollAndItsQuestion) {
  const auto read = with({{"OPTION_A", "Tea"}, {"OPTION_B", "Caf\u00e9"}});
  EXPECT_EQ(read.said(), "");
  const auto& poll = read.values().polls.front();
  EXPECT_EQ(poll.id, "default");
  EXPECT_EQ(poll.options[0].id, "a");
  EXPECT_EQ(poll.options[0].label, text("Tea"));
  EXPECT_EQ(poll.options[1].label, text("Caf\u00e9"));
  EXPECT_EQ(poll.question.in("en"), "Tea or Caf\u00e9?");
  EXPECT_EQ(poll.question.in("fr"), "Tea ou Caf\u00e9 ?");
  EXPECT_EQ(read.config.source("poll[0].options[0].label"), "environment OPTION_A");
}

TEST(OptionLabels, MayNameOneOption) {
  const auto poll = with({{"OPTION_B", "Birds"}, {"OPTION_A", ""}}).values().polls.front();
  EXPECT_EQ(poll.options[0].label, default_poll().options[0].label);
  EXPECT_EQ(poll.options[1].label, text("Birds"));
  EXPECT_EQ(poll.question.in("en"), "Cats or Birds?");
}

TEST(OptionLabels, DoNothingWhereTheFileNamesPolls) {
  const std::string file =
      "[[poll]]\nid = \"default\"\nquestion = { en = \"Cats or Dogs?\", fr = \"Chats ou chiens ?\" }\n"
      "options = [{ id = \"a\", label = { en = \"Cats\", fr = \"Chats\" } }, { id = \"b\", label = { en = \"Dogs\", fr "
      "= \"Chiens\" } }]\n";
  const auto read = with({{"OPTION_A", "Tea"}}, file);
  EXPECT_EQ(read.said(), "");
  EXPECT_EQ(read.values().polls, std::vector{default_poll()});
}

TEST(OptionLabels, AreChecked) {
  EXPECT_EQ(with({{"OPTION_A", std::string(101, 'x')}, {"OPTION_B", "\xff"}}).said(),
            "OPTION_A: the label has 101 characters; at most 100 fit\nOPTION_B: the label is not UTF-8\n");
}

}  // namespace
}  // namespace scrutin::config
