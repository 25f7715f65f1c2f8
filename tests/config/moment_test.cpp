#include "config/moment.hpp"

#include <gtest/gtest.h>

namespace scrutin::config {
namespace {

using std::chrono::milliseconds;

TEST(Moment, IsWrittenInUtc) {
  EXPECT_EQ(to_string(moment(milliseconds(0))), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_string(moment(milliseconds(951'782'399'000))), "2000-02-28T23:59:59Z");
  EXPECT_EQ(to_string(moment(milliseconds(951'782'400'000))), "2000-02-29T00:00:00Z");
  EXPECT_EQ(to_string(moment(milliseconds(1'780'333'445'067))), "2026-06-01T17:04:05.067Z");
  EXPECT_EQ(to_string(moment(milliseconds(-1))), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace scrutin::config
