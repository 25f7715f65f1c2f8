#include "actors/runtime/rounds.hpp"

#include <gtest/gtest.h>

#include <string>

namespace scrutin::actors {
namespace {

TEST(Rounds, DropWhatComesLate) {
  rounds all;
  int heard = 0;
  const auto reply = all.in_time([&heard](int n) { heard += n; });
  reply(1);
  EXPECT_EQ(heard, 1);
  all.next();
  reply(1);
  EXPECT_EQ(heard, 1);
  all.in_time([&heard](int n) { heard += n; })(1);
  EXPECT_EQ(heard, 2);
}

TEST(Rounds, HandOnWhatMayBeChangedAndWhatChanges) {
  const rounds all;
  std::string text = "a";
  all.in_time([n = 0](std::string& given) mutable { given += std::to_string(++n); })(text);
  EXPECT_EQ(text, "a1");
}

TEST(Rounds, TellOfARefusalAndOfNoOtherError) {
  rounds all;
  std::string told;
  auto refusal = all.refusal([&told](const caf::error& why) { told += describe(why); });
  refusal(make_error(failure::unavailable, "away"));
  refusal(make_error(failure::unconfirmed, "cut"));
  EXPECT_EQ(told, "");
  refusal(make_error(failure::refused, "no"));
  EXPECT_EQ(told, "no");
  all.next();
  refusal(make_error(failure::refused, "no"));
  EXPECT_EQ(told, "no");
}

TEST(Rounds, MarkWhereTheyAre) {
  rounds all;
  const auto before = all.here();
  EXPECT_FALSE(before.past());
  all.next();
  EXPECT_TRUE(before.past());
  EXPECT_FALSE(all.here().past());
}

}  // namespace
}  // namespace scrutin::actors
