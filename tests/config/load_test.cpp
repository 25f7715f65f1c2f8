#include "config/load.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "tests/config/temporary_folder.hpp"

namespace scrutin::config {
namespace {

struct outcome {
  boost::system::result<call, complaints> result;
  std::string printed;

  const loaded& config() const { return result.value().config; }

  std::string said() const {
    std::string lines;
    for (const auto& one : result.error()) lines += one.to_string() + '\n';
    return lines;
  }
};

outcome load_in(const surroundings& world, const std::string& program = "vote") {
  std::ostringstream out;
  auto result = load(program, {}, world, out);
  return {std::move(result), out.str()};
}

TEST(Load, HasTheDefaultsWithoutAnything) {
  const auto done = load_in({{}, {}, {}});
  ASSERT_EQ(done.said(), "");
  EXPECT_EQ(done.result.value().what, call::kind::run);
  EXPECT_EQ(done.config().values, settings());
  EXPECT_EQ(done.printed, "");
}

TEST(Load, LetsArgumentsWinOverTheEnvironmentOverTheFileOverTheDefaults) {
  const temporary_folder folder;
  const auto path = folder.write("s.toml", "[vote]\nlisten = \":1\"\nadmin = \":1\"\nworkers = 1\n");
  const auto done = load_in(
      {{"--vote-listen", ":3", "--config", path}, {{"SCRUTIN_VOTE_LISTEN", ":2"}, {"SCRUTIN_VOTE_ADMIN", ":2"}}, {}});
  ASSERT_EQ(done.said(), "");
  const auto& config = done.config();
  EXPECT_EQ(config.values.vote.listen.port, 3);
  EXPECT_EQ(config.values.vote.admin.port, 2);
  EXPECT_EQ(config.values.vote.workers, 1U);
  EXPECT_EQ(config.values.vote.keep_alive, std::chrono::seconds(75));
  EXPECT_EQ(config.source("vote.listen"), "argument --vote-listen");
  EXPECT_EQ(config.source("vote.admin"), "environment SCRUTIN_VOTE_ADMIN");
  EXPECT_EQ(config.source("vote.workers"), path + ":4");
  EXPECT_EQ(config.source("vote.keep_alive"), "default");
}

TEST(Load, FindsTheFile) {
  const temporary_folder folder;
  const auto write = [&](const std::string& name, int workers) {
    return folder.write(name, "vote.workers = " + std::to_string(workers));
  };
  const auto named = write("named", 1);
  const auto variable = write("variable", 2);
  const auto usual = write("usual", 3);
  const auto later = write("later", 4);
  const auto workers = [](const surroundings& world) { return load_in(world).config().values.vote.workers; };
  const std::map<std::string, std::string> variables{{"SCRUTIN_CONFIG", variable}};
  EXPECT_EQ(workers({{"--config", named}, variables, {usual, later}}), 1U);
  EXPECT_EQ(workers({{}, variables, {usual, later}}), 2U);
  EXPECT_EQ(workers({{}, {{"SCRUTIN_CONFIG", ""}}, {usual, later}}), 3U);
  EXPECT_EQ(workers({{}, {}, {folder.path("missing"), later}}), 4U);
  EXPECT_EQ(workers({{}, {}, {folder.path("missing")}}), 0U);
}

TEST(Load, LooksInTheUsualPlaces) {
  EXPECT_EQ(surroundings().usual_files, (std::vector<std::string>{"config/scrutin.toml", "/etc/scrutin/scrutin.toml"}));
}

TEST(Load, ComplainsAboutANamedFileThatIsMissing) {
  EXPECT_EQ(load_in({{"--config", "/no/such/file"}, {}, {}}).said(),
            "--config: the settings file \"/no/such/file\" cannot be read: No such file or directory\n");
  EXPECT_EQ(load_in({{}, {{"SCRUTIN_CONFIG", "/no/such/file"}}, {}}).said(),
            "SCRUTIN_CONFIG: the settings file \"/no/such/file\" cannot be read: No such file or directory\n");
  EXPECT_NE(load_in({{"--config="}, {}, {}}).said(), "");
  EXPECT_NE(load_in({{}, {}, {"/"}}).said(), "");
}

TEST(Load, ComplainsAboutEverythingAtOnce) {
  const temporary_folder folder;
  const auto path = folder.write("s.toml", "[vote]\nworkers = -1\n[reddis]\n");
  EXPECT_EQ(
      load_in(
          {{"--config", path, "--vote-admin", "x", "--verbose"}, {{"SCRUTIN_REDIS_URL", "x"}, {"SCRUTIN_X", ""}}, {}})
          .said(),
      "--verbose: unknown argument; --help lists those that exist\n" + path +
          ":2:11: vote.workers must be 0 to 1024, not -1\n" + path +
          ":3:2: unknown section \"reddis\"; did you mean \"redis\"?\n"
          "SCRUTIN_X: no setting has this environment variable; --help lists those that exist\n"
          "SCRUTIN_REDIS_URL: redis.url is no URL of a Redis: write redis://[user[:password]@]host[:port][/db] or "
          "unix:///path[?db=N]\n"
          "--vote-admin: vote.admin cannot be \"x\": it needs a port from 0 to 65535 at its end, as in [::]:8080\n");
}

TEST(Load, PrintsTheSettingsForACheck) {
  const auto done = load_in({{"--check", "--vote-workers", "3"}, {}, {}});
  ASSERT_EQ(done.said(), "");
  EXPECT_EQ(done.result.value().what, call::kind::check);
  EXPECT_NE(done.printed.find("vote.workers = 3   # argument --vote-workers\n"), std::string::npos);
  const auto bad = load_in({{"--check", "--vote-workers", "x"}, {}, {}});
  EXPECT_NE(bad.said(), "");
  EXPECT_EQ(bad.printed, "");
}

TEST(Load, PrintsHelpWhateverTheSettingsAre) {
  const auto done = load_in({{"--help"}, {{"SCRUTIN_X", ""}}, {"/"}});
  ASSERT_EQ(done.said(), "");
  EXPECT_EQ(done.result.value().what, call::kind::done);
  EXPECT_NE(done.printed.find("--redis-url"), std::string::npos);
}

TEST(Load, KeepsTheOptionLabelsOfTheEnvironment) {
  const auto done = load_in({{}, {{"OPTION_A", "Tea"}}, {}}, "result");
  EXPECT_EQ(done.config().values.polls.front().options[0].label, text("Tea"));
}

TEST(Complaint, TellsItsPlace) {
  EXPECT_EQ((complaint{"s.toml", 12, 3, "x"}.to_string()), "s.toml:12:3: x");
  EXPECT_EQ((complaint{"SCRUTIN_X", 0, 0, "x"}.to_string()), "SCRUTIN_X: x");
}

TEST(Surroundings, AreThoseOfTheProcess) {
  std::string name = "vote";
  std::string one = "--check";
  std::vector<char*> arguments{name.data(), one.data(), nullptr};
  ASSERT_EQ(setenv("SCRUTIN_DEV_TEST", "a=b", 1), 0);
  const auto world = surroundings::of(2, arguments.data());
  unsetenv("SCRUTIN_DEV_TEST");
  EXPECT_EQ(world.arguments, std::vector<std::string>{"--check"});
  EXPECT_EQ(world.variables.at("SCRUTIN_DEV_TEST"), "a=b");
}

RC_GTEST_PROP(Load, NeverThrows, ()) {
  const auto arguments = *rc::gen::resize(10, rc::gen::arbitrary<std::vector<std::string>>());
  const auto value = *rc::gen::arbitrary<std::string>();
  std::ostringstream out;
  const auto result =
      load("vote", {},
           {arguments, {{"SCRUTIN_VOTE_LISTEN", value}, {"OPTION_A", value}, {"SCRUTIN_" + value, value}}, {}}, out);
  if (!result) RC_ASSERT(!result.error().empty());
}

}  // namespace
}  // namespace scrutin::config
