#include "http/request_reader.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <ctime>
#include <string>
#include <vector>

#include "http/limits.hpp"

namespace {

using namespace scrutin::http;
using progress = request_reader::progress;

/// A connection without a network: what arrives, and what the reader makes of it.
class connection {
public:
  void receive(std::string_view bytes) {
    boost::asio::buffer_copy(buffer_.prepare(bytes.size()), boost::asio::buffer(bytes));
    buffer_.commit(bytes.size());
  }

  /// What the reader says: "header", "body", "complete" or a refusal's status.
  std::string advance() {
    const auto step = reader.advance(buffer_);
    if (!step) {
      EXPECT_TRUE(step.error().close);
      return std::to_string(static_cast<unsigned>(step.error().status));
    }
    const auto at = *step;
    return at == progress::header ? "header" : at == progress::body ? "body" : "complete";
  }

  std::string receive_and_advance(std::string_view bytes) {
    receive(bytes);
    return advance();
  }

  std::size_t left() const { return buffer_.size(); }

  request_reader reader;

private:
  boost::beast::flat_buffer buffer_;
};

std::string describe(const request& message) {
  std::string text(view(message.method_string()));
  text.append(1, ' ').append(target(message)).append(1, ' ').append(std::to_string(message.version()));
  for (const auto& one : message)
    text.append(1, '|').append(view(one.name_string())).append(1, ':').append(view(one.value()));
  return text + '|' + message.body();
}

/// Everything that comes of bytes that arrive in pieces of these sizes: the requests, then what the reader waits for.
/// The last size serves for the rest.
std::vector<std::string> outcome(std::string_view bytes, std::vector<std::size_t> sizes) {
  connection client;
  std::vector<std::string> seen;
  std::string step = "header";
  std::size_t piece = 0;
  while (!bytes.empty()) {
    const auto size = std::min(sizes[std::min(piece++, sizes.size() - 1)], bytes.size());
    client.receive(bytes.substr(0, size));
    bytes.remove_prefix(size);
    while ((step = client.advance()) == "complete") seen.push_back(describe(client.reader.take()));
  }
  seen.push_back(step);
  if (step == "header" || step == "body") seen.push_back(client.reader.started() ? "started" : "idle");
  return seen;
}

const std::string post = "POST /polls/cats HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nvote=a";

TEST(RequestReader, GivesAWholeRequest) {
  connection client;
  EXPECT_EQ(client.receive_and_advance(post), "complete");
  EXPECT_EQ(client.advance(), "complete");
  EXPECT_EQ(describe(client.reader.take()), "POST /polls/cats 11|Host:a|Content-Length:6|vote=a");
  EXPECT_EQ(client.left(), 0u);
  EXPECT_EQ(client.advance(), "header");
}

TEST(RequestReader, WaitsForHeaderAndBody) {
  connection client;
  EXPECT_EQ(client.advance(), "header");
  EXPECT_EQ(client.receive_and_advance("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r"), "header");
  EXPECT_EQ(client.receive_and_advance("\n"), "body");
  EXPECT_EQ(client.receive_and_advance("ab"), "body");
  EXPECT_EQ(client.receive_and_advance("c"), "complete");
  EXPECT_EQ(client.reader.take().body(), "abc");
}

TEST(RequestReader, LeavesTheNextRequestInTheBuffer) {
  connection client;
  EXPECT_EQ(client.receive_and_advance(post + "GET / HTTP/1.0\r\n\r\nGET"), "complete");
  EXPECT_EQ(client.reader.take().body(), "vote=a");
  EXPECT_EQ(client.advance(), "complete");
  EXPECT_EQ(describe(client.reader.take()), "GET / 10|");
  EXPECT_EQ(client.left(), 3u);
  EXPECT_EQ(client.advance(), "header");
  EXPECT_TRUE(client.reader.started());
}

TEST(RequestReader, StartsWithTheFirstByteOfARequestLine) {
  connection client;
  EXPECT_FALSE(client.reader.started());
  EXPECT_EQ(client.receive_and_advance("\r"), "header");
  EXPECT_FALSE(client.reader.started());
  EXPECT_EQ(client.receive_and_advance("\n\r\n\r\n"), "header");
  EXPECT_FALSE(client.reader.started());
  EXPECT_EQ(client.left(), 0u);
  EXPECT_EQ(client.receive_and_advance("\r\nG"), "header");
  EXPECT_TRUE(client.reader.started());
  EXPECT_EQ(client.receive_and_advance("ET / HTTP/1.0\r\n\r\n"), "complete");
  EXPECT_TRUE(client.reader.started());
  client.reader.take();
  EXPECT_FALSE(client.reader.started());
}

TEST(RequestReader, KnowsWhoWaitsForContinue) {
  connection client;
  EXPECT_EQ(
      client.receive_and_advance("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"),
      "body");
  EXPECT_TRUE(client.reader.expects_continue());
  EXPECT_EQ(client.receive_and_advance("a"), "body");
  EXPECT_FALSE(client.reader.expects_continue());
  EXPECT_EQ(client.receive_and_advance("b"), "complete");
  EXPECT_FALSE(client.reader.expects_continue());
  client.reader.take();
  EXPECT_EQ(client.receive_and_advance("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"), "body");
  EXPECT_FALSE(client.reader.expects_continue());
}

TEST(RequestReader, RefusesALongBodyBeforeItIsRead) {
  connection client;
  EXPECT_EQ(client.receive_and_advance(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(limits::body + 1) + "\r\n\r\n"),
            "413");
}

TEST(RequestReader, TakesABodyUpToTheLimit) {
  connection client;
  const std::string body(limits::body, 'x');
  EXPECT_EQ(client.receive_and_advance("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(limits::body) +
                                       "\r\n\r\n" + body),
            "complete");
  EXPECT_EQ(client.reader.take().body(), body);
}

TEST(RequestReader, TakesAHeaderUpToTheLimit) {
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  const std::string end = "\r\n\r\n";
  const std::string fill(limits::header - start.size() - end.size(), 'x');
  EXPECT_EQ(connection().receive_and_advance(start + fill + end), "complete");
  EXPECT_EQ(connection().receive_and_advance(start + fill + "x" + end), "431");
  EXPECT_EQ(connection().receive_and_advance("\r\n" + start + fill + end), "complete");
}

TEST(RequestReader, RefusesAHeaderWithoutEnd) {
  EXPECT_EQ(connection().receive_and_advance("GET / HTTP/1.1\r\nX: " + std::string(limits::header, 'x')), "431");
  EXPECT_EQ(connection().receive_and_advance("GET /" + std::string(limits::header, 'x')), "414");
  EXPECT_EQ(connection().receive_and_advance(std::string(limits::header - 1, 'x')), "header");
}

TEST(RequestReader, RepeatsItsRefusal) {
  connection client;
  EXPECT_EQ(client.receive_and_advance("\n"), "400");
  EXPECT_EQ(client.receive_and_advance("GET / HTTP/1.0\r\n\r\n"), "400");
}

TEST(RequestReader, RefusesBareLineEndsAndControlCharactersAtOnce) {
  using namespace std::string_literals;
  for (const auto& bytes : {"GET / HTTP/1.1\n"s, "\n"s, "\r\r"s, "\r\n\n"s, "GET / HTTP/1.1\rX"s, "G\0"s, "GET /\x1b"s,
                            "GET /\x7f"s, "GET / HTTP/1.1\r\nHost: a\r\nX: \x01"s, "GET / HTTP/1.1\r\nHost: a\nX"s,
                            "GET / HTTP/1.1\r\nHost: a\r\n\n"s, "\x16\x03\x01\x02"s}) {
    EXPECT_EQ(connection().receive_and_advance(bytes), "400") << bytes;
  }
}

TEST(RequestReader, RefusesWhatTheHeaderMustNotSay) {
  EXPECT_EQ(connection().receive_and_advance(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            "400");
  EXPECT_EQ(connection().receive_and_advance("GET / HTTP/1.1\r\n\r\n"), "400");
}

const std::string chunked = "POST /polls/cats HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(RequestReader, GivesABodyInChunksAsIfItWereWhole) {
  connection client;
  EXPECT_EQ(client.receive_and_advance(chunked + "4\r\nvote\r\n2;x\r\n=a\r\n0\r\nX: y\r\n\r\nGET"), "complete");
  const auto message = client.reader.take();
  EXPECT_EQ(message.body(), "vote=a");
  EXPECT_EQ(value(message, field::content_length), "6");
  EXPECT_EQ(message.count(field::transfer_encoding), 0u);
  EXPECT_EQ(message.count("X"), 0u);
  EXPECT_EQ(client.left(), 3u);
}

TEST(RequestReader, SaysToGoOnToWhoSendsChunksToo) {
  connection client;
  EXPECT_EQ(client.receive_and_advance(
                "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"),
            "body");
  EXPECT_TRUE(client.reader.expects_continue());
  EXPECT_EQ(client.receive_and_advance("1\r\na\r\n"), "body");
  EXPECT_FALSE(client.reader.expects_continue());
  EXPECT_EQ(client.receive_and_advance("0\r\n\r\n"), "complete");
}

TEST(RequestReader, RefusesChunksThatAreNone) {
  EXPECT_EQ(connection().receive_and_advance(chunked + "x"), "400");
  EXPECT_EQ(connection().receive_and_advance(chunked + "4001\r\n"), "413");
}

// A rescan of all bytes at each one would take far longer. Processor time, since other programs may keep the machine
// busy.
TEST(RequestReader, TakesLinearTimeHoweverTheBytesArrive) {
  connection client;
  const auto start = std::clock();
  for (int i = 0; i < 400'000; ++i) ASSERT_EQ(client.receive_and_advance("\r\n"), "header");
  for (int i = 0; i < 20; ++i) {
    connection slow;
    for (std::size_t at = 0; at + 1 < limits::header; ++at) ASSERT_EQ(slow.receive_and_advance("x"), "header");
  }
  EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 3);
}

/// Texts near to requests: pieces that make one, and those that break one.
rc::Gen<std::string> near_requests() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::weightedOneOf<std::string>(
          {{6, rc::gen::elementOf(std::vector<std::string>{
                   post, "GET / HTTP/1.0\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\n", "Content-Length: 3\r\n", "\r\n",
                   "abc", chunked + "3\r\nabc\r\n0\r\n\r\n", chunked, "3\r\n", "0\r\n\r\n",
                   "GET /x HTTP/1.1\r\nHost: b\r\nExpect: 100-continue\r\n\r\n"})},
           {1, rc::gen::elementOf(std::vector<std::string>{"Transfer-Encoding: chunked\r\n", "\r", "\n", " folded\r\n",
                                                           "Host: c\r\n", std::string(1, '\0'),
                                                           std::string(5000, 'y')})}})),
      [](const std::vector<std::string>& pieces) {
        std::string text;
        for (const auto& piece : pieces) text += piece;
        return text;
      });
}

RC_GTEST_PROP(RequestReader, SeesTheSameHoweverTheBytesArrive, ()) {
  const auto bytes = *near_requests();
  RC_PRE(!bytes.empty());
  const auto whole = outcome(bytes, {bytes.size()});
  RC_ASSERT(outcome(bytes, {1}) == whole);
  const auto sizes =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 60)));
  RC_ASSERT(outcome(bytes, sizes) == whole);
}

RC_GTEST_PROP(RequestReader, TakesAnyBytes, (const std::vector<char>& bytes)) {
  connection client;
  client.receive({bytes.data(), bytes.size()});
  while (client.advance() == "complete") client.reader.take();
}

}  // namespace
