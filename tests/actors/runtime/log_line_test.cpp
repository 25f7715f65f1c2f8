#include "actors/runtime/log_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/details/log_msg.h>

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

}  // namespace
}  // namespace scrutin::actors
