#include "actors/live/tally_view.hpp"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <vector>

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;
using config::phase;
using config::publication;

constexpr auto noon = config::moment{1780315200s};
constexpr auto proofs = {proof::none, proof::valid, proof::waiting, proof::wrong, proof::unchecked};

// Every figure of it has a number that nothing else has.
tally_snapshot_ptr snapshot_of(publication results, config::moment now) {
  auto poll = config::default_poll();
  poll.results = results;
  poll.opens = noon - 1h;
  poll.closes = noon + 1h;
  tally_facts facts{.polls = std::make_shared<const config::poll_list>(config::poll_list{poll})};
  facts.votes["default"] = {{"a", 770001}, {"b", 770002}};
  facts.voters["default"] = 770003;
  facts.timelines["default"] = {770, {{770005, 770006}}};
  return tally_snapshot::make(facts, now, nullptr);
}

TEST(TallyView, DecidesWhoMaySee) {
  const auto poll = [](publication results) {
    auto made = config::default_poll();
    made.results = results;
    return made;
  };
  for (const auto when : {phase::scheduled, phase::open, phase::closed}) {
    const bool closed = when == phase::closed;
    for (const bool receipt : {false, true}) {
      EXPECT_TRUE(may_see(poll(publication::live), when, receipt));
      EXPECT_EQ(may_see(poll(publication::after_vote), when, receipt), receipt || closed);
      EXPECT_EQ(may_see(poll(publication::after_close), when, receipt), closed);
      EXPECT_FALSE(may_see(poll(publication::hidden), when, receipt));
    }
  }
}

TEST(TallyView, TellsNoFigureToWhoMayNotSeeAny) {
  for (const auto results :
       {publication::live, publication::after_vote, publication::after_close, publication::hidden}) {
    for (const auto now : {noon - 2h, noon, noon + 2h}) {
      const auto snapshot = snapshot_of(results, now);
      for (const auto shown : proofs) {
        const auto view = tally_view::of(snapshot, "default", shown);
        ASSERT_TRUE(view);
        const bool may = may_see(view->poll(), view->phase(), shown == proof::valid);
        const auto told = view->message(now).to_string();
        const auto json = boost::json::parse(told).as_object();
        EXPECT_EQ(told.find("770") != std::string::npos, may) << told;
        EXPECT_EQ(boost::json::serialize(view->to_json(now)), told);
        EXPECT_EQ(boost::json::serialize(view->to_json(now, false)), view->message(now, false).to_string());
        EXPECT_EQ(view->counted() != nullptr, may);
        EXPECT_EQ(json.at("public").as_bool(), may);
        EXPECT_EQ(json.contains("reason"), !may);
        for (const auto* member : {"voters", "total", "options", "timeline"}) EXPECT_EQ(json.contains(member), may);
      }
    }
  }
}

TEST(TallyView, SaysWhyThereAreNoFigures) {
  const auto reason = [](publication results, proof shown) {
    return std::string(tally_view::of(snapshot_of(results, noon), "default", shown)->reason());
  };
  EXPECT_EQ(reason(publication::live, proof::none), "");
  EXPECT_EQ(reason(publication::hidden, proof::valid), "hidden");
  EXPECT_EQ(reason(publication::after_close, proof::valid), "not-closed");
  EXPECT_EQ(reason(publication::after_vote, proof::none), "no-receipt");
  EXPECT_EQ(reason(publication::after_vote, proof::waiting), "receipt-waiting");
  EXPECT_EQ(reason(publication::after_vote, proof::wrong), "receipt-wrong");
  EXPECT_EQ(reason(publication::after_vote, proof::unchecked), "receipt-unchecked");
  EXPECT_EQ(reason(publication::after_vote, proof::valid), "");
}

TEST(TallyView, IsOfAPollOfTheSnapshot) {
  EXPECT_FALSE(tally_view::of(nullptr, "default", proof::none));
  EXPECT_FALSE(tally_view::of(snapshot_of(publication::live, noon), "other", proof::none));
}

TEST(TallyView, KeepsItsSnapshot) {
  auto snapshot = snapshot_of(publication::live, noon);
  const auto view = tally_view::of(std::exchange(snapshot, nullptr), "default", proof::none);
  EXPECT_EQ(view->poll().id, "default");
  EXPECT_EQ(view->counted()->total, 1540003);
}

}  // namespace
}  // namespace scrutin::actors
