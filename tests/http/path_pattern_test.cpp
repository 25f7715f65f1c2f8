#include "http/path_pattern.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>
#include <string>

#include "http/percent.hpp"

namespace {

using namespace scrutin::http;

TEST(PathPattern, FitsItsOwnPathOnly) {
  EXPECT_TRUE(path_pattern("/").match("/"));
  EXPECT_TRUE(path_pattern("/api/polls").match("/api/polls"));
  for (const auto* path :
       {"", "/", "/api", "/api/", "/api/polls/", "/api/polls/x", "/api/Polls", "api/polls", "//api/polls"}) {
    EXPECT_FALSE(path_pattern("/api/polls").match(path)) << path;
  }
}

TEST(PathPattern, GivesItsParameters) {
  const path_pattern pattern("/polls/{id}/options/{option}.csv");
  const auto params = pattern.match("/polls/cats/options/a.b.csv");
  ASSERT_TRUE(params);
  EXPECT_EQ(params->size(), 2u);
  EXPECT_EQ((*params)["id"], "cats");
  EXPECT_EQ((*params)["option"], "a.b");
  EXPECT_EQ((*params)["other"], "");
  for (const auto* path :
       {"/polls//options/a.csv", "/polls/x/options/.csv", "/polls/x/options/a.CSV", "/polls/x/options/a"}) {
    EXPECT_FALSE(pattern.match(path)) << path;
  }
}

TEST(PathPattern, DoesNotCountOneCharacterForPrefixAndSuffix) {
  EXPECT_FALSE(path_pattern("/a{x}a").match("/a"));
  EXPECT_FALSE(path_pattern("/a{x}a").match("/aa"));
  EXPECT_TRUE(path_pattern("/a{x}a").match("/aaa"));
}

TEST(PathPattern, DecodesParametersStrictly) {
  const path_pattern pattern("/polls/{id}");
  EXPECT_EQ(pattern.match("/polls/%C3%A9+%2f").value()["id"], "\xc3\xa9+/");
  for (const auto* path : {"/polls/%", "/polls/%4", "/polls/%zz", "/polls/%00", "/polls/a%0A", "/polls/%ff"}) {
    EXPECT_FALSE(pattern.match(path)) << path;
  }
}

TEST(PathPattern, StandsBeforeAMoreGeneralOne) {
  EXPECT_TRUE(path_pattern("/polls/new").before(path_pattern("/polls/{id}")));
  EXPECT_TRUE(path_pattern("/polls/{id}.csv").before(path_pattern("/polls/{id}")));
  EXPECT_FALSE(path_pattern("/polls/{id}").before(path_pattern("/polls/{id}.csv")));
  EXPECT_FALSE(path_pattern("/polls/{id}").before(path_pattern("/polls/{id}")));
}

TEST(PathPattern, IsRefusedWhereItMeansNothing) {
  for (const auto* text : {"", "polls", "/{a}{b}", "/{}", "/{a", "/a}", "/}{"}) {
    EXPECT_THROW(path_pattern{text}, std::invalid_argument) << text;
  }
}

RC_GTEST_PROP(PathPattern, GivesBackWhatWasEscapedIntoAPath, ()) {
  const auto word = rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '\x7f')));
  const auto first = *word;
  const auto second = *word;
  const path_pattern pattern("/p/{a}/x{b}");
  const auto params = pattern.match("/p/" + percent_encode(first) + "/x" + percent_encode(second));
  RC_ASSERT(params.has_value());
  RC_ASSERT((*params)["a"] == first);
  RC_ASSERT((*params)["b"] == second);
}

}  // namespace
