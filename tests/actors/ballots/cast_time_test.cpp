#include "actors/ballots/cast_time.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr system_clock::time_point otherwise{milliseconds{1'700'000'000'456}};

uid uid_of(std::int64_t ms) {
  auto id = uid::make();
  for (unsigned i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  return id;
}

TEST(CastTime, IsTheOneInTheEntrysId) {
  EXPECT_EQ(cast_time("1700000000123-7", uid_of(5), otherwise), 1'700'000'000'123);
  EXPECT_EQ(cast_time("0-1", uid_of(5), otherwise), 0);
  EXPECT_EQ(cast_time("7258118399999-0", uid_of(5), otherwise), end_of_time - 1);
}

TEST(CastTime, IsTheOneInTheUidWhereThatIsImpossible) {
  for (const auto* entry : {"7258118400000-0", "9300000000000000-3", "9223372036854775808-0",
                            "18446744073709551615-18446744073709551615"}) {
    EXPECT_EQ(cast_time(entry, uid_of(1'700'000'000'123), otherwise), 1'700'000'000'123) << entry;
  }
}

TEST(CastTime, IsThatOfTheReadWhereTheUidHasNoneEither) {
  const auto derived = uid::derived(http::hmac_sha256{"key"}, "v", "p", "k");
  EXPECT_EQ(cast_time("9300000000000000-3", derived, otherwise), 1'700'000'000'456);
  EXPECT_EQ(cast_time("9300000000000000-3", uid_of(end_of_time), otherwise), 1'700'000'000'456);
}

}  // namespace
}  // namespace scrutin::actors
