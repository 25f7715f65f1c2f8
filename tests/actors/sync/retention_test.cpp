#include "actors/sync/retention.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

class Retention : public ::testing::Test {
protected:
  static stream_position at(int n) { return {std::to_string(n) + "-0", "uid " + std::to_string(n)}; }

  retention kept{16s};
  retention::time_point now{1h};
};

TEST_F(Retention, LetsNothingGoThatWasNotAppliedForSoLong) {
  EXPECT_EQ(kept.before(now, 0), "");
  kept.applied(at(1), 1, now);
  EXPECT_EQ(kept.before(now + 15s, 0), "");
  EXPECT_EQ(kept.before(now + 16s, 0), "1-0");
  EXPECT_EQ(kept.before(now + 17s, 0), "1-0");
}

// A step of a 16th of the time: what was applied within one goes with the next.
TEST_F(Retention, KeepsWhatCameLaterUnderAnyLoad) {
  for (int i = 1; i <= 400; ++i) {
    now += 100ms;
    kept.applied(at(i), 10, now);
    const auto before = kept.before(now, 0);
    if (before.empty()) {
      EXPECT_LT(i, 180);
      continue;
    }
    const auto gone = std::stoi(before);
    EXPECT_LE(gone, i - 160) << "younger than 16 s";
    EXPECT_GE(gone, i - 180) << "older than 18 s";
  }
}

TEST_F(Retention, LetsTheLastOnesOfABurstGoToo) {
  kept.applied(at(1), 1, now);
  kept.applied(at(2), 1, now + 10ms);
  now += 2s;
  EXPECT_EQ(kept.before(now, 0), "");
  EXPECT_EQ(kept.before(now + 16s, 0), "2-0");
}

TEST_F(Retention, GetsShorterWhereRedisRunsOutOfMemory) {
  kept.applied(at(1), 1, now);
  EXPECT_EQ(kept.before(now + 7s, 0.625), "") << "half of the time";
  EXPECT_EQ(kept.before(now + 8s, 0.625), "1-0");
  kept.applied(at(2), 1, now + 9s);
  EXPECT_EQ(kept.before(now + 9s, 0.7), "1-0");
  EXPECT_EQ(kept.before(now + 9s, 0.75), "2-0");
  kept.applied(at(3), 1, now + 9s);
  EXPECT_EQ(kept.before(now + 9s, 2), "3-0");
}

TEST_F(Retention, OfNothingKeepsTheMarkAlone) {
  retention none{0s};
  none.applied(at(1), 5, now);
  EXPECT_EQ(none.before(now, 0), "1-0");
  none.applied({}, 5, now);  // a batch that moved no position
  EXPECT_EQ(none.before(now, 0), "1-0");
}

TEST_F(Retention, KnowsHowManyAreKept) {
  kept.settle(100);  // that stood there at the beginning
  kept.applied(at(1), 5, now);
  kept.applied({}, 2, now);
  EXPECT_EQ(kept.kept(), 107);
  kept.trimmed(100);
  EXPECT_EQ(kept.kept(), 7);
  kept.trimmed(9);
  EXPECT_EQ(kept.kept(), 0);
}

TEST_F(Retention, BeginsAnewOnceItForgets) {
  kept.applied(at(9), 1, now);
  kept.forget();
  EXPECT_EQ(kept.before(now + 1h, 0), "");
  kept.applied(at(1), 1, now + 1h);
  EXPECT_EQ(kept.before(now + 2h, 0), "1-0");
}

}  // namespace
}  // namespace scrutin::actors
