#include "http/accept.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace {

using namespace scrutin::http;

TEST(Accept, GivesBrowsersAndTheUndecidedHtml) {
  EXPECT_FALSE(prefers_json(""));
  EXPECT_FALSE(prefers_json("*/*"));
  EXPECT_FALSE(prefers_json("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"));
  EXPECT_FALSE(prefers_json("application/json, text/html"));
  EXPECT_FALSE(prefers_json("text/plain"));
}

TEST(Accept, GivesJsonToWhoeverNamesIt) {
  EXPECT_TRUE(prefers_json("application/json"));
  EXPECT_TRUE(prefers_json("Application/JSON; charset=utf-8"));
  EXPECT_TRUE(prefers_json("application/problem+json"));
  EXPECT_TRUE(prefers_json("application/*"));
  EXPECT_TRUE(prefers_json("application/json, text/plain, */*"));
  EXPECT_TRUE(prefers_json("text/html;q=0.5 , application/json;q=0.6"));
  EXPECT_TRUE(prefers_json("application/json;q=0.8;v=\", text/html, \""));
}

TEST(Accept, TakesAWeightOfZeroForARefusal) {
  EXPECT_FALSE(prefers_json("application/json;q=0"));
  EXPECT_FALSE(prefers_json("application/json;q=0.000, text/html;q=0"));
  EXPECT_TRUE(prefers_json("text/html;q=0, */*"));
}

TEST(Accept, LetsTheMostSpecificRangeDecide) {
  EXPECT_FALSE(prefers_json("application/json;q=0.2, application/*;q=0.9, text/html;q=0.5"));
  EXPECT_TRUE(prefers_json("text/html;q=0.2, text/*, application/json;q=0.5"));
}

TEST(Accept, TakesTheGreaterWeightOfARangeThatStandsTwice) {
  EXPECT_TRUE(prefers_json("application/json;q=0.9, application/json;q=0.1, text/html;q=0.5"));
}

TEST(Accept, PassesOverRangesWithBrokenWeights) {
  EXPECT_FALSE(prefers_json("application/json;q=1.5, text/html"));
  EXPECT_FALSE(prefers_json("application/json;q=, text/html;q=0.1"));
  EXPECT_FALSE(prefers_json("application/json;q=0.1234, text/html;q=0.1"));
  EXPECT_TRUE(prefers_json("text/html;q=x, application/json;q=0.001"));
}

TEST(Accept, ReadsAllAcceptFieldsOfARequest) {
  request message;
  message.insert(field::accept, "text/html;q=0.5");
  message.insert(field::accept, "application/json");
  EXPECT_TRUE(prefers_json(message));
  EXPECT_FALSE(prefers_json(request{}));
}

RC_GTEST_PROP(Accept, FollowsTheGreaterOfTwoWeights, ()) {
  const auto json = *rc::gen::inRange(0, 1001);
  const auto html = *rc::gen::inRange(0, 1001);
  const auto weight = [](int thousandths) {
    const auto digits = std::to_string(thousandths % 1000);
    return std::to_string(thousandths / 1000) + '.' + std::string(3 - digits.size(), '0') + digits;
  };
  const auto accept = "text/html;q=" + weight(html) + ",application/json;q=" + weight(json);
  RC_ASSERT(prefers_json(accept) == (json > html));
}

RC_GTEST_PROP(Accept, TakesAnyBytes, (const std::string& bytes)) {
  // What names no JSON and no wildcard gives none.
  RC_PRE(bytes.find('/') == bytes.npos);
  RC_ASSERT(!prefers_json(bytes));
}

}  // namespace
