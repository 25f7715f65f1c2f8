#include "actors/ballots/offer.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

const config::poll lunch{.id = "lunch",
                         .question = {"?"},
                         .options = {{"pizza", {"Pizza"}}, {"old", {"Old"}, {}, {}, true}, {"soup", {"Soup"}}},
                         .max = 2,
                         .change = false};

TEST(Offer, IsWhatAPollOffersToThoseWhoVoteNow) {
  EXPECT_EQ(offer::of(lunch), (offer{"lunch", {"pizza", "soup"}, true}));
  EXPECT_EQ(offer::of(lunch).options_text(), "pizza,soup");
}

// Whatever else a version of ours writes there: ballots of earlier versions point to these digests.
TEST(Offer, IsWrittenTheSameForEver) {
  const offer one{"lunch", {"pizza", "soup"}, true};
  EXPECT_EQ(one.to_string(), R"({"poll":"lunch","options":["pizza","soup"],"final":true})");
  EXPECT_EQ(one.digest(), "ccca140c68e3a001");
  EXPECT_TRUE(is_digest(one.digest()));
}

TEST(Offer, SaysThatVotersMustBeOnARollWhereTheyMust) {
  auto poll = lunch;
  poll.integrity = config::integrity::roll;
  const auto made = offer::of(poll);
  EXPECT_EQ(made.to_string(), R"({"poll":"lunch","options":["pizza","soup"],"final":true,"roll":true})");
  EXPECT_EQ(offer::parse(made.to_string()), made);
  poll.integrity = config::integrity::paced;
  EXPECT_EQ(offer::of(poll), offer::of(lunch));
}

TEST(Offer, HasAnotherDigestForOtherTermsAndTheSameForOtherLabels) {
  const auto digest = offer::of(lunch).digest();
  auto other = lunch;
  other.question = {"Hungry?"};
  other.options[0].label = {"Margherita"};
  EXPECT_EQ(offer::of(other).digest(), digest);
  other.change = true;
  EXPECT_NE(offer::of(other).digest(), digest);
  other = lunch;
  other.options.push_back({"rice", {}});
  EXPECT_NE(offer::of(other).digest(), digest);
  other = lunch;
  other.id = "dinner";
  EXPECT_NE(offer::of(other).digest(), digest);
}

TEST(Offer, IsReadFromItsTextAndFromNoOther) {
  const offer one{"lunch", {"pizza", "soup"}, true};
  EXPECT_EQ(offer::parse(one.to_string()), one);
  for (const auto* text :
       {"", "{", "[]", "null", R"({"poll":1,"options":["a"],"final":true})",
        R"({"poll":"p","options":[],"final":true})", R"({"poll":"p","options":["a"]})",
        R"({"poll":"p","options":["a,b"],"final":false})", R"({"poll":"p","options":["a",1],"final":false})",
        R"({"poll":"p","options":"a","final":false})", R"({"poll":"p","options":["a"],"final":false,"roll":1})"}) {
    EXPECT_EQ(offer::parse(text), std::nullopt) << text;
  }
}

TEST(Offer, DigestsAreSixteenLowerCaseDigits) {
  EXPECT_TRUE(is_digest("0123456789abcdef"));
  for (const auto* text : {"", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "0123456789abcdeg"}) {
    EXPECT_FALSE(is_digest(text)) << text;
  }
}

}  // namespace
}  // namespace scrutin::actors
