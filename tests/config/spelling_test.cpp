#include "config/spelling.hpp"

#include <gtest/gtest.h>

namespace scrutin::config {
namespace {

const std::vector<std::string> words{"listen", "admin", "workers", "log", "timeout_ms", "password_file"};

TEST(Spelling, FindsTheNearestWord) {
  EXPECT_EQ(did_you_mean("lisen", words), "; did you mean \"listen\"?");
  EXPECT_EQ(did_you_mean("lsiten", words), "; did you mean \"listen\"?");
  EXPECT_EQ(did_you_mean("worker", words), "; did you mean \"workers\"?");
  EXPECT_EQ(did_you_mean("lag", words), "; did you mean \"log\"?");
}

TEST(Spelling, TakesTheBeginningOfAWordForIt) {
  EXPECT_EQ(did_you_mean("timeout", words), "; did you mean \"timeout_ms\"?");
  EXPECT_EQ(did_you_mean("password", words), "; did you mean \"password_file\"?");
}

TEST(Spelling, GuessesNothingFromAfar) {
  for (const auto* written : {"", "x", "colour", "abc", "p"}) EXPECT_EQ(did_you_mean(written, words), "") << written;
  EXPECT_EQ(did_you_mean(std::string(100'000, 'l'), words), "");
}

}  // namespace
}  // namespace scrutin::config
