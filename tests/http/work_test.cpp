// What a byte from outside may cost: every parser's work is bounded by the size of its input, whatever that holds.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/accept.hpp"
#include "http/authority.hpp"
#include "http/cookie.hpp"
#include "http/form.hpp"
#include "http/forwarded.hpp"
#include "http/language.hpp"
#include "http/limits.hpp"
#include "http/origin.hpp"
#include "http/percent.hpp"
#include "http/proxy_header.hpp"
#include "http/request_head.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "http/site_address.hpp"
#include "http/text.hpp"
#include "http/voter_cookie.hpp"
#include "tests/http/steps.hpp"

namespace {

using namespace scrutin::http;

constexpr std::array<std::string_view, 2> languages{"en", "fr"};

request with(std::string_view name, std::string_view value) {
  request message;
  message.method(verb::post);
  message.target("/");
  message.set(boost::beast::string_view{name.data(), name.size()},
              boost::beast::string_view{value.data(), value.size()});
  return message;
}

request with_body(std::string_view type, std::string_view body) {
  auto message = with("Content-Type", type);
  message.body() = body;
  return message;
}

void read_request(std::string_view text, std::size_t piece) {
  request_reader reader;
  boost::beast::flat_buffer buffer;
  while (!text.empty()) {
    const auto part = text.substr(0, piece);
    text.remove_prefix(part.size());
    boost::asio::buffer_copy(buffer.prepare(part.size()), boost::asio::buffer(part.data(), part.size()));
    buffer.commit(part.size());
    if (!reader.advance(buffer)) return;
  }
}

// One who reads what comes from outside: the pieces that its inputs are made of, and what it does with them.
struct parser {
  std::string_view name;
  std::vector<std::string> pieces;
  std::function<void(const std::string&)> read;
};

void PrintTo(const parser& one, std::ostream* out) { *out << one.name; }

const auto proxies = scrutin::config::parse_networks("10.0.0.0/8, ::1").value();

const std::vector<parser>& parsers() {
  static const std::vector<parser> all{
      {"Accept-Language",
       {"*", ",", ";", "=", "q", "0", "1", ".", "-", "en", "fr", "a", "x", " ", "en;q=0,fr;q=0,", "a-b-c-"},
       [](const std::string& text) { preferred_languages{text}.choose(languages); }},
      {"Accept",
       {"*", "/", ",", ";", "q=", "1", "0", ".", "\"", "\\", "text/html", "application/json", " "},
       [](const std::string& text) { prefers_json(text); }},
      {"authority",
       {"[", "]", ":", "1", "0", "a", ".", "%", "2", "@", "::", "-"},
       [](const std::string& text) { parse_authority(text); }},
      {"Host",
       {"a", ".", ":", "8", "%41", "[", "]", "{", "}", "-"},
       [](const std::string& text) { site_address(":8081", with("Host", text)); }},
      {"Origin",
       {"http://", "https://", "a", ".", ":", "8", "null", " ", ","},
       [](const std::string& text) {
         auto asked = with("Origin", text);
         asked.set(field::host, "a.b.example:8080");
         same_origin(asked);
       }},
      {"Forwarded",
       {"for=", "10.0.0.1", "\"", "\\", ",", ";", "proto=https", "host=a", "[::1]", ":8", "unknown", "="},
       [](const std::string& text) { (void)read_forwarded(with("Forwarded", text), proxies); }},
      {"X-Forwarded-For",
       {"10.0.0.1", ",", " ", "::1", "a", "[", "]", ":", "."},
       [](const std::string& text) { (void)read_forwarded(with("X-Forwarded-For", text), proxies); }},
      {"PROXY",
       {"PROXY ", "TCP4 ", "10.0.0.1 ", "1", " ", "\r", "a"},
       [](const std::string& text) { (void)read_proxy_header("PROXY " + text); }},
      {"cookies",
       {"voter", "=", ";", " ", "-", "8080", "a", "\"", "voter=0123456789abcdef0123456789abcdef.", "lang=en;",
        "voter=0123456789abcdef0123456789abcdef.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;"},
       [](const std::string& text) {
         static const voter_cookie cookies("a key of the test's own");
         const auto asked = with("Cookie", text);
         find_cookie(asked, "lang");
         for (const auto value : cookies_of_kind(asked, voter_cookie::name)) cookies.read(value);
       }},
      {"form",
       {"vote", "=", "&", "+", "%41", "%", "a", "\xc3\xa9", "\xff", "vote=a&"},
       [](const std::string& text) {
         const auto read = read_form(with_body("application/x-www-form-urlencoded", text));
         if (read) (void)read->only("vote");
       }},
      {"query",
       {"?", "poll", "=", "&", "%41", "lang", "a"},
       [](const std::string& text) { query_value("/?" + text, "poll"); }},
      {"percent", {"%", "41", "%41", "+", "a"}, [](const std::string& text) { percent_decode(text, plus::is_space); }},
      {"text",
       {"a", "\xc3\xa9", "\xe2\x82", "\xf0\x9f\x92\xa9", "\x80", "\n"},
       [](const std::string& t) { is_text(t); }},
      {"path",
       {"/", "polls", "%2f", "%", "a", "..", "polls/a/"},
       [](const std::string& text) {
         static const auto routes = [] {
           router<int> made;
           int which = 0;
           for (const auto* pattern : {"/", "/polls", "/polls/{id}", "/api/polls/{id}", "/results/{id}.csv"}) {
             made.add(verb::get, pattern, ++which);
           }
           return made;
         }();
         routes.find(verb::get, "/" + text);
       }},
      {"head",
       {"GET / HTTP/1.1\r\n", "a", ":", " ", "\t", "b: c\r\n", "Host: a\r\n", "\r\n", "Content-Length: 1\r\n", ","},
       [](const std::string& text) { (void)parse_head("GET / HTTP/1.1\r\nHost: a\r\n" + text + "\r\n\r\n"); }},
      {"requestAtOnce",
       {"GET / HTTP/1.1\r\n", "a: b\r\n", "\r\n", "Host: a\r\n", "x", "Content-Length: 9\r\n"},
       [](const std::string& text) { read_request("\r\n\r\nPOST / HTTP/1.1\r\n" + text, text.size() + 99); }},
      {"requestByteByByte",
       {"GET / HTTP/1.1\r\n", "a: b\r\n", "\r\n", "Host: a\r\n", "x", "Content-Length: 9\r\n"},
       [](const std::string& text) { read_request("\r\n\r\nPOST / HTTP/1.1\r\n" + text, 1); }},
  };
  return all;
}

std::string repeated(const std::string& unit, std::size_t size) {
  std::string text;
  while (text.size() < size && !unit.empty()) text += unit;
  text.resize(std::min(text.size(), size));
  return text;
}

// What a plain page takes is about 20,000 of these steps; a byte of a header may cost a two hundredth of a per mille of
// it.
constexpr std::size_t at_most_a_byte = 100;
constexpr std::size_t at_most_besides = 4000;

class Work : public testing::TestWithParam<parser> {};

TEST_P(Work, IsBoundedByTheSizeOfWhatComes) {
  const auto& [name, pieces, read] = GetParam();
  const auto check = [&read = read](const std::string& unit) {
    const auto text = repeated(unit, limits::header);
    const auto taken = steps_of([&] { read(text); });
    RC_ASSERT(taken <= text.size() * at_most_a_byte + at_most_besides);
  };
  for (const auto& piece : pieces) {
    const auto text = repeated(piece, limits::header);
    EXPECT_LE(steps_of([&, &read = read] { read(text); }), text.size() * at_most_a_byte + at_most_besides) << piece;
  }
  EXPECT_TRUE(rc::check("any few pieces, over and over", [&, &pieces = pieces] {
    const auto chosen = *rc::gen::resize(6, rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)));
    std::string unit;
    for (const auto& piece : chosen) unit += piece;
    check(unit);
  }));
}

INSTANTIATE_TEST_SUITE_P(, Work, testing::ValuesIn(parsers()), [](const auto& info) {
  std::string name;
  for (const char c : info.param.name) {
    if (c != '-') name += c;
  }
  return name;
});

// Proof that the count sees what it is there for: the same list, sorted by looking at each pair.
TEST(Steps, SeeWhatGrowsWithTheSquare) {
  const auto pairs = [](const std::string& text) {
    std::size_t same = 0;
    for (const char left : text) {
      for (const char right : text) same += left == right ? 1 : 0;
    }
    return same;
  };
  const auto once = steps_of([&] { EXPECT_GT(pairs(std::string(100, 'a')), 0u); });
  const auto ten_times = steps_of([&] { EXPECT_GT(pairs(std::string(1000, 'a')), 0u); });
  EXPECT_GT(ten_times, 50 * once);
}

}  // namespace
