#include "vote/kept_votes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace scrutin::vote {
namespace {

config::poll_list polls(std::size_t count, std::size_t id_length = 0) {
  config::poll_list all;
  for (std::size_t i = 0; i < count; ++i) {
    auto id = std::to_string(i);
    if (id.size() < id_length) id.insert(0, id_length - id.size(), 'p');
    all.push_back({.id = id, .question = std::string("?"), .options = {}});
  }
  return all;
}

TEST(KeptVotes, AreReadAsTheyWereWritten) {
  const auto running = polls(3);
  kept_votes kept;
  const kept_vote one{"0", "a", actors::uid::make()};
  const kept_vote several{"1", "a,c", actors::uid::make()};
  kept.keep(one, running);
  kept.keep(several, running);
  const kept_votes again{kept.to_string()};
  EXPECT_EQ(again.all(), (std::vector{one, several}));
  ASSERT_NE(again.find("1"), nullptr);
  EXPECT_EQ(again.find("1")->choice, "a,c");
  EXPECT_EQ(again.find("2"), nullptr);
}

TEST(KeptVotes, KeepTheLastOneOfEachPoll) {
  const auto running = polls(2);
  kept_votes kept;
  kept.keep({"0", "a", actors::uid::make()}, running);
  kept.keep({"1", "a", actors::uid::make()}, running);
  kept.keep({"0", "b", actors::uid::make()}, running);
  ASSERT_EQ(kept.all().size(), 2U);
  EXPECT_EQ(kept.find("0")->choice, "b");
  EXPECT_EQ(kept.all().back().poll, "0");
}

TEST(KeptVotes, ForgetPollsThatRunNoMore) {
  kept_votes kept;
  kept.keep({"0", "a", actors::uid::make()}, polls(2));
  kept.keep({"x", "a", actors::uid::make()}, polls(1));
  kept.keep({"1", "a", actors::uid::make()}, polls(2));
  EXPECT_EQ(kept.all().size(), 2U);
  EXPECT_EQ(kept.find("x"), nullptr);
}

TEST(KeptVotes, OfManyPollsStayBelowTheLimitAndForgetTheOldestFirst) {
  const auto running = polls(200, 32);
  kept_votes kept;
  for (const auto& poll : running) {
    kept.keep({poll.id, std::string(32, 'a') + ',' + std::string(32, 'b'), actors::uid::make()}, running);
    kept = kept_votes{kept.to_string()};
    EXPECT_LE(kept.to_string().size(), kept_votes::most_bytes);
    ASSERT_NE(kept.find(poll.id), nullptr);
  }
  EXPECT_EQ(kept.find(running.front().id), nullptr);
  EXPECT_GT(kept.all().size(), 12U);
}

// Twenty options with the longest ids are the longest choice that there can be.
TEST(KeptVotes, HoldTheLongestChoice) {
  std::string longest;
  for (int i = 0; i < 20; ++i) longest += (i == 0 ? "" : ",") + std::string(31, 'a') + static_cast<char>('a' + i);
  kept_votes kept;
  kept.keep({"0", longest, actors::uid::make()}, polls(1));
  EXPECT_EQ(kept_votes{kept.to_string()}.find("0")->choice, longest);
}

TEST(KeptVotes, PassOverWhatIsNone) {
  const std::string receipt(32, '0');
  for (const auto& wrong : {std::string(""), std::string("/"), std::string(":::"), "p:a:" + receipt.substr(1),
                            "p::" + receipt, ":a:" + receipt, "P:a:" + receipt, "p:a,b:" + receipt, "p:a..b:" + receipt,
                            "p:<b>:" + receipt, "p:a:" + receipt + "0", "p:a:" + std::string(32, 'x')}) {
    EXPECT_TRUE(kept_votes{wrong}.all().empty()) << wrong;
    EXPECT_EQ(kept_votes{wrong + "/q:a:" + receipt}.all().size(), 1U) << wrong;
  }
}

RC_GTEST_PROP(KeptVotes, HoldCookieCharactersOnlyWhateverCame, (const std::string& came)) {
  kept_votes kept{came};
  kept.keep({"0", "a,b", actors::uid::make()}, polls(1));
  for (const char c : kept.to_string())
    RC_ASSERT(c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\');
}

}  // namespace
}  // namespace scrutin::vote
