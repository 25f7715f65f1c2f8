#include "actors/known_options.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace scrutin::actors {
namespace {

const config::poll_list polls{
    {.id = "pets", .question = {}, .options = {{"cats", {}}, {"dogs", {}}, {"old", {}, {}, {}, true}}},
    {.id = "gone", .question = {}, .options = {{"a", {}}, {"b", {}}}, .retired = true}};

std::string complaint(const std::string& poll, const std::string& choice) {
  return known_options{polls}.complaint({uid{}, poll, "v", choice});
}

TEST(KnownOptions, TakeAVoteForOneOptionOrSeveralInAnyOrder) {
  EXPECT_EQ(complaint("pets", "cats"), "");
  EXPECT_EQ(complaint("pets", "dogs,cats"), "");
  EXPECT_EQ(complaint("pets", "cats,dogs,old"), "") << "retired by now, and more than the poll allows";
  EXPECT_EQ(complaint("gone", "b"), "");
}

TEST(KnownOptions, SayWhatIsWrongWithAVote) {
  EXPECT_EQ(complaint("tea", "cats"), "the settings name no poll \"tea\"");
  EXPECT_EQ(complaint("pets", "a"), "poll \"pets\" has no option \"a\"");
  EXPECT_EQ(complaint("pets", "cats,a"), "poll \"pets\" has no option \"a\"");
  EXPECT_EQ(complaint("pets", "cats,dogs,cats"), "it names the option \"cats\" twice");
  for (const auto* choice : {"", ",", "cats,", ",cats", "cats,,dogs"}) {
    EXPECT_EQ(complaint("pets", choice), "poll \"pets\" has no option \"\"") << choice;
  }
}

RC_GTEST_PROP(KnownOptions, TakeExactlyTheChoicesOfKnownOptionsEachOnce, ()) {
  const auto named = *rc::gen::container<std::vector<std::string>>(
      rc::gen::elementOf(std::vector<std::string>{"cats", "dogs", "old", "a", ""}));
  RC_PRE(!named.empty());
  std::string choice;
  std::set<std::string> once;
  bool known = true;
  for (const auto& one : named) {
    choice += (&one == &named.front() ? "" : ",") + one;
    known = known && !one.empty() && one != "a" && once.insert(one).second;
  }
  RC_ASSERT(complaint("pets", choice).empty() == known);
}

TEST(KnownOptions, AreThoseOfThePollsAndThoseThatWereOfferedBefore) {
  const auto known = to_known_options(polls, {{{"pets", "fish"}, {"tea", "green"}}});
  for (const auto& [poll, choice] : {std::pair{"pets", "cats,fish"}, {"tea", "green"}, {"gone", "a"}}) {
    EXPECT_EQ(known.complaint({uid{}, poll, "v", choice}), "");
  }
  EXPECT_NE(known.complaint({uid{}, "tea", "v", "black"}), "");
}

TEST(KnownOptions, OfferAllOptionsOfAllPolls) {
  const auto what = offer_statement(polls);
  ASSERT_EQ(what.parameters.size(), 2U);
  EXPECT_EQ(what.parameters[0], R"({"pets","pets","pets","gone","gone"})");
  EXPECT_EQ(what.parameters[1], R"({"cats","dogs","old","a","b"})");
}

}  // namespace
}  // namespace scrutin::actors
