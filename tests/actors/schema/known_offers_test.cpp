#include "actors/schema/known_offers.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace scrutin::actors {
namespace {

const config::poll_list polls{
    {.id = "pets", .question = {}, .options = {{"cats", {}}, {"dogs", {}}, {"old", {}, {}, {}, true}}},
    {.id = "gone", .question = {}, .options = {{"a", {}}, {"b", {}}}, .retired = true}};

std::string complaint(const std::string& poll, const std::string& choice) {
  return known_offers{polls}.check({uid{}, poll, "v", choice}).error().why;
}

TEST(KnownOffers, TakeAVoteForOneOptionOrSeveralInAnyOrder) {
  EXPECT_EQ(complaint("pets", "cats"), "");
  EXPECT_EQ(complaint("pets", "dogs,cats"), "");
  EXPECT_EQ(complaint("pets", "cats,dogs,old"), "") << "retired by now, and more than the poll allows";
  EXPECT_EQ(complaint("gone", "b"), "");
}

TEST(KnownOffers, SayWhatIsWrongWithAVote) {
  EXPECT_EQ(complaint("tea", "cats"), "no poll \"tea\" was ever offered");
  EXPECT_EQ(complaint("pets", "a"), "poll \"pets\" has no option \"a\"");
  EXPECT_EQ(complaint("pets", "cats,a"), "poll \"pets\" has no option \"a\"");
  EXPECT_EQ(complaint("pets", "cats,dogs,cats"), "it names the option \"cats\" twice");
  for (const auto* choice : {"", ",", "cats,", ",cats", "cats,,dogs"}) {
    EXPECT_EQ(complaint("pets", choice), "poll \"pets\" has no option \"\"") << choice;
  }
}

RC_GTEST_PROP(KnownOffers, TakeExactlyTheChoicesOfKnownOffersEachOnce, ()) {
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

TEST(KnownOffers, AreThoseOfThePollsAndThoseThatWereHeardOfBefore) {
  const auto known = to_known_offers(
      polls, {{{std::nullopt, "pets", "fish,owls", std::nullopt, std::nullopt}, {"7", "tea", "green", "t", "f"}}});
  for (const auto& [poll, choice] : {std::pair{"pets", "cats,fish"}, {"tea", "green"}, {"gone", "a"}}) {
    EXPECT_TRUE(known.check({uid{}, poll, "v", choice}));
  }
  EXPECT_FALSE(known.check({uid{}, "tea", "v", "black"}));
  EXPECT_TRUE(known.knows("7"));
  EXPECT_FALSE(known.knows("8"));
}

TEST(KnownOffers, JudgeABallotByTheOfferThatItPointsTo) {
  const auto mine = offer::of(polls[0]).digest();
  known_offers known{polls};
  known.add("7", offer{"pets", {"cats", "fish"}, true});
  EXPECT_TRUE(known.check({uid{}, "pets", "v", "fish", "7"}));
  EXPECT_EQ(known.check({uid{}, "pets", "v", "dogs", "7"}).error().why, "poll \"pets\" has no option \"dogs\"");
  EXPECT_EQ(known.check({uid{}, "pets", "v", "fish", mine}).error().why, "poll \"pets\" has no option \"fish\"");
  EXPECT_EQ(known.check({uid{}, "gone", "v", "a", mine}).error().why,
            "it is for the poll \"gone\", and its offer for \"pets\"");
  EXPECT_TRUE(known.check({uid{}, "pets", "v", "fish", "8"})) << "an offer that got lost: any option ever";
  EXPECT_TRUE(known.terms_of({uid{}, "pets", "v", "fish", "7"}).final);
  EXPECT_FALSE(known.terms_of({uid{}, "pets", "v", "cats", mine}).final);
}

TEST(KnownOffers, TakeFinalityFromTheSettingsWhereABallotPointsToNoOffer) {
  known_offers known{config::poll_list{{.id = "once", .question = {}, .options = {{"a", {}}}, .change = false},
                                       {.id = "now", .question = {}, .options = {{"a", {}}}}}};
  known.add("7", offer{"now", {"a"}, true});
  known.add("8", offer{"gone", {"a"}, true});
  EXPECT_TRUE(known.terms_of({uid{}, "once", "v", "a"}).final);
  EXPECT_FALSE(known.terms_of({uid{}, "now", "v", "a"}).final) << "it was final once, the settings say otherwise";
  EXPECT_TRUE(known.terms_of({uid{}, "gone", "v", "a"}).final) << "no settings name it any more";
  EXPECT_FALSE(known.terms_of({uid{}, "never", "v", "a"}).final);
}

TEST(KnownOffers, KnowWhoMustBeOnARoll) {
  known_offers known{
      config::poll_list{{.id = "now", .question = {}, .options = {{"a", {}}}, .integrity = config::integrity::roll}}};
  known.add("7", offer{"now", {"a"}});
  known.add("8", offer{"gone", {"a"}, false, true});
  EXPECT_TRUE(known.terms_of({uid{}, "now", "v", "a"}).roll);
  EXPECT_FALSE(known.terms_of({uid{}, "now", "v", "a", "7"}).roll) << "its voter was asked for no code";
  EXPECT_TRUE(known.terms_of({uid{}, "gone", "v", "a"}).roll);
  EXPECT_TRUE(known.terms_of({uid{}, "gone", "v", "a", "8"}).roll);
}

TEST(KnownOffers, AreToldToPostgresWithThoseThatWereHeardOf) {
  const offer tea{"tea", {"green", "black"}, true};
  const auto what = offer_statement({polls[1]}, {tea});
  ASSERT_EQ(what.parameters.size(), 5U);
  EXPECT_EQ(what.parameters[0], "{\"" + offer::of(polls[1]).digest() + "\",\"" + tea.digest() + "\"}");
  EXPECT_EQ(what.parameters[1], R"({"gone","tea"})");
  EXPECT_EQ(what.parameters[2], R"({"a,b","green,black"})");
  EXPECT_EQ(what.parameters[3], R"({"f","t"})");
  EXPECT_EQ(what.parameters[4], R"({"f","f"})");
}

TEST(KnownOffers, AreReadFromRedisOnlyWhereTheyAreWhatTheirDigestSays) {
  const offer tea{"tea", {"green"}, false};
  const offer pets{"pets", {"cats"}, true};
  const std::vector<std::string> digests{tea.digest(), "0000000000000000", pets.digest(), "1111111111111111"};
  EXPECT_EQ(ask_offers(digests).wire(),
            redis_command({"HMGET", "scrutin:offers", digests[0], digests[1], digests[2], digests[3]}).wire());
  const redis_value answer{redis_value::list{{tea.to_string()}, {pets.to_string()}, {pets.to_string()}, {}}};
  EXPECT_EQ(to_offers(digests, answer), (std::vector<offer>{tea, pets}));
  EXPECT_TRUE(to_offers(digests, {}).empty());
}

}  // namespace
}  // namespace scrutin::actors
