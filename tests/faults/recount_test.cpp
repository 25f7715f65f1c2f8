#include "tests/faults/recount.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/faults/told_run.hpp"

namespace scrutin::faults {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FaultsRecount, FindsTalliesThatDiffer) {
  run good;
  good.ask("v", "a", "1", 0, 1).ask("w", "a", "2", 0, 1).apply("v", "a", "1").apply("w", "a", "2");
  ASSERT_THAT(good.judged().findings, IsEmpty());
  const auto with = [&](std::int64_t tally, std::int64_t published) {
    auto one = good;
    one.state.tallies = {{"p", "", 2}, {"p", "a", tally}};
    one.state.published = {{"p", "", 2}, {"p", "a", published}};
    return judge(one.all, one.state).findings;
  };
  const auto differ = [](const std::string& tally, const std::string& recount, const std::string& published) {
    return ElementsAre(
        is(kind::tally, "",
           "the tallies say " + tally + ", a recount of the votes " + recount + ", and published is " + published));
  };
  EXPECT_THAT(with(2, 2), IsEmpty());
  good.state.tallies = good.state.published = {{"p", "", 2}, {"p", "a", 1}, {"p", "a", 1}};  // of two partitions
  EXPECT_THAT(judge(good.all, good.state).findings, IsEmpty());
  EXPECT_THAT(with(3, 2), differ("3", "2", "2"));
  EXPECT_THAT(with(2, 1), differ("2", "2", "1"));
  EXPECT_THAT(with(3, 3), differ("3", "2", "3"));
  good.state.tallies = good.state.published = {{"p", "", 2}};
  EXPECT_THAT(judge(good.all, good.state).findings, differ("0", "2", "0"));
}

TEST(FaultsRecount, TalliesEachPollAndChoiceApartAndTakesNoneForZero) {
  final_state state;
  state.tallies = {{"p", "a", 0}, {"p", "b", 1}, {"q", "", 2}, {"q", "a", 2}};
  state.published = {{"p", "c", 0}, {"q", "", 2}, {"q", "a", 2}};
  state.votes = {{"q", "v", "a", "1"}, {"q", "w", "a", "2"}};
  history all = {{"v", "q", "a", "1", ms(0), ms(1), outcome::ok, "201"},
                 {"w", "q", "a", "2", ms(0), ms(1), outcome::ok, "201"}};
  state.ledger = {{"1", "q", "v", "a", 0, 1}, {"2", "q", "w", "a", 0, 2}};
  EXPECT_THAT(judge(all, state).findings, ElementsAre(is(kind::tally, "", "\"b\" of poll \"p\"")));
}

// One who votes for two options and one who votes for one: three votes of two voters.
run several() {
  run two;
  two.ask("v", "a,c", "1", 0, 1).ask("w", "c", "2", 0, 1).apply("v", "a,c", "1").apply("w", "c", "2");
  return two;
}

TEST(FaultsRecount, CountsEachOptionOfAMultipleChoice) {
  auto two = several();
  const std::vector<tally_row> right{{"p", "", 2}, {"p", "a", 1}, {"p", "c", 2}};
  two.state.tallies = two.state.published = right;
  EXPECT_THAT(judge(two.all, two.state).findings, IsEmpty());
  EXPECT_THAT(two.judged().findings, IsEmpty());
}

TEST(FaultsRecount, FindsAnOptionOfAMultipleChoiceThatIsNotTallied) {
  auto two = several();
  two.state.tallies = two.state.published = {{"p", "", 2}, {"p", "a", 1}, {"p", "c", 1}};
  EXPECT_THAT(recount(two.state), ElementsAre("\"c\" of poll \"p\": the tallies say 1, a recount of the votes 2, and "
                                              "published is 1"));
  two.state.tallies = two.state.published = {{"p", "", 2}, {"p", "c", 2}};
  EXPECT_THAT(judge(two.all, two.state).findings, ElementsAre(is(kind::tally, "", "\"a\" of poll \"p\"")));
}

TEST(FaultsRecount, FindsAnOptionOfAMultipleChoiceThatIsNotPublished) {
  auto two = several();
  two.state.tallies = {{"p", "", 2}, {"p", "a", 1}, {"p", "c", 2}};
  two.state.published = {{"p", "", 2}, {"p", "a", 1}, {"p", "c", 1}};
  EXPECT_THAT(judge(two.all, two.state).findings, ElementsAre(is(kind::tally, "", "published is 1")));
}

TEST(FaultsRecount, FindsAMultipleChoiceThatIsTalliedAsOneOption) {
  auto two = several();
  two.state.tallies = two.state.published = {{"p", "", 2}, {"p", "a,c", 1}, {"p", "c", 1}};
  EXPECT_THAT(recount(two.state), ::testing::SizeIs(3));
}

TEST(FaultsRecount, FindsAMultipleChoiceInAnotherOrderThanItWasSent) {
  EXPECT_THAT(run{}.ask("v", "a,c", "1", 0, 1).apply("v", "c,a", "1").judged().findings,
              ElementsAre(is(kind::foreign, "v", "as \"c,a\"")));
}

TEST(FaultsRecount, FindsAVoterWhoIsCountedOncePerOption) {
  auto two = several();
  const std::vector<tally_row> right{{"p", "", 2}, {"p", "a", 1}, {"p", "c", 2}};
  const std::vector<tally_row> wrong{{"p", "", 3}, {"p", "a", 1}, {"p", "c", 2}};
  const auto with = [&](const std::vector<tally_row>& tallies, const std::vector<tally_row>& published) {
    two.state.tallies = tallies;
    two.state.published = published;
    return recount(two.state);
  };
  EXPECT_THAT(with(right, right), IsEmpty());
  EXPECT_THAT(with(wrong, right),
              ElementsAre("turnout of poll \"p\": the tallies say 3, a recount of the votes 2, and published is 2"));
  EXPECT_THAT(with(right, wrong),
              ElementsAre("turnout of poll \"p\": the tallies say 2, a recount of the votes 2, and published is 3"));
}

TEST(FaultsRecount, TakesWhatTheAuditFindsForAWrongTally) {
  final_state state;
  state.audited = {"turnout of pets: 3, not 2"};
  EXPECT_THAT(judge({}, state).findings, ElementsAre(is(kind::tally, "", "turnout of pets: 3, not 2")));
}

}  // namespace
}  // namespace scrutin::faults
