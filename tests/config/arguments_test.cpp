#include "config/arguments.hpp"

#include <gmock/gmock.h>

namespace scrutin::config {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct line {
  arguments read;
  std::string said;

  explicit line(const std::vector<std::string>& given, const std::string& program = "vote",
                const std::vector<command>& commands = {}) {
    read = read_arguments(program, commands, given);
    for (const auto& one : read.wrong) said += one.to_string() + '\n';
  }

  std::string value(const std::string& name) const {
    for (const auto& one : read.layer) {
      if (one.key->name() == name) return one.text;
    }
    return "none";
  }
};

TEST(Arguments, GiveValuesToKeys) {
  const line given({"--vote-listen", "[::]:80", "--redis-timeout-ms=7", "--vote-log", "-", "--vote-access-log="});
  EXPECT_EQ(given.said, "");
  EXPECT_EQ(given.value("vote.listen"), "[::]:80");
  EXPECT_EQ(given.value("redis.timeout_ms"), "7");
  EXPECT_EQ(given.value("vote.log"), "-");
  EXPECT_EQ(given.value("vote.access_log"), "");
  EXPECT_EQ(given.value("vote.admin"), "none");
  EXPECT_EQ(given.read.layer[0].source, "argument --vote-listen");
  EXPECT_EQ(given.read.what, call::kind::run);
}

TEST(Arguments, KeepTheLastOfTwo) {
  EXPECT_EQ(line({"--vote-log", "a", "--vote-log=b"}).value("vote.log"), "b");
  EXPECT_EQ(line({"--config", "a", "--config", "b"}).read.file, "b");
}

TEST(Arguments, KeepValuesWhole) {
  const std::string url = "redis://:a%3Db=c,d e@h";
  EXPECT_EQ(line({"--redis-url", url}).value("redis.url"), url);
  EXPECT_EQ(line({"--redis-url=" + url}).value("redis.url"), url);
}

TEST(Arguments, TakeSecretsFromFilesAlone) {
  const line given({"--redis-password-file", "x"});
  ASSERT_EQ(given.read.layer.size(), 1U);
  EXPECT_TRUE(given.read.layer[0].by_file);
  EXPECT_EQ(line({"--redis-password", "x"}).said,
            "--redis-password: unknown argument; did you mean \"--redis-password-file\"?\n");
}

TEST(Arguments, AreThoseOfTheProgramsOwnSections) {
  EXPECT_EQ(line({"--worker-batch", "3"}, "worker").said, "");
  EXPECT_EQ(line({"--postgres-url", "x", "--redis-url", "y"}, "worker").said, "");
  EXPECT_EQ(line({"--result-listen", "x", "--postgres-url", "y"}, "result").said, "");
  EXPECT_EQ(line({"--worker-batch", "3"}, "vote").said,
            "--worker-batch: unknown argument; --help lists those that exist\n");
  EXPECT_NE(line({"--redis-url", "x"}, "result").said, "");
}

TEST(Arguments, NameEveryStranger) {
  EXPECT_EQ(line({"--vote-lisen", ":1", "run", "--chekc", "-x"}).said,
            "--vote-lisen: unknown argument; did you mean \"--vote-listen\"?\n"
            "arguments: unknown command \"run\"; --help lists those that exist\n"
            "--chekc: unknown argument; did you mean \"--check\"?\n"
            "-x: unknown argument; --help lists those that exist\n");
}

TEST(Arguments, ComplainAboutAMissingValue) {
  const line given({"--vote-listen"});
  EXPECT_TRUE(given.said.starts_with("arguments: --vote-listen")) << given.said;
}

TEST(Arguments, AskForACheckOrTheHealth) {
  EXPECT_EQ(line({"--check"}).read.what, call::kind::check);
  EXPECT_EQ(line({"healthcheck"}).read.what, call::kind::healthcheck);
  const line behind({"healthcheck", "--vote-admin", ":9"});
  EXPECT_EQ(behind.said, "");
  EXPECT_EQ(behind.read.what, call::kind::healthcheck);
  EXPECT_EQ(behind.value("vote.admin"), ":9");
}

const std::vector<command> commands{
    {.name = "audit", .about = "Compares", .flags = {{"--repair", "Mends"}}},
    {.name = "make", .about = "Makes", .flags = {{"--count", "How many", "N"}, {"--dry", "None"}}},
    {.name = "letters",
     .about = "Shows or sends letters",
     .commands = {{.name = "list", .about = "Shows them"},
                  {.name = "send", .about = "Sends them", .flags = {{"--all", "All"}}, .operands = "ID"}}},
};

TEST(Arguments, AskForACommandWithFlagsAndOperands) {
  const line plain({"audit"}, "worker", commands);
  EXPECT_EQ(plain.said, "");
  EXPECT_EQ(plain.read.what, call::kind::command);
  EXPECT_EQ(plain.read.asked.command, std::vector<std::string>{"audit"});
  EXPECT_FALSE(plain.read.asked.has("--repair"));
  EXPECT_TRUE(line({"audit", "--repair"}, "worker", commands).read.asked.has("--repair"));

  const line nested({"letters", "send", "1-0", "--all", "2-0"}, "worker", commands);
  EXPECT_EQ(nested.said, "");
  EXPECT_EQ(nested.read.asked.command, (std::vector<std::string>{"letters", "send"}));
  EXPECT_EQ(nested.read.asked.operands, (std::vector<std::string>{"1-0", "2-0"}));
  EXPECT_TRUE(nested.read.asked.has("--all"));
}

TEST(Arguments, TakeAFlagWithAValue) {
  for (const auto& given : std::vector<std::vector<std::string>>{{"make", "--count", "3", "--dry"},
                                                                 {"make", "--count=3", "--dry"},
                                                                 {"make", "--dry", "--count", "2", "--count=3"}}) {
    const line made(given, "worker", commands);
    EXPECT_EQ(made.said, "");
    EXPECT_EQ(made.read.asked.values, (std::map<std::string, std::string>{{"--count", "3"}}));
    EXPECT_EQ(made.read.asked.flags, std::vector<std::string>{"--dry"});
  }
  EXPECT_TRUE(line({"make"}, "worker", commands).read.asked.values.empty());
  EXPECT_NE(line({"make", "--count"}, "worker", commands).said, "");
  EXPECT_THAT(line({"make", "--help"}, "worker", commands).read.printed, HasSubstr("--count N"));
}

TEST(Arguments, TakeSettingsOnBothSidesOfACommand) {
  const line given({"--worker-batch", "3", "letters", "--worker-log", "x", "send", "--redis-url=y", "1-0"}, "worker",
                   commands);
  EXPECT_EQ(given.said, "");
  EXPECT_EQ(given.value("worker.batch"), "3");
  EXPECT_EQ(given.value("worker.log"), "x");
  EXPECT_EQ(given.value("redis.url"), "y");
  EXPECT_EQ(given.read.asked.operands, std::vector<std::string>{"1-0"});
}

TEST(Arguments, NameTheStrangersOfACommand) {
  const auto said = [](const std::vector<std::string>& given) { return line(given, "worker", commands).said; };
  EXPECT_EQ(said({"audt"}), "arguments: unknown command \"audt\"; did you mean \"audit\"?\n");
  EXPECT_EQ(said({"audit", "--repiar"}), "--repiar: unknown argument; did you mean \"--repair\"?\n");
  EXPECT_EQ(said({"audit", "1-0"}), "arguments: unknown command \"1-0\"; --help lists those that exist\n");
  EXPECT_EQ(said({"letters", "lst"}), "arguments: unknown command \"lst\"; did you mean \"list\"?\n");
  EXPECT_EQ(said({"letters"}), "arguments: \"letters\" wants one word more: list, send\n");
  EXPECT_EQ(said({"list"}), "arguments: unknown command \"list\"; --help lists those that exist\n");
  EXPECT_EQ(said({"--repair"}), "--repair: unknown argument; --help lists those that exist\n");
  EXPECT_NE(said({"audit", "healthcheck"}), "") << "one at a time";
  EXPECT_NE(line({"audit"}).said, "") << "another program's";
}

TEST(Arguments, ExplainTheCommands) {
  EXPECT_THAT(line({"--help"}, "worker", commands).read.printed,
              AllOf(HasSubstr("audit"), HasSubstr("Compares"), HasSubstr("Shows or sends letters")));
  EXPECT_THAT(line({"letters", "--help"}, "worker", commands).read.printed,
              AllOf(HasSubstr("Shows them"), HasSubstr("Sends them")));
  EXPECT_THAT(line({"letters", "send", "--help"}, "worker", commands).read.printed,
              AllOf(HasSubstr("ID"), HasSubstr("--all")));
}

TEST(Arguments, AskForTheVersion) {
  const line given({"--version"}, "worker");
  EXPECT_EQ(given.read.what, call::kind::done);
  EXPECT_EQ(given.read.printed, "worker " SCRUTIN_VERSION "\n");
}

TEST(Arguments, AskForHelpOnEveryOption) {
  const auto help = line({"--help"}).read.printed;
  EXPECT_EQ(line({"--help"}).read.what, call::kind::done);
  EXPECT_LT(help.find("[vote]"), help.find("--vote-listen"));
  EXPECT_LT(help.find("--vote-listen"), help.find("[redis]"));
  for (const auto& key : descriptors()) {
    const auto own = key.section == "vote" || key.section == "redis";
    EXPECT_EQ(help.find(key.argument()) != std::string::npos, own) << key.name();
    EXPECT_EQ(help.find(key.environment()) != std::string::npos, own) << key.name();
  }
  EXPECT_NE(help.find("([::]:8080; SCRUTIN_VOTE_LISTEN)"), std::string::npos);
  EXPECT_EQ(help.find("--settings-markdown"), std::string::npos);
}

}  // namespace
}  // namespace scrutin::config
