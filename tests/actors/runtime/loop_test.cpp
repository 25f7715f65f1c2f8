#include "actors/runtime/loop.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/actors/manual_loop_fixture.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

class Loop : public ManualLoopTest {
protected:
  void takes(std::chrono::milliseconds time_of_it) { time().set_now(time().now() + time_of_it); }

  /// Something else that is ready again and again, and takes so long each time.
  void keep_busy(std::chrono::milliseconds how_long, int times) {
    if (times == 0) return;
    asio::post(home.io(), [=, this] {
      takes(how_long);
      done.push_back(0);
      keep_busy(how_long, times - 1);
    });
  }

  void behind(int number, std::chrono::milliseconds how_long = 0ms) {
    home.run_behind([=, this] {
      takes(how_long);
      done.push_back(number);
    });
  }

  std::vector<int> done;
};

TEST_F(Loop, RunsOnePieceOfWorkBehindWhatIsReady) {
  keep_busy(0ms, 3);
  for (int i = 1; i <= 3; ++i) behind(i);
  turn();
  EXPECT_EQ(done, (std::vector{0, 1, 0, 2, 0, 3}));
}

TEST_F(Loop, RunsWhatIsAddedMeanwhileInItsOrder) {
  home.run_behind([this] {
    behind(2);
    behind(3);
    done.push_back(1);
  });
  turn();
  EXPECT_EQ(done, (std::vector{1, 2, 3}));
}

// Whoever keeps a loop busy does not stop what is done behind: of each 100 ms that the rest takes it has 25.
TEST_F(Loop, GivesWorkBehindItsShareWhereTheRestTakesLong) {
  keep_busy(100ms, 3);
  for (int i = 1; i <= 12; ++i) behind(i, 5ms);
  turn();
  EXPECT_EQ(done, (std::vector{0, 1, 2, 3, 4, 5, 0, 6, 7, 8, 9, 10, 0, 11, 12}));
}

// What was idle for long has saved nothing up.
TEST_F(Loop, HasNoShareOfTimeInWhichNothingWasToBeDone) {
  behind(1);
  turn();
  takes(1h);
  keep_busy(0ms, 2);
  behind(2, 5ms);
  behind(3, 5ms);
  turn();
  EXPECT_EQ(done, (std::vector{1, 0, 2, 0, 3}));
}

}  // namespace
}  // namespace scrutin::actors
