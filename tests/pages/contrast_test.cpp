#include "pages/contrast.hpp"

#include <gtest/gtest.h>

namespace {

using namespace scrutin::pages;

TEST(Contrast, IsThatOfTheGuidelines) {
  EXPECT_DOUBLE_EQ(contrast("#000", "#fff"), 21);
  EXPECT_DOUBLE_EQ(contrast("#ffffff", "#000000"), 21);
  EXPECT_DOUBLE_EQ(contrast("#abc", "#aabbcc"), 1);
  EXPECT_NEAR(contrast("#767676", "#fff"), 4.54, 0.005);
  EXPECT_NEAR(contrast("#FF0000", "#ffffff"), 4.00, 0.005);
}

}  // namespace
