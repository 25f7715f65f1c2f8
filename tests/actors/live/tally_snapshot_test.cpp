#include "actors/live/tally_snapshot.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <iostream>

#include "actors/live/tally_view.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

constexpr auto noon = config::moment{1780315200s};  // 2026-06-01T12:00:00Z

tally_facts facts_of(config::poll_list polls) {
  tally_facts facts{.polls = std::make_shared<const config::poll_list>(std::move(polls)), .sequence = 42, .live = true};
  facts.votes["default"] = {{"a", 2}, {"b", 1}};
  facts.voters["default"] = 3;
  facts.timelines["default"] = {1, {{1780315190, 2}, {1780315192, 1}}};
  facts.viewers["default"] = 12;
  return facts;
}

std::string message_of(const tally_snapshot_ptr& snapshot, const std::string& poll = "default", bool timeline = true) {
  return tally_view::of(snapshot, poll, proof::none)->message(noon + 250ms, timeline).to_string();
}

TEST(TallySnapshot, IsSentAsJson) {
  const auto snapshot = tally_snapshot::make(facts_of({config::default_poll()}), noon, nullptr);
  const auto edition = tally_view::of(snapshot, "default", proof::none)->edition();
  EXPECT_EQ(boost::json::parse(message_of(snapshot)),
            boost::json::parse(R"({"type":"tally","poll":"default","sequence":42,"now":"2026-06-01T12:00:00.250Z",
              "edition":")" + edition +
                               R"(","live":true,"phase":"open","opens":null,"closes":null,"results":"live",
              "public":true,"viewers":12,"multiple":false,"voters":3,"total":3,
              "options":[{"id":"a","votes":2,"share":"66.7"},{"id":"b","votes":1,"share":"33.3"}],
              "timeline":{"step":1,"points":[[1780315190,2],[1780315192,1]]}})"));
}

TEST(TallySnapshot, LeavesTheTimelineToWhoHasItNot) {
  const auto snapshot = tally_snapshot::make(facts_of({config::default_poll()}), noon, nullptr);
  EXPECT_NE(message_of(snapshot, "default", true).find("timeline"), std::string::npos);
  EXPECT_EQ(message_of(snapshot, "default", false).find("timeline"), std::string::npos);
}

TEST(TallySnapshot, IsOneLineForAnEventStream) {
  auto poll = config::default_poll();
  poll.question = config::text{"two\nlines"};
  EXPECT_EQ(message_of(tally_snapshot::make(facts_of({poll}), noon, nullptr)).find('\n'), std::string::npos);
}

TEST(TallySnapshot, TellsTimesAndMultipleChoice) {
  auto poll = config::default_poll();
  poll.max = 2;
  poll.opens = noon - 1h;
  poll.closes = noon + 1h;
  const auto told = boost::json::parse(message_of(tally_snapshot::make(facts_of({poll}), noon, nullptr))).as_object();
  EXPECT_TRUE(told.at("multiple").as_bool());
  EXPECT_EQ(told.at("opens").as_string(), "2026-06-01T11:00:00Z");
  EXPECT_EQ(told.at("closes").as_string(), "2026-06-01T13:00:00Z");
}

TEST(TallySnapshot, KnowsThePhaseOfItsMoment) {
  auto poll = config::default_poll();
  poll.opens = noon - 1h;
  poll.closes = noon + 1h;
  const auto phase_at = [&](config::moment when) {
    return tally_snapshot::make(facts_of({poll}), when, nullptr)->find("default")->phase();
  };
  EXPECT_EQ(phase_at(noon - 2h), config::phase::scheduled);
  EXPECT_EQ(phase_at(noon), config::phase::open);
  EXPECT_EQ(phase_at(noon + 1h), config::phase::closed);
}

