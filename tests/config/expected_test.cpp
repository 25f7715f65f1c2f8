#include "config/expected.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace scrutin::config {
namespace {

template <class Result>
std::string thrown(const Result& result) {
  try {
    result.value();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "nothing";
}

TEST(Expected, TakesATextForItsValue) {
  const expected<std::string> made = std::string("text");
  ASSERT_TRUE(made);
  EXPECT_EQ(*made, "text");
  EXPECT_EQ(thrown(made), "nothing");
}

TEST(Expected, ThrowsItsComplaintAtWhoDoesNotLook) {
  EXPECT_EQ(thrown(expected<std::string>(complaint::that("is empty"))), "is empty");
  EXPECT_EQ(thrown(expected<void>(complaint("s.toml", 12, 3, "x"))), "s.toml:12:3: x");
  const complaints both{{"s.toml", 1, 2, "x"}, {"SCRUTIN_X", 0, 0, "y"}};
  EXPECT_EQ(thrown(boost::system::result<int, complaints>(both)), "s.toml:1:2: x\nSCRUTIN_X: y");
}

}  // namespace
}  // namespace scrutin::config
