#include "vote/option_colours.hpp"

#include <gtest/gtest.h>

#include "http/respond.hpp"

namespace scrutin::vote {
namespace {

config::poll coloured(std::vector<std::string> colours) {
  config::poll poll{"p", std::string("?"), {}};
  for (auto& colour : colours)
    poll.options.push_back({.id = "a", .label = std::string("A"), .colour = std::move(colour)});
  return poll;
}

TEST(OptionColours, GiveEachItsRuleAndNoneToThoseWithout) {
  EXPECT_EQ(option_colours(coloured({"#fff", "", "#000080"})), ".o1{--c:#fff;--on:#000}.o3{--c:#000080;--on:#fff}");
  EXPECT_EQ(option_colours(coloured({"", ""})), "");
}

TEST(OptionColours, TakeBlackOrWhiteWhicheverIsReadBetter) {
  // The two greys between which it changes: white has 4.69 on #747474, black 4.60 on #767676.
  EXPECT_EQ(option_colours(coloured({"#747474", "#777777"})), ".o1{--c:#747474;--on:#fff}.o2{--c:#777777;--on:#000}");
  EXPECT_EQ(option_colours(coloured({"#F00", "#0f0", "#00f"})),
            ".o1{--c:#F00;--on:#000}.o2{--c:#0f0;--on:#000}.o3{--c:#00f;--on:#fff}");
}

TEST(OptionColours, AreAllowedByThePolicyByTheirHash) {
  // printf '.a{}' | openssl dgst -sha256 -binary | base64
  const auto policy = policy_with(".a{}");
  EXPECT_NE(policy.find("style-src 'self' 'sha256-zykMelvY9taAHFfnWfsi7Rnifucb0B5GzFq+5ZuppCM='; script-src 'self';"),
            std::string::npos)
      << policy;
  EXPECT_EQ(policy.substr(0, 18), http::respond::content_security_policy.substr(0, 18));
}

}  // namespace
}  // namespace scrutin::vote
