#include "http/json_form.hpp"

#include <gtest/gtest.h>

#include <string>

#include "http/limits.hpp"
#include "tests/http/form_text.hpp"

namespace {

using namespace scrutin::http;

std::string read(std::string_view body) { return form_text(parse_json_form(body)); }

TEST(JsonForm, IsAnObjectOfTextsAndLists) {
  EXPECT_EQ(read("{}"), "");
  EXPECT_EQ(read(R"({"vote": "a"})"), "vote=a");
  EXPECT_EQ(read(R"({"vote": ["a", "b"], "x": "\u00e9"})"), "vote=a&vote=b&x=\xc3\xa9");
  EXPECT_EQ(read(R"({"vote": []})"), "");
}

TEST(JsonForm, IsNothingElse) {
  for (const std::string_view body :
       {"", "vote=a", "[]", "\"a\"", "1", "null", "{", R"({"vote": 1})", R"({"vote": null})", R"({"vote": {"a": "b"}})",
        R"({"vote": [["a"]]})", R"({"vote": "\u0001"})", R"({"vote": "a"} x)", R"({"vote": "\ud800"})", "[[[[[[[[",
        "{\"vote\": \"\xff\"}"}) {
    EXPECT_EQ(read(body), "400") << body;
  }
}

TEST(JsonForm, HasSoManyFieldsAndNoMore) {
  std::string list = "\"1\"";
  for (std::size_t i = 1; i < limits::form_fields; ++i) list += ",\"1\"";
  EXPECT_NE(read("{\"x\": [" + list + "]}"), "400");
  EXPECT_EQ(read("{\"x\": [" + list + ", \"1\"]}"), "400");
}

}  // namespace
