#include "crowd/rehearsal.hpp"

#include <gtest/gtest.h>

namespace scrutin::crowd {
namespace {

using namespace std::chrono_literals;

constexpr plan::seconds bound{0.5};

class GivesWay : public ::testing::Test {
protected:
  GivesWay() {
    for (auto* of : {&seen.page, &seen.vote, &seen.counted, &seen.screen, &seen.late}) of->record(10ms, 1000);
  }

  std::string why() const { return gives_way(one, bound).value_or("nothing"); }

  outcome one;
  figures& seen = one.seen;
};

TEST_F(GivesWay, NothingWithinTheBound) {
  EXPECT_EQ(why(), "nothing");
  seen.vote.record(3s, 5);  // a half of one in a hundred
  EXPECT_EQ(why(), "nothing");
}

TEST_F(GivesWay, TheFirstOnAVotesWay) {
  seen.screen.record(1s, 100);
  EXPECT_EQ(why().substr(0, why().find(':')), "result, or what stands before it");
  seen.counted.record(1s, 100);
  EXPECT_EQ(why().substr(0, why().find(':')), "worker, or PostgreSQL");
  seen.vote.record(1s, 100);
  EXPECT_EQ(why().substr(0, why().find(':')), "Redis, or vote's way to it");
  seen.page.record(1s, 100);
  EXPECT_EQ(why().substr(0, why().find(':')), "vote, or what stands before it");
  EXPECT_NE(why().find("pages took 10"), std::string::npos) << why();
  ++seen.turned_away;
  EXPECT_EQ(why(), "connections, at vote or before it: 1 people got no page");
}

TEST_F(GivesWay, RedisWhereVotesAreNotRecorded) {
  ++seen.unanswered;
  EXPECT_EQ(why(), "Redis, or vote's way to it: 1 votes were not recorded");
}

// Otherwise a slow laptop would be told as a slow deployment.
TEST_F(GivesWay, TheCrowdsOwnMachineWhereThatIsLateItself) {
  seen.late.record(200ms, 100);
  EXPECT_EQ(why(), "nothing");
  seen.page.record(1s, 100);
  EXPECT_EQ(why().substr(0, 12), "this machine");
  outcome busy;
  busy.seen.page.record(1s);
  busy.busy = 0.95;
  EXPECT_EQ(gives_way(busy, bound)->substr(0, 12), "this machine");
}

TEST_F(GivesWay, ThePromiseBeforeAllElse) {
  one.told.wrongs.push_back({"1", "is waiting and must be counted"});
  one.busy = 1;
  seen.page.record(1s, 100);
  EXPECT_EQ(why().substr(0, 11), "the promise");
}

}  // namespace
}  // namespace scrutin::crowd
