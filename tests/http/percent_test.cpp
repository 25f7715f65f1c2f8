#include "http/percent.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace {

using namespace scrutin::http;

TEST(Percent, TakesPlusForASpaceInFormsOnly) {
  EXPECT_EQ(percent_decode("a+b%2B", plus::is_space), "a b+");
  EXPECT_EQ(percent_decode("a+b%2b", plus::is_plus), "a+b+");
}

TEST(Percent, RefusesABrokenEscape) {
  for (const auto* text : {"%", "%4", "a%", "%g0", "%0g", "%%30", "%-1", "% 1"}) {
    EXPECT_FALSE(percent_decode(text, plus::is_plus)) << text;
  }
}

TEST(Percent, EscapesAllButTheUnreserved) { EXPECT_EQ(percent_encode("aZ09-._~ /%\xff"), "aZ09-._~%20%2F%25%FF"); }

RC_GTEST_PROP(Percent, DecodesWhatItEncoded, (const std::string& bytes)) {
  RC_ASSERT(percent_decode(percent_encode(bytes), plus::is_plus) == bytes);
  RC_ASSERT(percent_decode(percent_encode(bytes), plus::is_space) == bytes);
}

}  // namespace
