#include "http/weight.hpp"

#include <gtest/gtest.h>

namespace scrutin::http {
namespace {

TEST(Weight, IsReadInThousandths) {
  EXPECT_EQ(parse_weight("0"), 0);
  EXPECT_EQ(parse_weight("1"), 1000);
  EXPECT_EQ(parse_weight("1.000"), 1000);
  EXPECT_EQ(parse_weight("0.5"), 500);
  EXPECT_EQ(parse_weight("0.07"), 70);
  EXPECT_EQ(parse_weight("0.123"), 123);
}

TEST(Weight, IsNothingWhereItIsNone) {
  for (const auto* text : {"", "2", "1.5", "1.001", "0.1234", "-1", "0,5", ".5", "0.x", "10"}) {
    EXPECT_EQ(parse_weight(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace scrutin::http
