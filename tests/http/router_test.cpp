#include "http/router.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "http/percent.hpp"

namespace {

using namespace scrutin::http;

router<std::string> example() {
  router<std::string> routes;
  routes.add(verb::get, "/", "page");
  routes.add(verb::post, "/", "vote");
  routes.add(verb::get, "/polls/{id}", "poll");
  routes.add(verb::post, "/polls/{id}", "vote in poll");
  routes.add(verb::get, "/polls/{id}.csv", "table");
  routes.add(verb::get, "/polls/new", "form");
  routes.add(verb::delete_, "/log", "clear");
  return routes;
}

std::string found(verb method, std::string_view target) {
  static const auto routes = example();
  const auto result = routes.find(method, target);
  if (const auto* wrong = std::get_if<method_not_allowed>(&result)) return "allow " + wrong->allow;
  if (std::holds_alternative<not_found>(result)) return "not found";
  const auto& right = std::get<match<std::string>>(result);
  return *right.handler + (right.params.size() > 0 ? ' ' + std::string(right.params["id"]) : "");
}

TEST(Router, FindsTheHandlerOfMethodAndPath) {
  EXPECT_EQ(found(verb::get, "/"), "page");
  EXPECT_EQ(found(verb::post, "/"), "vote");
  EXPECT_EQ(found(verb::post, "/polls/cats"), "vote in poll cats");
}

TEST(Router, PassesOverTheQuery) {
  EXPECT_EQ(found(verb::get, "/?vote=a/b"), "page");
  EXPECT_EQ(found(verb::get, "/polls/cats?"), "poll cats");
}

TEST(Router, TriesTheMostSpecificPatternFirst) {
  EXPECT_EQ(found(verb::get, "/polls/new"), "form");
  EXPECT_EQ(found(verb::get, "/polls/cats.csv"), "table cats");
  EXPECT_EQ(found(verb::post, "/polls/cats.csv"), "allow GET, HEAD, OPTIONS");
}

TEST(Router, GivesHeadToTheHandlerOfGet) {
  EXPECT_EQ(found(verb::head, "/polls/cats"), "poll cats");
  EXPECT_EQ(found(verb::head, "/log"), "allow DELETE, OPTIONS");
}

TEST(Router, NamesTheMethodsOfAPath) {
  EXPECT_EQ(found(verb::put, "/"), "allow GET, POST, HEAD, OPTIONS");
  EXPECT_EQ(found(verb::options, "/polls/new"), "allow GET, HEAD, OPTIONS");
}

TEST(Router, FindsNothingElsewhere) {
  for (const auto* target : {"", "//", "/polls", "/polls/", "/polls/a/b", "/polls/%zz", "/Polls/a", "*"}) {
    EXPECT_EQ(found(verb::get, target), "not found") << target;
  }
}

TEST(Router, ReadsTheQueryLikeAForm) {
  EXPECT_EQ(query("/ws?poll=a%20b&x=?").value().only("poll").value(), "a b");
  EXPECT_TRUE(query("/ws").value().fields().empty());
  EXPECT_FALSE(query("/ws?poll=%"));
}

RC_GTEST_PROP(Router, GivesAnyIdBack, ()) {
  const auto id = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '\x7f')));
  RC_PRE(!id.ends_with(".csv") && id != "new");
  RC_ASSERT(found(verb::get, "/polls/" + percent_encode(id) + "?x=1") == "poll " + id);
}

}  // namespace
