#include "http/form.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "http/percent.hpp"

namespace {

using namespace scrutin::http;

std::vector<form::field_type> fields(std::string_view body) {
  const auto parsed = parse_form(body);
  return parsed ? parsed->fields() : std::vector<form::field_type>{{"refused", ""}};
}

void expect_refused(std::string_view body) {
  const auto parsed = parse_form(body);
  ASSERT_FALSE(parsed) << body;
  EXPECT_EQ(parsed.error().status, status::bad_request) << body;
  EXPECT_FALSE(parsed.error().close) << body;
}

TEST(Form, HoldsItsFieldsInOrder) {
  using list = std::vector<form::field_type>;
  EXPECT_EQ(fields("vote=a"), (list{{"vote", "a"}}));
  EXPECT_EQ(fields("vote=a&x=1&vote=b"), (list{{"vote", "a"}, {"x", "1"}, {"vote", "b"}}));
  EXPECT_EQ(fields(""), list{});
  EXPECT_EQ(fields("&&a=1&"), (list{{"a", "1"}}));
  EXPECT_EQ(fields("a&b=&=c"), (list{{"a", ""}, {"b", ""}, {"", "c"}}));
  EXPECT_EQ(fields("a=b=c"), (list{{"a", "b=c"}}));
}

TEST(Form, DecodesEscapesAndPlus) {
  using list = std::vector<form::field_type>;
  EXPECT_EQ(fields("a+b=%C3%A9+%26%3d%2B"), (list{{"a b", "\xc3\xa9 &=+"}}));
  EXPECT_EQ(fields("note=one%0D%0Atwo%09"), (list{{"note", "one\r\ntwo\t"}}));
}

TEST(Form, RefusesABrokenPercentEscape) {
  for (const auto* body : {"vote=%", "vote=%4", "vote=%zz", "vote=%4g", "%=a", "vote=%%41", "vote=a&x=%1"}) {
    expect_refused(body);
  }
}

TEST(Form, RefusesWhatIsNoUtf8) {
  for (const auto* body : {"vote=\xff", "vote=%ff", "vote=%C0%80", "vote=%ED%A0%80", "vote=%C3", "%F5=1"}) {
    expect_refused(body);
  }
}

TEST(Form, RefusesControlCharacters) {
  for (const auto* body : {"vote=%00", "vote=a%1B", "vote=%7f", "vote=%C2%85", "a%08=1", "vote=\x01"}) {
    expect_refused(body);
  }
}

TEST(Form, RefusesMoreFieldsThanAVoteCanHave) {
  std::string body;
  for (int i = 0; i < 128; ++i) body += "a=1&";
  EXPECT_EQ(fields(body).size(), 128u);
  expect_refused(body + "a=1");
}

TEST(Form, GivesTheOnlyValueOfAField) {
  const auto sent = parse_form("vote=a&x=1&x=2").value();
  EXPECT_EQ(sent.only("vote").value(), "a");
  EXPECT_NE(sent.only("poll").error().reason.find("lacks the field 'poll'"), std::string::npos);
  EXPECT_NE(sent.only("x").error().reason.find("'x' more than once"), std::string::npos);
  EXPECT_EQ(sent.only("x").error().status, status::bad_request);
  EXPECT_EQ(sent.count("x"), 2u);
  EXPECT_EQ(sent.count("poll"), 0u);
}

request post(std::string_view type) {
  request message(verb::post, "/", 11);
  if (!type.empty()) message.set(field::content_type, boost::beast::string_view(type.data(), type.size()));
  message.body() = "vote=a";
  return message;
}

TEST(Form, IsReadFromItsOwnMediaTypeOnly) {
  for (const auto* type : {"application/x-www-form-urlencoded", "Application/X-WWW-Form-URLEncoded ; charset=UTF-8"}) {
    EXPECT_TRUE(read_form(post(type))) << type;
  }
  for (const auto* type : {"", "application/xml", "text/plain", "application/x-www-form-urlencodedx", ";"}) {
    const auto read = read_form(post(type));
    ASSERT_FALSE(read) << type;
    EXPECT_EQ(read.error().status, status::unsupported_media_type) << type;
  }
  auto json = post("application/json");
  json.body() = R"({"vote": "a"})";
  EXPECT_EQ(read_form(json).value().only("vote").value(), "a");
  auto parts = post("multipart/form-data; boundary=b");
  parts.body() = "--b\r\nContent-Disposition: form-data; name=\"vote\"\r\n\r\na\r\n--b--\r\n";
  EXPECT_EQ(read_form(parts).value().only("vote").value(), "a");
  EXPECT_EQ(read_form(post("multipart/form-data")).error().status, status::bad_request);
  auto doubled = post("application/x-www-form-urlencoded");
  doubled.insert(field::content_type, "application/x-www-form-urlencoded");
  EXPECT_FALSE(read_form(doubled));
}

TEST(Form, ThrowsItsRefusalAtWhoDoesNotLook) { EXPECT_THROW(parse_form("vote=%").value(), std::runtime_error); }

RC_GTEST_PROP(Form, ComesBackAsItWasWritten, ()) {
  const auto letter = rc::gen::elementOf(
      std::vector<std::string>{"a", "Z", "0", " ", "+", "&", "=", "%", "\n", "\xc3\xa9", "\xf0\x9f\x98\xba"});
  const auto word = rc::gen::map(rc::gen::container<std::vector<std::string>>(letter), [](const auto& letters) {
    std::string text;
    for (const auto& one : letters) text += one;
    return text;
  });
  const auto sent = *rc::gen::resize(60, rc::gen::container<std::vector<form::field_type>>(rc::gen::pair(word, word)));
  RC_PRE(sent.size() <= 64);
  std::string body;
  for (const auto& [name, value] : sent) body += percent_encode(name) + '=' + percent_encode(value) + '&';
  RC_ASSERT(fields(body) == sent);
}

RC_GTEST_PROP(Form, TakesAnyBytes, (const std::string& body)) {
  const auto parsed = parse_form(body);
  if (parsed) RC_ASSERT(parsed->fields().size() <= body.size());
}

}  // namespace