TEST(TallySnapshot, DiffersOnlyForThePollsThatChanged) {
  auto other = config::default_poll();
  other.id = "other";
  auto facts = facts_of({config::default_poll(), other});
  const auto first = tally_snapshot::make(facts, noon, nullptr);
  EXPECT_TRUE(first->differs("default", nullptr));
  EXPECT_FALSE(tally_snapshot::make(facts, noon + 1min, first.get())->differs(first.get()));

  facts.votes["default"]["b"] = 2;
  ++facts.sequence;
  const auto second = tally_snapshot::make(facts, noon, first.get());
  EXPECT_TRUE(second->differs(first.get()));
  EXPECT_TRUE(second->differs("default", first.get()));
  EXPECT_FALSE(second->differs("other", first.get()));

  facts.viewers["other"] = 1;
  const auto third = tally_snapshot::make(facts, noon, second.get());
  EXPECT_FALSE(third->differs("default", second.get()));
  EXPECT_TRUE(third->differs("other", second.get()));

  facts.live = false;
  EXPECT_TRUE(tally_snapshot::make(facts, noon, third.get())->differs("default", third.get()));
}

TEST(TallySnapshot, DiffersWhereAPollCameOrWent) {
  auto other = config::default_poll();
  other.id = "other";
  const auto with = tally_snapshot::make(facts_of({config::default_poll(), other}), noon, nullptr);
  const auto without = tally_snapshot::make(facts_of({config::default_poll()}), noon, with.get());
  EXPECT_TRUE(without->differs("other", with.get()));
  EXPECT_TRUE(with->differs("other", without.get()));
  EXPECT_FALSE(without->differs("default", with.get()));
}

TEST(TallySnapshot, HasAnotherEditionWhereTheTextsOrTheOptionsAreOthers) {
  const auto edition_of = [](const config::poll& poll) {
    const auto snapshot = tally_snapshot::make(facts_of({poll}), noon, nullptr);
    return tally_view::of(snapshot, "default", proof::none)->edition();
  };
  const auto poll = config::default_poll();
  const auto edition = edition_of(poll);
  EXPECT_EQ(edition_of(poll), edition);
  auto other = poll;
  other.options[0].label = config::text{"Lions"};
  EXPECT_NE(edition_of(other), edition);
  other = poll;
  other.options[1].retired = true;
  EXPECT_NE(edition_of(other), edition);
  auto without = poll;
  without.options.pop_back();
  EXPECT_EQ(edition_of(other), edition_of(without)) << "else it tells who may not know that someone voted for it";
  other = poll;
  other.closes = noon;  // this one the message tells itself
  EXPECT_EQ(edition_of(other), edition);
}

TEST(TallySnapshot, IsTheSameTextWhereverTheSameIsSaid) {
  const auto facts = facts_of({config::default_poll()});
  const auto here = tally_view::of(tally_snapshot::make(facts, noon, nullptr), "default", proof::none);
  const auto there = tally_view::of(tally_snapshot::make(facts, noon + 1s, nullptr), "default", proof::none);
  EXPECT_EQ(here->text().digest, there->text().digest);
  EXPECT_NE(&here->text(), &there->text());
}

TEST(TallySnapshot, LooksOnlyAtThePollsThatWereTouched) {
  auto other = config::default_poll();
  other.id = "other";
  auto facts = facts_of({config::default_poll(), other});
  const auto first = tally_snapshot::make(facts, noon, nullptr);
  facts.touched.emplace();
  for (const auto* poll : {"default", "other"}) facts.votes[poll]["a"] = 5;
  facts.touch("default");
  facts.touch("gone");
  const auto second = tally_snapshot::make(facts, noon, first.get());
  EXPECT_EQ(tally_view::of(second, "default", proof::none)->counted()->total, 6);
  EXPECT_EQ(second->find("other"), first->find("other"));
  facts.touched.reset();
  const auto third = tally_snapshot::make(facts, noon, second.get());
  EXPECT_EQ(tally_view::of(third, "other", proof::none)->counted()->total, 5);
}

