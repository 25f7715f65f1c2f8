#include "actors/ballots/roll.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "actors/ballots/ballot.hpp"

namespace scrutin::actors {
namespace {

TEST(RollCode, IsFourGroupsOfFourThatNobodyMistakes) {
  std::set<std::string> all;
  std::map<char, int> often;
  for (int i = 0; i < 2000; ++i) {
    const auto text = roll_code::random().to_string();
    ASSERT_EQ(text.size(), 19U);
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (at % 5 == 4) {
        ASSERT_EQ(text[at], '-');
      } else {
        ++often[text[at]];
      }
    }
    all.insert(text);
  }
  EXPECT_EQ(all.size(), 2000U);
  EXPECT_EQ(often.size(), 32U);
  for (const char lookalike : {'I', 'L', 'O', 'U'}) EXPECT_FALSE(often.contains(lookalike)) << lookalike;
  for (const auto& [digit, n] : often) EXPECT_NEAR(n, 1000, 200) << digit;  // six standard deviations
}

TEST(RollCode, IsReadHoweverItIsTyped) {
  const auto code = roll_code::parse("7K3M-90PX-R1DA-54TC");
  ASSERT_TRUE(code);
  EXPECT_EQ(code->to_string(), "7K3M-90PX-R1DA-54TC");
  for (const auto* typed :
       {"7k3m90pxr1da54tc", " 7K3M 9OPX RIDA 54TC ", "7K3M–9oPX—RlDA‑54TC", "7.K.3.M.90PXR1DA54TC"}) {
    EXPECT_EQ(roll_code::parse(typed), code) << typed;
  }
  for (const auto* other : {"", "-", "7K3M-90PX-R1DA-54T", "7K3M-90PX-R1DA-54TC0", "7K3M-90PX-R1DA-54TU",
                            "7K3M-90PX-R1DA-54T!", "7K3M-90PX-R1DA-54Té"}) {
    EXPECT_FALSE(roll_code::parse(other)) << other;
  }
}

// What stands in tables of years ago depends on it.
TEST(RollCode, StandsForTheSameVoterForEver) {
  const auto code = roll_code::parse("0123-4567-89AB-CDEF").value();
  EXPECT_EQ(code.voter("board"), "74f90d7d209183194e39cc098c1b920d");
  EXPECT_NE(code.voter("other"), code.voter("board"));
  EXPECT_NE(roll_code::parse("0123-4567-89AB-CDEG")->voter("board"), code.voter("board"));
  EXPECT_TRUE(is_plain(code.voter("board")));
  EXPECT_NE(code.voter("board"), roll_mark);
}

TEST(Roll, StandsInASetOfItsPoll) {
  EXPECT_EQ(fill_roll("board", {"a", "-"}).wire(), redis_command({"SADD", "scrutin:roll:board", "a", "-"}).wire());
}

}  // namespace
}  // namespace scrutin::actors
