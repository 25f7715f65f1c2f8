#include "http/multipart.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "http/limits.hpp"
#include "tests/http/form_text.hpp"

namespace {

using namespace scrutin::http;

std::string with_line_ends(std::string_view lines) {
  std::string text;
  for (const char c : lines) text += c == '\n' ? "\r\n" : std::string(1, c);
  return text;
}

std::string read(std::string_view lines, std::string_view boundary = "b") {
  return form_text(parse_multipart(with_line_ends(lines), boundary));
}

std::string part(std::string_view name, std::string_view content) {
  return "--b\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\n\n" + std::string(content) + "\n";
}

TEST(Multipart, HoldsTheFieldsInTheirOrder) {
  EXPECT_EQ(read("--b--"), "");
  EXPECT_EQ(read(part("vote", "a") + "--b--\n"), "vote=a");
  EXPECT_EQ(read(part("vote", "a") + part("vote", "c") + part("x", "") + "--b--"), "vote=a&vote=c&x=");
  EXPECT_EQ(read(part("vote", "one\ntwo\n--a") + "--b--"), "vote=one\r\ntwo\r\n--a");
}

TEST(Multipart, PassesOverOtherFieldsOfAPart) {
  EXPECT_EQ(read("--b\nContent-Type: text/plain; charset=utf-8\ncontent-disposition: Form-Data; name=vote\n\na\n--b--"),
            "vote=a");
}

TEST(Multipart, IsRefusedWhereItIsNone) {
  for (const std::string_view body :
       {"", "vote=a", "--c\n", "--b", "--b\n", "--b\n\na\n--b--", "--b\nContent-Disposition: form-data\n\na\n--b--",
        "--b\nContent-Disposition: attachment; name=\"vote\"\n\na\n--b--",
        "--b\nContent-Disposition: form-data; name=\"vote\n\na\n--b--",
        "--b\nContent-Disposition: form-data; name=\"vote\"; name=\"x\"\n\na\n--b--",
        "--b\nContent-Disposition: form-data; name=\"vote\"; filename=\"f\"\n\na\n--b--",
        "--b\nContent-Disposition: form-data; name=\"vote\"\nContent-Disposition: form-data; name=\"x\"\n\na\n--b--",
        "--b\nContent-Disposition: form-data; name=\"vote\"\n\na",
        "--b\nContent-Disposition: form-data; name=\"vote\"\n",
        "--b x\nContent-Disposition: form-data; name=\"vote\"\n\na\n--b--"}) {
    EXPECT_EQ(read(body), "400") << body;
  }
  EXPECT_EQ(read(part("vote", "\xff") + "--b--"), "400");
}

TEST(Multipart, HasSoManyFieldsAndNoMore) {
  std::string body;
  for (std::size_t i = 0; i < limits::form_fields; ++i) body += part("x", "1");
  EXPECT_NE(read(body + "--b--"), "400");
  EXPECT_EQ(read(body + part("x", "1") + "--b--"), "400");
}

TEST(Multipart, HasTheBoundaryThatItsTypeNames) {
  EXPECT_EQ(boundary_of("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(boundary_of("multipart/form-data; charset=utf-8; Boundary=\"a b\""), "a b");
  EXPECT_EQ(boundary_of("multipart/form-data; boundary=" + std::string(70, 'a')), std::string(70, 'a'));
  for (const auto& type : {std::string("multipart/form-data"), std::string("multipart/form-data; boundary="),
                           std::string("multipart/form-data; boundary=a; boundary=b"),
                           "multipart/form-data; boundary=" + std::string(71, 'a')}) {
    EXPECT_FALSE(boundary_of(type)) << type;
  }
}

RC_GTEST_PROP(Multipart, TakesAnyBytes, (const std::string& body)) {
  const auto parsed = parse_multipart("--b\r\n" + body, "b");
  if (parsed) RC_ASSERT(parsed->fields().size() <= body.size());
}

}  // namespace
