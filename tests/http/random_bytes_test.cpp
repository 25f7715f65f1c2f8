#include "http/random_bytes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <thread>
#include <vector>

namespace {

using namespace scrutin::http;

std::vector<unsigned char> drawn(std::size_t size) {
  std::vector<unsigned char> bytes(size);
  fill_with_random(bytes);
  return bytes;
}

TEST(RandomBytes, AreNeverTheSameTwice) {
  std::set<std::vector<unsigned char>> seen;
  for (int i = 0; i < 2000; ++i) {
    for (const std::size_t size : {10U, 16U, 63U, 64U, 65U, 600U}) EXPECT_TRUE(seen.insert(drawn(size)).second);
  }
  std::vector<std::vector<unsigned char>> elsewhere(100);
  std::thread{[&] { std::ranges::generate(elsewhere, [] { return drawn(16); }); }}.join();
  for (const auto& one : elsewhere) EXPECT_TRUE(seen.insert(one).second);
  EXPECT_TRUE(drawn(0).empty());
}

// All of what is asked for, to the last byte: 1000 times 64 bytes of which one place is always zero do not happen.
TEST(RandomBytes, FillEveryPlace) {
  for (const std::size_t size : {1U, 10U, 64U, 65U}) {
    std::vector<unsigned char> any(size);
    for (int i = 0; i < 1000; ++i) std::ranges::transform(any, drawn(size), any.begin(), std::bit_or<>{});
    EXPECT_EQ(std::ranges::count(any, 0xff), static_cast<std::ptrdiff_t>(size)) << size;
  }
}

TEST(RandomBytes, AreWrittenAsHexadecimal) {
  const auto text = random_hexadecimal(20);
  EXPECT_EQ(text.size(), 40U);
  EXPECT_EQ(text.find_first_not_of("0123456789abcdef"), text.npos);
  EXPECT_NE(text, random_hexadecimal(20));
}

}  // namespace
