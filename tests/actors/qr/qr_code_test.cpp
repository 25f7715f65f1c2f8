#include "actors/qr/qr_code.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <qrcodegen/qrcodegen.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

namespace scrutin::actors {
namespace {

using cells = std::set<std::pair<int, int>>;

qr_code made(std::string_view address) { return qr_code::of(address).value(); }

std::string refused(std::string_view address) { return qr_code::of(address).error().why; }

// The squares that a renderer fills for `M x y h w v1 h-w z`, again and again.
cells drawn(const std::string& path) {
  cells dark;
  int x = 0;
  int y = 0;
  int right = 0;
  int left = 0;
  int length = 0;
  for (const char* at = path.c_str(); *at != '\0'; at += length) {
    // NOLINTNEXTLINE(cert-err34-c): what does not match fails the test
    if (std::sscanf(at, "M%d %dh%dv1h-%dz%n", &x, &y, &right, &left, &length) != 4 || right != left) return {};
    for (int i = 0; i < right; ++i) dark.emplace(x + i, y);
  }
  return dark;
}

TEST(QrCode, DrawsTheModulesThatTheAddressHasAndNoOther) {
  const std::string address = "https://vote.example.org/polls/lunch";
  const auto reference = qrcodegen::QrCode::encodeText(address.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
  const auto code = made(address);
  ASSERT_EQ(code.size(), reference.getSize());
  cells expected;
  for (int y = 0; y < code.size(); ++y) {
    for (int x = 0; x < code.size(); ++x) {
      EXPECT_EQ(code.dark(x, y), reference.getModule(x, y));
      if (reference.getModule(x, y)) expected.emplace(x + 4, y + 4);
    }
  }
  EXPECT_EQ(drawn(code.path(4)), expected);
}

TEST(QrCode, IsAnotherOneForAnotherAddress) {
  EXPECT_NE(made("https://vote.example.org/polls/a").path(4), made("https://vote.example.org/polls/b").path(4));
}

TEST(QrCode, TakesTheLongestAddressThatFitsAndSaysHowLongALongerOneIs) {
  const std::string longest = "https://vote.example.org/" + std::string(2331 - 25, 'a');
  EXPECT_EQ(made(longest).size(), 177);
  EXPECT_THAT(refused(longest + "a"), ::testing::HasSubstr("2332 characters is too long"));
}

TEST(QrCode, RefusesWhatIsNoAddress) {
  EXPECT_THAT(refused(""), ::testing::HasSubstr("begins with http:// or https://"));
  EXPECT_THAT(refused("javascript:alert(1)"), ::testing::HasSubstr("javascript:alert(1)"));
  for (const std::string address : {"https://a/\xc3\xa9", "https://a/ b", "https://a/\n"}) {
    EXPECT_THAT(refused(address), ::testing::HasSubstr("printable ASCII")) << address;
  }
  EXPECT_THAT(refused(std::string_view("https://a/\0b", 12)), ::testing::HasSubstr("printable ASCII"));
}

}  // namespace
}  // namespace scrutin::actors
