#include "http/access_log.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace {

using namespace scrutin::http;
using scrutin::http::access;  // and not that of <unistd.h>
using namespace std::chrono_literals;

constexpr auto moment = std::chrono::sys_days{std::chrono::year{2000} / 10 / 9} + 13h + 5min + 36s + 999ms;

TEST(AccessLog, WritesTheCombinedFormat) {
  request message(verb::post, "/polls/cats?x=1", 11);
  message.set(field::referer, "http://localhost/");
  message.set(field::user_agent, "curl/7.88");
  auto entry = access::of(message);
  entry.client = "127.0.0.1";
  entry.at = moment;
  entry.status = 303;
  entry.bytes = 17;
  EXPECT_EQ(entry.to_string(),
            "127.0.0.1 - - [09/Oct/2000:13:05:36 +0000] \"POST /polls/cats?x=1 HTTP/1.1\" 303 17 "
            "\"http://localhost/\" \"curl/7.88\"");
}

TEST(AccessLog, WritesNothingByWhichItsReadersCouldVote) {
  auto message = request(verb::get, "/polls/p?lang=fr&code=7K3M-90PX&x=code=1", 11);
  message.set(field::referer, "http://localhost/?pass=abc#code=1");
  const auto line = access::of(message).to_string();
  EXPECT_NE(line.find("\"GET /polls/p?lang=fr&code=*&x=code=1 HTTP/1.1\""), std::string::npos) << line;
  EXPECT_NE(line.find("\"http://localhost/?pass=*#code=*\""), std::string::npos) << line;
  for (const auto* same : {"/code=1", "/?encode=1", "/?code", "code=1"}) {
    EXPECT_NE(access::of(request(verb::get, same, 11)).to_string().find(std::string("GET ") + same + " "),
              std::string::npos);
  }
  EXPECT_NE(access::of(request(verb::get, "/?code=", 11)).to_string().find("GET /?code=* "), std::string::npos);
}

TEST(AccessLog, WritesDashesForWhatIsUnknown) {
  access entry;
  entry.at = moment;
  entry.status = 400;
  EXPECT_EQ(entry.to_string(), "- - - [09/Oct/2000:13:05:36 +0000] \"-\" 400 0 \"-\" \"-\"");
}

TEST(AccessLog, WritesTheVersionThatWasAsked) {
  EXPECT_NE(access::of(request(verb::get, "/", 10)).to_string().find("\"GET / HTTP/1.0\""), std::string::npos);
}

TEST(AccessLog, EscapesQuotesBackslashesAndControlCharacters) {
  access entry;
  entry.user_agent = "a\"b\\c\n127.0.0.1\x1b[2J\x7f\xc3\xa9";
  EXPECT_TRUE(entry.to_string().ends_with(R"("a\x22b\x5Cc\x0A127.0.0.1\x1B[2J\x7F\xC3\xA9")"));
}

TEST(AccessLog, HoldsNothingThatShowsWhoVoted) {
  const auto logged = [](const std::string& target) {
    const auto line = access::of(request(verb::get, target, 11)).to_string();
    const auto begin = line.find("GET ") + 4;
    return line.substr(begin, line.find(" HTTP/") - begin);
  };
  EXPECT_EQ(logged("/receipts/0123-4567"), "/receipts/*");
  EXPECT_EQ(logged("/api/receipts/0123-4567?try=2"), "/api/receipts/*?try=2");
  EXPECT_EQ(logged("/polls/a?receipt=0123&lang=fr"), "/polls/a?receipt=*&lang=fr");
  EXPECT_EQ(logged("/?lang=fr&recorded=01.ab"), "/?lang=fr&recorded=*");
  EXPECT_EQ(logged("/?RECEIPT=1&rece%69pt=2&%72ecorded=3"), "/?RECEIPT=*&rece%69pt=*&%72ecorded=*");
  EXPECT_EQ(logged("/?code=1&pass=2&xcode=3&code"), "/?code=*&pass=*&xcode=3&code");
  EXPECT_EQ(logged("/?%zz=1"), "/?%zz=*");
  EXPECT_EQ(logged("/?a=1?receipt=2"), "/?a=1?receipt=*");
  EXPECT_EQ(logged("/ws?poll=a&receipt=1"), "/ws?poll=a&receipt=*");
}

TEST(AccessLog, IsNamesAndValuesForACollector) {
  auto asked = request(verb::post, "/polls/a?code=7K3M", 11);
  asked.set(field::user_agent, "a \"b\"");
  auto entry = access::of(asked);
  entry.client = "192.0.2.1";
  entry.at = std::chrono::system_clock::time_point{std::chrono::milliseconds{1'780'329'600'125}};
  entry.status = 303;
  entry.bytes = 42;
  EXPECT_EQ(entry.to_string(scrutin::config::log_format::logfmt, "vote"),
            "time=2026-06-01T16:00:00.125Z level=info process=vote msg=request client=192.0.2.1 method=POST "
            "target=\"/polls/a?code=*\" version=1.1 status=303 bytes=42 user_agent=\"a \\\"b\\\"\"");
  access refused;
  refused.at = entry.at;
  refused.status = 400;
  EXPECT_EQ(
      refused.to_string(scrutin::config::log_format::json, "vote"),
      R"({"time":"2026-06-01T16:00:00.125Z","level":"info","process":"vote","msg":"request","status":400,"bytes":0})");
}

RC_GTEST_PROP(AccessLog, GivesOnePrintableLineWithSixQuotes, (const std::string& target, const std::string& agent)) {
  access entry;
  entry.method = "GET";
  entry.target = target;
  entry.user_agent = agent;
  const auto line = entry.to_string();
  RC_ASSERT(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));
  RC_ASSERT(std::count(line.begin(), line.end(), '"') == 6);
}

}  // namespace
