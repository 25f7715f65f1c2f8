// What a vote process writes into its logs, and when.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <iterator>
#include <string>

#include "tests/support/eventually.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/text_of.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::text_of;

class VoteLogs : public ::testing::Test {
protected:
  static bool holds(const std::filesystem::path& path, const std::string& words, std::chrono::milliseconds within) {
    return test::eventually([&] { return text_of(path).find(words) != std::string::npos; }, within);
  }

  test::redis_server redis;
  test::temp_directory folder{"scrutin-logs"};
  std::filesystem::path access = folder.path() / "access";
  test::service vote{"vote", {{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_VOTE_ACCESS_LOG", access.string()}}};
};

TEST_F(VoteLogs, HaveEachRequestWithinASecond) {
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_EQ(ask(vote.port(), "GET", "/?first").status, 200U);
  EXPECT_TRUE(holds(access, "GET /?first ", 3s)) << "a second, and what a busy machine needs";
}

TEST_F(VoteLogs, AreOpenedAnewOnSighup) {
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto moved = folder.path() / "access.1";
  std::filesystem::rename(access, moved);
  EXPECT_EQ(ask(vote.port(), "GET", "/?before").status, 200U);
  ASSERT_TRUE(holds(moved, "GET /?before ", 20s));
  vote.process().signal(SIGHUP);
  EXPECT_TRUE(test::eventually([&] {
    ask(vote.port(), "GET", "/?after");
    return std::filesystem::exists(access);
  }));
  EXPECT_TRUE(holds(access, "GET /?after ", 20s));
}

TEST_F(VoteLogs, HoldNoReceipt) {
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_EQ(ask(vote.port(), "GET", "/?recorded=0123456789abcdef.secret&x=1", {},
                "Referer: http://result.example/receipts/0123456789abcdef?receipt=fedcba\r\n")
                .status,
            200U);
  ASSERT_TRUE(holds(access, "GET /?recorded=*&x=1 ", 20s)) << text_of(access);
  const auto all = text_of(access);
  EXPECT_EQ(all.find("0123456789abcdef"), all.npos) << all;
  EXPECT_EQ(all.find("fedcba"), all.npos) << all;
}

}  // namespace
}  // namespace scrutin