// Of whatever happens, and the clock may go back.
RC_GTEST_PROP(TallySnapshot, SaysTheSameWhetherOrNotItLooksAtAll, (const std::vector<std::uint8_t>& steps)) {
  config::poll_list polls;
  for (int i = 0; i < 4; ++i) {
    polls.push_back(config::default_poll());
    polls.back().id = "p" + std::to_string(i);
    if (i % 2 == 1) polls.back().opens = noon + 10s * i;
    if (i > 1) polls.back().closes = noon + 20s * i;
    if (i == 2) polls.back().results = config::publication::after_close;
    if (i == 3) polls.back().results = config::publication::after_vote;
  }
  auto facts = facts_of(polls);
  auto now = noon;
  tally_snapshot_ptr latest;
  for (const auto step : steps) {
    const auto poll = "p" + std::to_string(step % 4);
    const auto n = step / 32;
    switch (step / 4 % 8) {
      case 0:
        ++facts.votes[poll]["a"];
        ++facts.voters[poll];
        break;
      case 1:
        facts.viewers[poll] = n;
        break;
      case 2:
        facts.timelines[poll] = {1, {{1780315190, n}}};
        break;
      case 3:
        facts.live = !facts.live;
        break;
      case 4:
        now += 7s * n;
        break;
      case 5:
        now -= 5s * n;
        break;
      case 6:
        facts.polls = std::make_shared<const config::poll_list>(polls);
        break;
      default:
        facts.touched.reset();
    }
    facts.touch(poll);
    auto made = tally_snapshot::make(facts, now, latest.get());
    const auto whole = tally_snapshot::make(facts, now, nullptr);
    for (const auto& one : polls) {
      for (const auto shown : {proof::none, proof::valid}) {
        const auto here = tally_view::of(made, one.id, shown);
        const auto there = tally_view::of(whole, one.id, shown);
        RC_ASSERT(here->message(now).to_string() == there->message(now).to_string());
        RC_ASSERT(here->text().digest == there->text().digest);
      }
    }
    RC_ASSERT(made->next_change() == whole->next_change());
    if (!made->differs(latest.get())) continue;
    latest = std::move(made);
    facts.touched.emplace();
  }
}

// What a hall with many polls costs. The figures are printed; the bounds are far above them.
TEST(TallySnapshot, OfThirtyPollsOfTwentyOptionsIsSmallAndQuick) {
  tally_facts facts{.polls = nullptr, .sequence = 1'000'000, .live = true};
  config::poll_list polls;
  for (int p = 0; p < 30; ++p) {
    config::poll poll{
        "poll-" + std::to_string(p), config::text{"What do you think of number " + std::to_string(p)}, {}};
    for (int o = 0; o < 20; ++o) {
      poll.options.push_back({"option-" + std::to_string(o), config::text{"Answer " + std::to_string(o)}});
      facts.votes[poll.id]["option-" + std::to_string(o)] = 100'000 + 37 * o;
    }
    facts.voters[poll.id] = 2'000'000;
    auto& line = facts.timelines[poll.id];
    line.step = 60;
    for (int i = 0; i < 120; ++i) line.points.emplace_back(1780315200 + 60 * i, 1000 + i);
    polls.push_back(std::move(poll));
  }
  facts.polls = std::make_shared<const config::poll_list>(std::move(polls));
  auto latest = tally_snapshot::make(facts, noon, nullptr);
  constexpr int rounds = 20;
  auto each = std::chrono::steady_clock::duration::max();  // the shortest: a busy machine makes others longer
  for (int i = 0; i < rounds; ++i) {
    ++facts.sequence;
    ++facts.votes["poll-7"]["option-3"];
    const auto begun = std::chrono::steady_clock::now();
    latest = tally_snapshot::make(facts, noon, latest.get());
    each = std::min(each, std::chrono::steady_clock::now() - begun);
  }
  const auto whole = message_of(latest, "poll-7").size();
  const auto pushed = message_of(latest, "poll-7", false).size();
  std::cout << "a snapshot of 30 polls: " << std::chrono::duration_cast<std::chrono::microseconds>(each).count()
            << " us; a message: " << whole << " bytes, " << pushed << " without its timeline\n";
  EXPECT_LT(pushed, 2000U);
  EXPECT_LT(whole, 5000U);
  EXPECT_LT(each, 50ms);  // that is the pause between two, and sanitizers take several times what a release does
}

}  // namespace
}  // namespace scrutin::actors
