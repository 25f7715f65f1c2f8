#include "actors/live/timeline_queue.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;
using polls = std::vector<std::string>;

class TimelineQueue : public ::testing::Test {
protected:
  timeline_queue queue;
  timeline_queue::time_point now{1h};
};

TEST_F(TimelineQueue, HasNothingToReadWhereNothingChanged) {
  EXPECT_EQ(queue.due(), std::nullopt);
  EXPECT_EQ(queue.take(now), polls{});
}

TEST_F(TimelineQueue, TakesWhatChangedBeforeWhatIsOnlyLookedAt) {
  for (int i = 0; i < 1000; ++i) queue.unsure("old" + std::to_string(i));
  queue.changed("lunch");
  queue.changed("lunch");
  const auto first = queue.take(now);
  ASSERT_EQ(first.size(), timeline_queue::most);
  EXPECT_EQ(first[0], "lunch");
  EXPECT_EQ(first[1], "old0");
  queue.changed("dinner");
  EXPECT_LE(queue.due().value(), now);
  const auto second = queue.take(now);
  EXPECT_EQ(second[0], "dinner");
  EXPECT_EQ(second[1], "old19");
}

TEST_F(TimelineQueue, ReadsAPollOnceASecondAndLetsOthersBy) {
  queue.changed("lunch");
  EXPECT_EQ(queue.take(now), polls{"lunch"});
  queue.changed("lunch");
  EXPECT_EQ(queue.take(now + 999ms), polls{});
  EXPECT_EQ(queue.due(), now + 1s);
  queue.changed("dinner");
  queue.unsure("lunch");
  EXPECT_LE(queue.due().value(), now + 999ms);
  EXPECT_EQ(queue.take(now + 999ms), polls{"dinner"});
  EXPECT_EQ(queue.take(now + 1s), polls{"lunch"});  // once, though it waits twice
  EXPECT_EQ(queue.due(), std::nullopt);
}

TEST_F(TimelineQueue, ComesToEachOfManyThatChangeAllTheTime) {
  std::vector<int> read(100);
  for (int second = 0; second < 50; ++second, now += 1s) {
    for (std::size_t i = 0; i < read.size(); ++i) queue.changed(std::to_string(i));
    for (const auto& poll : queue.take(now)) ++read[std::stoul(poll)];
  }
  for (const auto times : read) EXPECT_EQ(times, 10);
}

}  // namespace
}  // namespace scrutin::actors
