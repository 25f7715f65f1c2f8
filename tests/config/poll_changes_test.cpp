#include "config/poll_changes.hpp"

#include <gtest/gtest.h>

namespace scrutin::config {
namespace {

using ids = std::vector<std::string>;

poll with_options(const std::string& id, const ids& options) {
  poll made{id, text("Q"), {}};
  for (const auto& option : options) made.options.push_back({option, text("Label " + option)});
  return made;
}

ids options_of(const poll& one, bool retired) {
  ids found;
  for (const auto& option : one.options) {
    if (option.retired == retired) found.push_back(option.id);
  }
  return found;
}

const poll tea = with_options("tea", {"y", "n"});
const poll lunch = with_options("lunch", {"a", "b", "c"});
const voted_options all_voted{{"lunch", "a"}, {"lunch", "b"}, {"lunch", "c"}, {"tea", "n"}, {"tea", "y"}};

TEST(PollChanges, AreNoneWhereTheSettingsSayTheSame) {
  const auto made = merge_polls({tea, lunch}, {tea, lunch}, all_voted);
  EXPECT_TRUE(made.empty());
  EXPECT_EQ(made.polls, (std::vector{tea, lunch}));
  EXPECT_EQ(made.notes, ids());
}

TEST(PollChanges, FollowTheOrderOfTheSettings) {
  const auto made = merge_polls({tea, lunch}, {lunch, tea}, all_voted);
  EXPECT_TRUE(made.empty());
  EXPECT_EQ(made.polls, (std::vector{lunch, tea}));
}

TEST(PollChanges, NameWhatIsNewChangedAndGone) {
  auto closing = tea;
  closing.closes = moment(std::chrono::hours(1));
  const auto made = merge_polls({tea, lunch}, {with_options("new", {"x", "y"}), closing}, {{"tea", "y"}});
  EXPECT_EQ(made.added, ids{"new"});
  EXPECT_EQ(made.changed, ids{"tea"});
  EXPECT_EQ(made.removed, ids{"lunch"});
  EXPECT_EQ(made.polls, (std::vector{with_options("new", {"x", "y"}), closing}));
  EXPECT_EQ(made.notes, ids());
  EXPECT_FALSE(made.empty());
}

TEST(PollChanges, RetireAnOptionThatHasVotes) {
  const auto made = merge_polls({lunch}, {with_options("lunch", {"d", "c"})}, {{"lunch", "a"}, {"lunch", "c"}});
  ASSERT_EQ(made.polls.size(), 1U);
  const auto& after = made.polls[0];
  EXPECT_EQ(options_of(after, false), (ids{"d", "c"}));
  EXPECT_EQ(options_of(after, true), ids{"a"});  // and not b, which nobody chose
  EXPECT_EQ(after.find("a")->label, text("Label a"));
  EXPECT_EQ(after.find_choosable("a"), nullptr);
  EXPECT_EQ(made.changed, ids{"lunch"});
  EXPECT_EQ(made.notes,
            ids{"poll \"lunch\": option \"a\" has votes but is not in the settings: it stays in the results, "
                "and cannot be chosen"});
}

TEST(PollChanges, KeepARetiredOptionAndSayItOnce) {
  const std::vector loaded{with_options("lunch", {"b", "c"})};
  const auto first = merge_polls({lunch}, loaded, all_voted);
  const auto second = merge_polls(first.polls, loaded, all_voted);
  EXPECT_TRUE(second.empty());
  EXPECT_EQ(second.polls, first.polls);
  EXPECT_EQ(second.notes, ids());
}

TEST(PollChanges, ForgetARetiredOptionWhoseVotersWentElsewhere) {
  const std::vector loaded{with_options("lunch", {"b", "c"})};
  const auto first = merge_polls({lunch}, loaded, all_voted);
  EXPECT_EQ(merge_polls(first.polls, loaded, {{"lunch", "b"}}).polls, loaded);
}

TEST(PollChanges, TakeAnOptionBackThatTheSettingsNameAgain) {
  const auto without = merge_polls({lunch}, {with_options("lunch", {"b", "c"})}, all_voted);
  const auto back = merge_polls(without.polls, {lunch}, all_voted);
  EXPECT_EQ(back.polls, std::vector{lunch});
  EXPECT_EQ(back.changed, ids{"lunch"});
}

TEST(PollChanges, RetireAPollThatHasVotesBehindTheOthers) {
  const auto made = merge_polls({lunch, tea}, {tea}, {{"lunch", "b"}});
  ASSERT_EQ(made.polls.size(), 2U);
  EXPECT_EQ(made.polls[0], tea);
  EXPECT_TRUE(made.polls[1].retired);
  EXPECT_EQ(made.polls[1].id, "lunch");
  EXPECT_EQ(made.polls[1].options, lunch.options);
  EXPECT_EQ(made.changed, ids{"lunch"});
  EXPECT_EQ(made.removed, ids());
  EXPECT_EQ(made.notes, ids{"poll \"lunch\" has votes but is not in the settings: it is closed, and its results stay"});
  const auto again = merge_polls(made.polls, {tea}, {{"lunch", "b"}});
  EXPECT_TRUE(again.empty());
  EXPECT_EQ(again.notes, ids());
  EXPECT_EQ(merge_polls(made.polls, {tea}, {}).removed, ids{"lunch"});
  EXPECT_EQ(merge_polls(made.polls, {tea, lunch}, all_voted).polls, (std::vector{tea, lunch}));
}

TEST(PollChanges, ShowVotesForAnOptionThatOnlyOthersKnew) {
  const auto made = merge_polls({}, {tea}, {{"tea", "maybe"}, {"tea", "<b>"}, {"other", "x"}, {"tea0", "x"}});
  ASSERT_EQ(made.polls.size(), 1U);
  EXPECT_EQ(options_of(made.polls[0], true), ids{"maybe"});
  EXPECT_EQ(made.polls[0].find("maybe")->label, text("maybe"));
  EXPECT_EQ(made.added, ids{"tea"});
  EXPECT_EQ(made.notes.size(), 1U);
}

TEST(PollChanges, ForgetAllThatIsGoneForWhoCountsNoVotes) {
  const auto made = merge_polls({lunch, tea}, {with_options("lunch", {"a", "b"})}, {});
  EXPECT_EQ(made.polls, std::vector{with_options("lunch", {"a", "b"})});
  EXPECT_EQ(made.removed, ids{"tea"});
  EXPECT_EQ(made.notes, ids());
}

TEST(PollChanges, TellOfVotesThatTheNewTermsWouldNotTake) {
  auto before = lunch;
  before.max = 3;
  auto after = lunch;
  after.min = 2;
  after.max = 2;
  const auto made = merge_polls({before}, {after}, all_voted);
  EXPECT_EQ(made.polls, std::vector{after});
  EXPECT_EQ(
      made.notes,
      (ids{"poll \"lunch\": min is 2 now and was 1: votes that name fewer options stay counted as they were cast",
           "poll \"lunch\": max is 2 now and was 3: votes that name more options stay counted as they were cast"}));
  EXPECT_EQ(merge_polls({before}, {after}, {}).notes, ids());
  EXPECT_EQ(merge_polls({lunch}, {before}, all_voted).notes, ids());
}

}  // namespace
}  // namespace scrutin::config
