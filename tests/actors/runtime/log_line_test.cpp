#include "actors/runtime/log_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/details/log_msg.h>

#include <fstream>
#include <sstream>

#include "actors/runtime/log.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::MatchesRegex;

std::string written(config::log_format as, const std::string& words, spdlog::level::level_enum level) {
  spdlog::details::log_msg message{"vote", level, words};
  message.time = std::chrono::system_clock::time_point{1'780'329'600'125ms};
  spdlog::memory_buf_t line;
  log_line{as}.format(message, line);
  return {line.data(), line.size()};
}

TEST(LogLine, IsForPeopleOrForCollectors) {
  EXPECT_THAT(written(config::log_format::text, "it began", spdlog::level::info),
              MatchesRegex("2026-06-0[0-9]T[0-9:]*\\.125[+-][0-9:]+ info vote: it began\n"));
  EXPECT_EQ(written(config::log_format::logfmt, "it began", spdlog::level::warn),
            "time=2026-06-01T16:00:00.125Z level=warn process=vote msg=\"it began\"\n");
  EXPECT_EQ(written(config::log_format::json, "it \"began\"", spdlog::level::err),
            R"({"time":"2026-06-01T16:00:00.125Z","level":"error","process":"vote","msg":"it \"began\""})"
            "\n");
}

TEST(LogLine, IsOneLineForOneEvent) {
  EXPECT_THAT(written(config::log_format::text, "ERROR:  no\nDETAIL:  why", spdlog::level::info),
              EndsWith("vote: ERROR:  no DETAIL:  why\n"));
  EXPECT_THAT(written(config::log_format::json, "no\nwhy", spdlog::level::info), EndsWith("\"no\\nwhy\"}\n"));
}

TEST(Repeats, AreLeftOutAndCounted) {
  repeats all;
  const auto at = [](std::chrono::milliseconds since) { return repeats::clock::time_point{1h} + since; };
  EXPECT_TRUE(all.judge("no", at(0ms)).written);
  EXPECT_FALSE(all.judge("no", at(1ms)).written);
  EXPECT_FALSE(all.judge("no", at(999ms)).written);
  EXPECT_TRUE(all.judge("yes", at(999ms)).written) << "other words";
  const auto again = all.judge("no", at(1000ms));
  EXPECT_TRUE(again.written);
  EXPECT_EQ(again.left_out, 2U);
  EXPECT_EQ(all.judge("no", at(2000ms)).left_out, 0U);
  EXPECT_TRUE(all.judge("no", at(1ms)).written) << "a clock that was set back";
}

TEST(Repeats, AreForgottenInTheEnd) {
  repeats all;
  const repeats::clock::time_point at{1h};
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(all.judge("words " + std::to_string(i), at).written);
  EXPECT_FALSE(all.judge("words 1", at).written);
  EXPECT_TRUE(all.judge("words 1", at + repeats::memory).written);
  EXPECT_EQ(all.judge("words 1", at + repeats::memory + 1h).left_out, 0U);
}

TEST(Log, WritesAWarningOnceASecondAndWhatWasAskedForAlways) {
  const test::temp_directory folder{"scrutin-log"};
  const auto file = folder.path() / "log";
  const auto log = make_log("vote", {file.string(), "info", "logfmt"});
  for (int i = 0; i < 50; ++i) {
    log->warn("no");
    log->info("yes");
  }
  log->flush();
  std::ifstream in{file};
  std::stringstream all;
  all << in.rdbuf();
  const auto text = all.str();
  const auto count = [&text](const std::string& what) {
    std::size_t n = 0;
    for (auto found = text.find(what); found != text.npos; found = text.find(what, found + 1)) ++n;
    return n;
  };
  EXPECT_EQ(count("msg=yes"), 50U);
  EXPECT_GE(count("msg=no"), 1U);
  EXPECT_LE(count("msg=no"), 3U) << text;  // it may have taken a second
}

}  // namespace
}  // namespace scrutin::actors
