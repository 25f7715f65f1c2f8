#include "crowd/verdict.hpp"

#include <gtest/gtest.h>

namespace scrutin::crowd {
namespace {

using states = std::map<std::string, std::string>;

told_votes one(std::string receipt, std::string option) { return {{{std::move(receipt), {std::move(option)}}}, false}; }

told_votes changed(std::string first, std::string then) {
  return {{{std::move(first), {"a"}}, {std::move(then), {"b"}}}, false};
}

TEST(Verdict, IsThatThePromiseWasKept) {
  const auto told =
      judge({one("1", "a"), changed("2", "3"), {}}, {{"1", "counted"}, {"2", "replaced"}, {"3", "counted"}},
            tally{5, 5, {{"a", 4}, {"b", 1}}}, tally{7, 7, {{"a", 5}, {"b", 2}}});
  EXPECT_TRUE(told.kept());
  EXPECT_EQ(told.acknowledged, 3U);
  EXPECT_EQ(told.counted, 2U);
  EXPECT_EQ(told.replaced, 1U);
  EXPECT_EQ(told.missing(), 0);
  EXPECT_EQ(told.more(), 0);
}

TEST(Verdict, NamesEachVoteThatIsNotWhatItMustBe) {
  const auto why = [](const std::vector<told_votes>& people, const states& found) {
    const auto told = judge(people, found, std::nullopt, std::nullopt);
    EXPECT_FALSE(told.kept());
    EXPECT_EQ(told.wrongs.size(), 1U);
    return told.wrongs.empty() ? "" : told.wrongs.front().receipt + " " + told.wrongs.front().why;
  };
  EXPECT_EQ(why({one("1", "a")}, {{"1", "waiting"}}), "1 is waiting and must be counted");
  EXPECT_EQ(why({one("1", "a")}, {{"1", "uncounted"}}), "1 is uncounted and must be counted");
  EXPECT_EQ(why({one("1", "a")}, {{"1", "replaced"}}), "1 is replaced and must be counted");
  EXPECT_EQ(why({one("1", "a")}, {}), "1 is unknown and must be counted");
  EXPECT_EQ(why({changed("1", "2")}, {{"1", "counted"}, {"2", "counted"}}), "1 is counted and must be replaced");
  EXPECT_EQ(why({changed("1", "2")}, {{"1", "replaced"}, {"2", "replaced"}}), "2 is replaced and must be counted");
  EXPECT_EQ(why({one("1", "a"), one("1", "b")}, {{"1", "counted"}}), "1 given for two votes");
}

// A change that got no answer may count: then the vote before it is replaced.
TEST(Verdict, AllowsEitherWhereNobodyKnows) {
  auto person = one("1", "a");
  person.unsure = true;
  for (const auto* state : {"counted", "replaced"}) {
    const auto told = judge({person}, {{"1", state}}, tally{}, tally{1, 1, {{"a", 0}, {"b", 1}}});
    EXPECT_TRUE(told.kept()) << state;
    EXPECT_EQ(told.unsure, 1U);
  }
  EXPECT_FALSE(judge({person}, {{"1", "waiting"}}, std::nullopt, std::nullopt).kept());
}

TEST(Verdict, ComparesTheTalliesOptionByOption) {
  const states found{{"1", "counted"}, {"2", "counted"}};
  const std::vector<told_votes> people{one("1", "a"), one("2", "b")};
  const auto moved = judge(people, found, tally{}, tally{2, 2, {{"a", 2}, {"b", 0}}});
  EXPECT_EQ(moved.missing(), 1);
  EXPECT_EQ(moved.more(), 1);
  EXPECT_FALSE(moved.kept());
  const auto others = judge(people, found, tally{}, tally{9, 9, {{"a", 4}, {"b", 1}, {"c", 4}}});
  EXPECT_EQ(others.missing(), 0);
  EXPECT_EQ(others.more(), 7);
  EXPECT_TRUE(others.kept());
  EXPECT_FALSE(judge(people, found, std::nullopt, tally{}).tallied);
}

// Each process saw the figures before its own votes, and after them.
TEST(Verdict, OfSeveralProcessesIsThatOfOneCrowd) {
  auto sum = judge({one("1", "a")}, {{"1", "counted"}}, tally{0, 0, {{"a", 0}}}, tally{1, 1, {{"a", 1}}});
  sum.add(judge({one("2", "a")}, {{"2", "counted"}}, tally{1, 1, {{"a", 1}}}, tally{2, 2, {{"a", 2}}}));
  EXPECT_EQ(sum.acknowledged, 2U);
  EXPECT_EQ(sum.missing(), 0);
  EXPECT_EQ(sum.more(), 0);
  EXPECT_TRUE(sum.kept());
  // One that read while a vote moved from a to b: what is newer holds.
  auto earlier = judge({}, {}, tally{1, 1, {{"a", 1}}}, tally{1, 2, {{"a", 0}, {"b", 2}}});
  sum.add(earlier);
  EXPECT_EQ(sum.more(), 0);
  EXPECT_TRUE(sum.kept());
  sum.add(judge({one("3", "a")}, {{"3", "waiting"}}, tally{2, 2, {{"a", 2}}}, tally{3, 2, {{"a", 2}}}));
  EXPECT_EQ(sum.missing(), 1);
  EXPECT_EQ(sum.wrongs.size(), 1U);
}

}  // namespace
}  // namespace scrutin::crowd
