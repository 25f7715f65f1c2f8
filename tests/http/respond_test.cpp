#include "http/respond.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <string>

namespace {

using namespace scrutin::http;

void expect_guarded(const response& made) {
  EXPECT_EQ(value(made, "Content-Security-Policy"), respond::content_security_policy);
  EXPECT_EQ(value(made, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(value(made, "Referrer-Policy"), "same-origin");
  EXPECT_EQ(value(made, field::cache_control), "no-store");
  EXPECT_EQ(value(made, field::content_length), std::to_string(made.body().size()));
}

TEST(Respond, GivesPagesTheirTypeAndTheirGuards) {
  const auto made = respond::html(status::created, "<p>\xc3\xa9");
  EXPECT_EQ(made.result(), status::created);
  EXPECT_EQ(made.body(), "<p>\xc3\xa9");
  EXPECT_EQ(value(made, field::content_type), "text/html; charset=utf-8");
  expect_guarded(made);
}

TEST(Respond, GivesTextAndOtherTypes) {
  expect_guarded(respond::text(status::ok, "a"));
  EXPECT_EQ(value(respond::text(status::ok, "a"), field::content_type), "text/plain; charset=utf-8");
  expect_guarded(respond::body(status::ok, "text/csv; charset=utf-8", "a,1\n"));
  EXPECT_EQ(value(respond::body(status::ok, "text/csv; charset=utf-8", ""), field::content_type),
            "text/csv; charset=utf-8");
}

TEST(Respond, GivesJson) {
  const auto made = respond::json(status::ok, {{"total", 3}, {"name", "\"\n"}});
  EXPECT_EQ(made.body(), R"({"total":3,"name":"\"\n"})");
  EXPECT_EQ(value(made, field::content_type), "application/json");
  expect_guarded(made);
}

TEST(Respond, SendsOnWithThreeFields) {
  const auto made = respond::see_other("/polls/cats");
  EXPECT_EQ(made.result(), status::see_other);
  EXPECT_EQ(value(made, field::location), "/polls/cats");
  EXPECT_EQ(value(made, field::content_length), "0");
  EXPECT_EQ(value(made, field::cache_control), "no-store");
  EXPECT_EQ(std::distance(made.begin(), made.end()), 3);
}

TEST(Respond, ExplainsProblems) {
  const auto made = respond::problem(status::not_found, "There is no poll \"x\".");
  EXPECT_EQ(made.result(), status::not_found);
  EXPECT_EQ(value(made, field::content_type), "application/problem+json");
  expect_guarded(made);
  const auto body = boost::json::parse(made.body());
  EXPECT_EQ(
      body,
      (boost::json::value{
          {"type", "about:blank"}, {"title", "Not Found"}, {"status", 404}, {"detail", "There is no poll \"x\"."}}));
}

TEST(Respond, AddsMembersToProblems) {
  const auto made = respond::problem({status::service_unavailable, "", false}, {{"recorded", nullptr}});
  const auto body = boost::json::parse(made.body()).as_object();
  EXPECT_EQ(body.size(), 5U);
  EXPECT_TRUE(body.at("recorded").is_null());
}

TEST(Respond, ClosesWhereTheRefusalSaysSo) {
  EXPECT_FALSE(respond::problem({status::bad_request, "", true}).keep_alive());
  EXPECT_TRUE(respond::problem({status::bad_request, "", false}).keep_alive());
}

TEST(Respond, NamesTheMethodsThatAreAllowed) {
  const auto made = respond::method_not_allowed("GET, HEAD");
  EXPECT_EQ(made.result(), status::method_not_allowed);
  EXPECT_EQ(value(made, field::allow), "GET, HEAD");
}

TEST(Respond, KeepsTheLengthOfABodyThatHeadDoesNotGet) {
  const auto made = respond::without_body(respond::text(status::ok, "abc"));
  EXPECT_EQ(made.body(), "");
  EXPECT_EQ(value(made, field::content_length), "3");
}

TEST(Respond, ChangesOneDirectiveOfThePolicyAlone) {
  const std::string usual(respond::content_security_policy);
  EXPECT_EQ(respond::policy_with("frame-ancestors", "*"),
            usual.substr(0, usual.find("'none'", usual.find("frame-ancestors"))) + "*");
  EXPECT_EQ(respond::policy_with("script-src", "'self'"), usual);
  EXPECT_NE(respond::policy_with("style-src", "x").find("default-src 'none'; style-src x; script-src 'self';"),
            std::string::npos);
  EXPECT_EQ(respond::policy_with("font-src", "'self'"), usual + "; font-src 'self'");
}

}  // namespace
