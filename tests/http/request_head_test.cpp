#include "http/request_head.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "http/limits.hpp"

namespace {

using namespace scrutin::http;

/// What a header written with plain line feeds is answered with; 200 if it is taken.
unsigned answer(std::string_view lines) {
  std::string header;
  for (const char c : lines) header += c == '\n' ? "\r\n" : std::string(1, c);
  const auto parsed = parse_head(header + "\r\n");
  if (parsed) return 200;
  const auto refused = parsed.error();
  EXPECT_TRUE(refused.close) << lines;
  EXPECT_TRUE(refused.reason.ends_with('.')) << lines;
  return static_cast<unsigned>(refused.status);
}

request_head taken(std::string_view header) { return parse_head(header).value(); }

const std::string get = "GET / HTTP/1.1\nHost: a\n";

struct example {
  std::string header;
  unsigned status;
};

class RequestHead : public testing::TestWithParam<example> {};

TEST_P(RequestHead, IsAnswered) { EXPECT_EQ(answer(GetParam().header), GetParam().status) << GetParam().header; }

INSTANTIATE_TEST_SUITE_P(
    RequestLine, RequestHead,
    testing::Values(example{get, 200}, example{"GET / HTTP/1.0\n", 200},
                    example{"HEAD /a?b=c HTTP/1.1\nHost: a\n", 200}, example{"", 400}, example{"GET\n", 400},
                    example{"GET /\n", 400}, example{"GET / \nHost: a\n", 400},
                    example{"GET  / HTTP/1.1\nHost: a\n", 400}, example{"GET /  HTTP/1.1\nHost: a\n", 400},
                    example{" GET / HTTP/1.1\nHost: a\n", 400}, example{"GET / HTTP/1.1 \nHost: a\n", 400},
                    example{"GET /a b HTTP/1.1\nHost: a\n", 400}, example{"GET\t/\tHTTP/1.1\nHost: a\n", 400},
                    example{"GET / HTTP/1.2\nHost: a\n", 505}, example{"GET / HTTP/0.9\nHost: a\n", 505},
                    example{"PRI * HTTP/2.0\n", 505}, example{"GET / HTTP/1.1x\nHost: a\n", 400},
                    example{"GET / http/1.1\nHost: a\n", 400}, example{"GET / HTTP/11\nHost: a\n", 400},
                    example{"GET / HTTP/x.1\nHost: a\n", 400}, example{"GET / HTTP/1.x\nHost: a\n", 400},
                    example{"BREW / HTTP/1.1\nHost: a\n", 501}, example{"get / HTTP/1.1\nHost: a\n", 501},
                    example{"CONNECT a:80 HTTP/1.1\nHost: a:80\n", 501}, example{"G@T / HTTP/1.1\nHost: a\n", 400}));

INSTANTIATE_TEST_SUITE_P(
    Target, RequestHead,
    testing::Values(example{"OPTIONS * HTTP/1.1\nHost: a\n", 200}, example{"GET * HTTP/1.1\nHost: a\n", 400},
                    example{"OPTIONS *a HTTP/1.1\nHost: a\n", 400}, example{"GET a:80 HTTP/1.1\nHost: a\n", 400},
                    example{"GET a HTTP/1.1\nHost: a\n", 400}, example{"GET /#top HTTP/1.1\nHost: a\n", 400},
                    example{"GET /\xc3\xa9 HTTP/1.1\nHost: a\n", 400}, example{"GET /\t HTTP/1.1\nHost: a\n", 400},
                    example{"GET http:///x HTTP/1.1\nHost: a\n", 400},
                    example{"GET http://u:p@a/ HTTP/1.1\nHost: a\n", 400},
                    example{"GET ftp://a/ HTTP/1.1\nHost: a\n", 400}, example{"GET http:/a HTTP/1.1\nHost: a\n", 400},
                    example{"GET http://a/ HTTP/1.1\n", 400},
                    example{"GET /" + std::string(limits::target - 1, 'a') + " HTTP/1.1\nHost: a\n", 200},
                    example{"GET /" + std::string(limits::target, 'a') + " HTTP/1.1\nHost: a\n", 414}));

INSTANTIATE_TEST_SUITE_P(
    Fields, RequestHead,
    testing::Values(example{get + "X: 1\n folded\n", 400}, example{get + "X: 1\n\tfolded\n", 400},
                    example{"GET / HTTP/1.1\n Host: a\n", 400}, example{get + "X : 1\n", 400},
                    example{get + "X\t: 1\n", 400}, example{get + "no colon\n", 400}, example{get + ": 1\n", 400},
                    example{get + "X(: 1\n", 400}, example{get + "X\xc3\xa9: 1\n", 400},
                    example{get + "X: \xc3\xa9\n", 200}, example{get + "X:\n", 200},
                    example{get + "Expect: 100-Continue\n", 200}, example{get + "Expect: 200-ok\n", 417},
                    example{get + "Expect:\n", 417}, example{"GET / HTTP/1.1\nHost: a\nHost: a\n", 400},
                    example{"GET / HTTP/1.0\nHost: a\nhost: b\n", 400}, example{"GET / HTTP/1.1\n", 400},
                    example{"GET / HTTP/1.1\nHost:\n", 400}, example{"GET / HTTP/1.1\nHost: a, b\n", 400},
                    example{"GET / HTTP/1.1\nHost: a/b\n", 400}, example{"GET / HTTP/1.1\nHost: u@a\n", 400},
                    example{"GET / HTTP/1.1\nHost: a:99999\n", 400}, example{"GET / HTTP/1.0\nHost: a b\n", 400},
                    example{"GET / HTTP/1.1\nHost: [::1]:8080\n", 200}));

const std::string post = "POST / HTTP/1.1\nHost: a\n";

INSTANTIATE_TEST_SUITE_P(
    Length, RequestHead,
    testing::Values(example{post, 200}, example{post + "Content-Length: 6\n", 200},
                    example{post + "Content-Length: 006\n", 200},
                    example{post + "Content-Length: " + std::to_string(limits::body) + "\n", 200},
                    example{post + "Content-Length: " + std::to_string(limits::body + 1) + "\n", 413},
                    example{post + "Content-Length: 999999999999999999\n", 413},
                    example{post + "Content-Length: 18446744073709551622\n", 400},
                    example{post + "Content-Length: 0000000000000000006\n", 400},
                    example{post + "Content-Length: 6\nContent-Length: 6\n", 400},
                    example{post + "Content-Length: 6\ncontent-length: 7\n", 400},
                    example{post + "Content-Length: 6, 6\n", 400}, example{post + "Content-Length: +6\n", 400},
                    example{post + "Content-Length: -6\n", 400}, example{post + "Content-Length: 0x6\n", 400},
                    example{post + "Content-Length: 6 6\n", 400}, example{post + "Content-Length: 6.0\n", 400},
                    example{post + "Content-Length:\n", 400}, example{post + "Transfer-Encoding: chunked\n", 200},
                    example{post + "transfer-encoding: Chunked\n", 200},
                    example{post + "transfer-encoding: identity\n", 501}, example{post + "Transfer-Encoding:\n", 501},
                    example{post + "Transfer-Encoding: gzip, chunked\n", 501},
                    example{post + "Transfer-Encoding: chunked, chunked\n", 501},
                    example{post + "Transfer-Encoding: xchunked\n", 501},
                    example{post + "Transfer-Encoding: chunked\nTransfer-Encoding: chunked\n", 400},
                    example{post + "Transfer-Encoding: chunked\nContent-Length: 6\n", 400},
                    example{post + "Content-Length: 6\nTransfer-Encoding: chunked\n", 400},
                    example{post + "Content-Length: 0\nTransfer-Encoding: chunked\n", 400},
                    example{"POST / HTTP/1.0\nTransfer-Encoding: chunked\n", 400}));

TEST(RequestHeadFields, AreTakenUpToALimit) {
  auto header = get;
  for (std::size_t i = 1; i < limits::header_fields; ++i) header += "X: 1\n";
  EXPECT_EQ(answer(header), 200u);
  EXPECT_EQ(answer(header + "X: 1\n"), 431u);
}

TEST(RequestHeadFields, AreNamedWhereTheyAreFolded) {
  for (const auto* fold : {" b: c", "\tb", " "}) {
    const auto parsed = parse_head("GET / HTTP/1.0\r\nX: a\r\n" + std::string(fold) + "\r\n\r\n");
    EXPECT_NE(parsed.error().reason.find("folded"), std::string::npos) << fold;
  }
}

TEST(RequestHeadFields, LoseTheWhiteSpaceAroundTheirValues) {
  const auto head = taken("POST /a?b HTTP/1.0\r\nX-Mine:\t a  b \t\r\ncontent-LENGTH:  5  \r\nX-Mine: 2\r\n\r\n");
  EXPECT_EQ(head.message.method(), verb::post);
  EXPECT_EQ(target(head.message), "/a?b");
  EXPECT_EQ(head.message.version(), 10u);
  EXPECT_EQ(value(head.message, "x-mine"), "a  b");
  EXPECT_EQ(head.message.count("X-Mine"), 2u);
  EXPECT_EQ(value(head.message, field::content_length), "5");
  EXPECT_EQ(head.content_length, 5u);
}

TEST(RequestHeadFields, SayWhetherTheConnectionStays) {
  EXPECT_TRUE(taken("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message.keep_alive());
  EXPECT_FALSE(taken("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\n\r\n").message.keep_alive());
  EXPECT_FALSE(taken("GET / HTTP/1.0\r\n\r\n").message.keep_alive());
  EXPECT_TRUE(taken("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").message.keep_alive());
}

TEST(RequestHeadTarget, IsReducedToItsPathWhereItIsAbsolute) {
  const auto reduced = [](const std::string& sent) {
    const auto head = taken("GET " + sent + " HTTP/1.1\r\nHost: other\r\n\r\n");
    return std::string(value(head.message, field::host)) + ' ' + std::string(target(head.message));
  };
  EXPECT_EQ(reduced("http://vote.example/polls?x=1"), "vote.example /polls?x=1");
  EXPECT_EQ(reduced("HTTPS://vote.example:8443"), "vote.example:8443 /");
  EXPECT_EQ(reduced("http://vote.example?x=/"), "vote.example /?x=/");
  EXPECT_EQ(reduced("http://vote.example//a"), "vote.example //a");
}

TEST(RequestHeadExpect, CountsWithABodyInHttp11Only) {
  EXPECT_TRUE(
      taken("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n").expects_continue);
  EXPECT_FALSE(
      taken("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n").expects_continue);
  EXPECT_FALSE(taken("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n").expects_continue);
}

RC_GTEST_PROP(RequestHeadBytes, MayBeAny, (const std::string& bytes)) {
  const auto parsed = parse_head(bytes);
  RC_ASSERT(parsed.error().close);
}

}  // namespace
