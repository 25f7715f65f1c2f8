#include "actors/runtime/expected.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace scrutin::actors {
namespace {

TEST(Expected, TakesATextForItsValue) {
  const expected<std::string> made = std::string("text");
  ASSERT_TRUE(made);
  EXPECT_EQ(made.value(), "text");
}

TEST(Expected, ThrowsItsProblemAtWhoDoesNotLook) {
  const expected<void> none = problem::that("it is away");
  EXPECT_FALSE(none);
  try {
    none.value();
    FAIL() << "no throw";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "it is away");
  }
}

}  // namespace
}  // namespace scrutin::actors
