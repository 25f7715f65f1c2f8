#include "config/sample_command.hpp"

#include <gtest/gtest.h>

namespace scrutin::config {
namespace {

using words = std::vector<std::string>;

words read(const words& given, const std::string& program = "vote", const std::string& self = "/usr/local/bin/vote") {
  const auto found = read_sample_command(program, self, given);
  EXPECT_TRUE(found);
  return found ? found->arguments : words{};
}

TEST(SampleCommand, IsNoneOfOurs) {
  for (const auto& given :
       std::vector<words>{{}, {"--vote-listen", ":80"}, {"healthcheck"}, {"node", "server.js"}, {"tini"}}) {
    EXPECT_FALSE(read_sample_command("vote", "vote", given));
  }
  EXPECT_FALSE(read_sample_command("worker", "worker", {"gunicorn"}));
}

// The lab sheet's own line.
TEST(SampleCommand, OfGunicornIsReadFromItsOptions) {
  EXPECT_EQ(read({"gunicorn", "app:app", "-b", "0.0.0.0:80", "--log-file", "-", "--access-logfile", "-", "--workers",
                  "4", "--keep-alive", "0"}),
            (words{"--vote-listen", "0.0.0.0:80", "--vote-log", "-", "--vote-access-log", "-", "--vote-workers", "4",
                   "--vote-keep-alive", "0"}));
  EXPECT_EQ(read({"/usr/bin/gunicorn", "--bind=:8000", "-w4", "--log-level=warning", "app:app"}),
            (words{"--vote-listen", ":8000", "--vote-workers", "4", "--vote-log-level", "warn"}));
}

TEST(SampleCommand, IsKnownByTheNameOfTheProcess) {
  EXPECT_EQ(read({"app:app", "-b", ":80"}, "vote", "/usr/local/bin/gunicorn"), (words{"--vote-listen", ":80"}));
  EXPECT_EQ(read({"server.js"}, "result", "nodemon"), words{});
}

TEST(SampleCommand, OfTheOthersHasNothingToRead) {
  EXPECT_EQ(read({"python", "app.py"}), words{});
  EXPECT_EQ(read({"node", "server.js"}, "result"), words{});
  EXPECT_EQ(read({"nodemon", "--inspect=0.0.0.0", "server.js"}, "result"), words{});
  EXPECT_EQ(read({"/usr/bin/tini", "--", "node", "server.js"}, "result"), words{});
  EXPECT_EQ(read({"dotnet", "Worker.dll"}, "worker"), words{});
  EXPECT_EQ(read({"java", "-jar", "worker.jar"}, "worker"), words{});
}

TEST(SampleCommand, SaysWhatItWasTakenFor) {
  EXPECT_EQ(
      read_sample_command("vote", "vote", {"gunicorn", "app:app", "-b", ":80", "--reload"})->note,
      "started as \"gunicorn app:app -b :80 --reload\", as the original sample's files do; this is scrutin vote, with "
      "--vote-listen :80; it has nothing like --reload");
  EXPECT_EQ(read_sample_command("worker", "worker", {"dotnet", "Worker.dll"})->note,
            "started as \"dotnet Worker.dll\", as the original sample's files do; this is scrutin worker");
}

}  // namespace
}  // namespace scrutin::config
