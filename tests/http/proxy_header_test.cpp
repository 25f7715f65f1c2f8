#include "http/proxy_header.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace {

using namespace scrutin::http;

const std::string signature{"\r\n\r\n\0\r\nQUIT\n", 12};

std::string binary(int command, int family, const std::string& rest) {
  auto bytes = signature;
  bytes += static_cast<char>(command);
  bytes += static_cast<char>(family);
  bytes += static_cast<char>(rest.size() >> 8U);
  bytes += static_cast<char>(rest.size() & 255U);
  return bytes + rest;
}

const std::string v4{"\xc0\x00\x02\x01\x0a\x00\x00\x01\x10\x00\x00\x50", 12};

proxy_header whole(const std::string& bytes) {
  const auto read = read_proxy_header(bytes);
  EXPECT_TRUE(read) << read.error().reason;
  EXPECT_TRUE(read && *read) << "more is waited for";
  return read && *read ? **read : proxy_header{};
}

TEST(ProxyHeader, OfVersionOneNamesTheClient) {
  const std::string line = "PROXY TCP4 192.0.2.1 10.0.0.1 56324 443\r\n";
  const auto read = whole(line + "GET / HTTP/1.1\r\n");
  EXPECT_EQ(read.size, line.size());
  EXPECT_EQ(read.client.value().address.to_string(), "192.0.2.1");
  EXPECT_FALSE(read.client.value().secure);
  EXPECT_EQ(whole("PROXY TCP6 2001:db8::1 ::1 1 2\r\n").client.value().address.to_string(), "2001:db8::1");
}

TEST(ProxyHeader, OfVersionTwoNamesTheClient) {
  const auto read = whole(binary(0x21, 0x11, v4) + "GET /");
  EXPECT_EQ(read.size, 28U);
  EXPECT_EQ(read.client.value().address.to_string(), "192.0.2.1");
  const auto v6 = std::string{"\x20\x01\x0d\xb8", 4} + std::string(11, '\0') + '\x01' + std::string(20, '\0');
  EXPECT_EQ(whole(binary(0x21, 0x21, v6)).client.value().address.to_string(), "2001:db8::1");
}

TEST(ProxyHeader, OfVersionTwoMayTellOfTls) {
  const std::string other{"\x01\x00\x02h2", 5};
  const std::string tls{"\x20\x00\x05\x01\x00\x00\x00\x00", 8};
  const std::string plain{"\x20\x00\x05\x00\x00\x00\x00\x00", 8};
  EXPECT_TRUE(whole(binary(0x21, 0x11, v4 + other + tls)).client.value().secure);
  EXPECT_FALSE(whole(binary(0x21, 0x11, v4 + other + plain)).client.value().secure);
  EXPECT_FALSE(whole(binary(0x21, 0x11, v4 + other)).client.value().secure);
  EXPECT_FALSE(whole(binary(0x21, 0x11, v4 + std::string{"\x20\xff\xff", 3})).client.value().secure);
}

TEST(ProxyHeader, NamesNobodyWhereTheProxySpeaksForItself) {
  EXPECT_FALSE(whole("PROXY UNKNOWN\r\n").client);
  EXPECT_FALSE(whole("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n").client);
  EXPECT_FALSE(whole(binary(0x20, 0x11, v4)).client);
  EXPECT_FALSE(whole(binary(0x20, 0, "")).client);
  EXPECT_FALSE(whole(binary(0x21, 0, "abc")).client);
}

TEST(ProxyHeader, IsRefusedWhereItIsNone) {
  for (const auto& bytes : {
           std::string("GET / HTTP/1.1\r\n"),
           std::string("PROXY\r\n"),
           std::string("PROXY TCP4 192.0.2.1 10.0.0.1 56324\r\n"),
           std::string("PROXY TCP4 2001:db8::1 ::1 1 2\r\n"),
           std::string("PROXY TCP6 192.0.2.1 10.0.0.1 1 2\r\n"),
           std::string("PROXY TCP4 192.0.2.1 nonsense 1 2\r\n"),
           std::string("PROXY TCP4 192.0.2.1 10.0.0.1 1 65536\r\n"),
           std::string("PROXY TCP4  192.0.2.1 10.0.0.1 1 2\r\n"),
           std::string("PROXY UDP4 192.0.2.1 10.0.0.1 1 2\r\n"),
           "PROXY TCP4 " + std::string(200, '1'),
           binary(0x11, 0x11, v4),
           binary(0x22, 0x11, v4),
           binary(0x21, 0x12, v4),
           binary(0x21, 0x31, std::string(216, 'x')),
           binary(0x21, 0x11, v4.substr(1)),
           binary(0x21, 0x21, v4),
           binary(0x21, 0x11, v4 + std::string(2100, 'x')).substr(0, 16),
           std::string("\r\n\r\nGET / HTTP/1.1\r\n"),
       }) {
    const auto read = read_proxy_header(bytes);
    ASSERT_FALSE(read) << bytes;
    EXPECT_EQ(read.error().status, status::bad_request);
    EXPECT_TRUE(read.error().close);
  }
}

RC_GTEST_PROP(ProxyHeader, WaitsForTheRestWhereverItIsCut, ()) {
  const auto bytes =
      *rc::gen::element(std::string("PROXY TCP4 192.0.2.1 10.0.0.1 56324 443\r\n"), std::string("PROXY UNKNOWN\r\n"),
                        binary(0x21, 0x11, v4 + std::string(100, '\0')), binary(0x20, 0, ""));
  const auto some = *rc::gen::inRange<std::size_t>(0, bytes.size());
  const auto read = read_proxy_header(bytes.substr(0, some));
  RC_ASSERT(static_cast<bool>(read));
  RC_ASSERT(!read->has_value());
}

}  // namespace
