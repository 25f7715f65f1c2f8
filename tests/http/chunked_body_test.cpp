#include "http/chunked_body.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "http/limits.hpp"

namespace {

using namespace scrutin::http;

/// What comes of bytes that arrive in pieces of that size: the data and the bytes behind the end ("vote=a|GET"), a
/// status, or "..." where more is waited for.
std::string read(std::string_view bytes, std::size_t piece) {
  chunked_body body;
  std::string data;
  while (!bytes.empty() && !body.complete()) {
    const auto taken = body.read(bytes.substr(0, piece), data);
    if (!taken) {
      EXPECT_TRUE(taken.error().close);
      EXPECT_TRUE(taken.error().reason.ends_with('.'));
      return std::to_string(static_cast<unsigned>(taken.error().status));
    }
    bytes.remove_prefix(*taken);
  }
  return body.complete() ? data + "|" + std::string(bytes) : "...";
}

std::string read(std::string_view bytes) {
  const auto whole = read(bytes, bytes.size());
  EXPECT_EQ(read(bytes, 1), whole) << bytes;
  EXPECT_EQ(read(bytes, 3), whole) << bytes;
  return whole;
}

TEST(ChunkedBody, IsPutTogether) {
  EXPECT_EQ(read("0\r\n\r\n"), "|");
  EXPECT_EQ(read("6\r\nvote=a\r\n0\r\n\r\n"), "vote=a|");
  EXPECT_EQ(read("4\r\nvote\r\n00002\r\n=a\r\n000\r\n\r\n"), "vote=a|");
  EXPECT_EQ(read("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n"), "01234567890123456789|");
  EXPECT_EQ(read("2\r\n\r\n\r\n0\r\n\r\n"), "\r\n|");
}

TEST(ChunkedBody, LeavesWhatFollowsIt) {
  EXPECT_EQ(read("1\r\na\r\n0\r\n\r\nGET / HTTP/1.1\r\n"), "a|GET / HTTP/1.1\r\n");
}

TEST(ChunkedBody, DropsExtensionsAndTrailers) {
  EXPECT_EQ(read("1;x=y\r\na\r\n0;last\r\n\r\n"), "a|");
  EXPECT_EQ(read("1 ; x=\"a;b\"\r\na\r\n0\r\n\r\n"), "a|");
  EXPECT_EQ(read("1\r\na\r\n0\r\nContent-Length: 9\r\nX: y\r\n\r\nGET"), "a|GET");
}

TEST(ChunkedBody, WaitsForTheRest) {
  const std::string whole = "6\r\nvote=a\r\n0\r\nX: y\r\n\r\n";
  for (std::size_t size = 1; size < whole.size(); ++size) EXPECT_EQ(read(whole.substr(0, size)), "...") << size;
}

TEST(ChunkedBody, IsRefusedWhereItsFramingIsNone) {
  for (const std::string_view bytes :
       {"\r\n", "x\r\n", "-1\r\n", "+1\r\n", "0x1\r\na\r\n", "1x\r\na\r\n", " 1\r\na\r\n", "1\na\n0\n\n", "1\r\na\n",
        "1\r\nab\r\n", "2\r\na\r\n0\r\n\r\n", "1;\n\r\na\r\n", "1;\x01\r\n", "1\r\na\r\n0\r\n\n",
        "1\r\na\r\n0\r\nX: y\n\r\n", "1\r\na\r\n0\r\nX\x7f: y\r\n\r\n", "1\rxa\r\n", ";x\r\n",
        "00000000000000001\r\na\r\n"}) {
    EXPECT_EQ(read(bytes), "400") << bytes;
  }
}

TEST(ChunkedBody, HoldsAsMuchAsAnyBody) {
  const std::string full(limits::body, 'a');
  EXPECT_EQ(read("4000\r\n" + full + "\r\n0\r\n\r\n"), full + "|");
  EXPECT_EQ(read("4001\r\n"), "413");
  EXPECT_EQ(read("FFFFFFFFFFFFFFFF\r\n"), "413");
  EXPECT_EQ(read("4000\r\n" + full + "\r\n1\r\n"), "413");
}

TEST(ChunkedBody, ComesInSoManyChunksAndNoMore) {
  std::string bytes;
  for (std::size_t i = 0; i < limits::chunks; ++i) bytes += "1\r\na\r\n";
  EXPECT_EQ(read(bytes + "0\r\n\r\n"), std::string(limits::chunks, 'a') + "|");
  EXPECT_EQ(read(bytes + "1\r\na\r\n0\r\n\r\n"), "413");
}

TEST(ChunkedBody, HasNoMoreBetweenItsDataThanALimit) {
  const std::string much(limits::chunk_lines, 'x');
  EXPECT_EQ(read("1;" + much), "413");
  EXPECT_EQ(read("0\r\n" + much), "413");
}

RC_GTEST_PROP(ChunkedBody, IsTheSameHoweverItIsCut, (const std::vector<std::string>& parts)) {
  std::string bytes;
  std::string data;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", part.size());
    bytes += size + part + "\r\n";
    data += part;
  }
  RC_PRE(data.size() <= limits::body);
  bytes += "0\r\n\r\nrest";
  const auto piece = *rc::gen::inRange<std::size_t>(1, bytes.size() + 1);
  RC_ASSERT(read(bytes, piece) == data + "|rest");
}

RC_GTEST_PROP(ChunkedBody, TakesAnyBytes, (const std::string& bytes)) {
  const auto piece = *rc::gen::inRange<std::size_t>(1, 9);
  RC_ASSERT(read(bytes, piece) == read(bytes, std::max<std::size_t>(bytes.size(), 1)));
}

}  // namespace
