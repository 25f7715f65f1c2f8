#include "tests/support/free_port.hpp"

#include <gtest/gtest.h>

#include <set>

namespace scrutin::test {
namespace {

// Of 22,000, so many taken at random hold the same one twice but for one time in forty.
TEST(FreePort, IsGivenOnce) {
  std::set<std::uint16_t> given;
  for (int i = 0; i < 400; ++i) EXPECT_TRUE(given.insert(free_port()).second) << i;
  EXPECT_GT(*given.begin(), 10'080) << "a browser refuses that one";
}

}  // namespace
}  // namespace scrutin::test
