#include "actors/live/audience.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <deque>
#include <string_view>
#include <vector>

#include "actors/live/beat.hpp"
#include "tests/actors/manual_loop_fixture.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

/// What one viewer was told.
struct heard {
  std::vector<std::int64_t> sequences;
  std::vector<beat_ptr> beats;
};

class viewer final : public pinned<viewer_actor::base> {
public:
  viewer(caf::actor_config& config, loop& home, heard* told) : pinned(config, home), told_(told) {}

  behavior_type make_behavior() override {
    return {
        [this](const tally_snapshot_ptr& snapshot) { told_->sequences.push_back(snapshot->sequence()); },
        [this](const beat_ptr& now) { told_->beats.push_back(now); },
        [](drain_atom) {},
    };
  }

private:
  heard* told_;
};

class counter final : public pinned<caf::event_based_actor> {
public:
  counter(caf::actor_config& config, loop& home, const audience_actor& of, viewer_counts* into) : pinned(config, home) {
    request(of, caf::infinite, count_atom::value).then([into](const viewer_counts& found) { *into = found; });
  }
};

class Audience : public ManualLoopTest {
protected:
  using sequences = std::vector<std::int64_t>;

  ~Audience() override {
    for (const auto& one : viewers) caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
    viewers.clear();
    caf::anon_send_exit(hall, caf::exit_reason::user_shutdown);
    hall = nullptr;
    turn();
  }

  const sequences& join(const std::string& poll) {
    viewers.push_back(home.spawn<viewer>(&told.emplace_back()));
    caf::anon_send(hall, join_atom::value, viewers.back(), poll);
    turn();
    return told.back().sequences;
  }

  /// A snapshot in which so many voted for the first option of each poll.
  void show(std::int64_t votes_of_one, std::int64_t votes_of_other) {
    make(votes_of_one, votes_of_other);
    caf::anon_send(hall, latest);
    turn();
  }

  void make(std::int64_t votes_of_one, std::int64_t votes_of_other) {
    auto other = config::default_poll();
    other.id = "other";
    facts.polls = std::make_shared<const config::poll_list>(config::poll_list{config::default_poll(), other});
    facts.votes = {{"default", {{"a", votes_of_one}}}, {"other", {{"a", votes_of_other}}}};
    ++facts.sequence;
    latest = tally_snapshot::make(facts, tally_snapshot::clock::now(), latest.get());
  }

  viewer_counts counted() {
    viewer_counts found;
    home.spawn<counter>(hall, &found);
    turn();
    return found;
  }

  prometheus::Gauge gauge;
  std::shared_ptr<tally_board> board = std::make_shared<tally_board>();
  audience_actor hall = home.spawn<audience>(board, &gauge);
  tally_facts facts{};
  tally_snapshot_ptr latest;
  std::deque<heard> told;
  std::vector<viewer_actor> viewers;
};

TEST_F(Audience, TellsThoseWhosePollChanged) {
  const auto& first = join("default");
  const auto& second = join("other");
  EXPECT_TRUE(first.empty());
  show(1, 0);
  EXPECT_EQ(board->latest, latest);
  show(2, 0);
  show(2, 1);
  EXPECT_EQ(first, (sequences{1, 2}));
  EXPECT_EQ(second, (sequences{1, 3}));
  EXPECT_EQ(board->latest->sequence(), 3);
}

// However many watch, what else the loop has to do is done in between.
TEST_F(Audience, TellsManyBehindOthers) {
  constexpr std::size_t many = 500;
  for (std::size_t i = 0; i < many; ++i) join("default");
  const auto told_of = [this](std::int64_t sequence) {
    return static_cast<std::size_t>(std::ranges::count_if(
        told, [sequence](const heard& one) { return !one.sequences.empty() && one.sequences.back() == sequence; }));
  };
  make(1, 0);
  caf::anon_send(hall, latest);
  while (told_of(1) < 40) home.io().poll_one();
  bool done = false;
  asio::post(home.io(), [&done] { done = true; });
  while (!done) home.io().poll_one();
  EXPECT_LT(told_of(1), 200U);

  // Another comes before the round is over: who was not told of the first one never is.
  make(2, 0);
  caf::anon_send(hall, latest);
  turn();
  EXPECT_EQ(told_of(2), many);
  const auto late = std::ranges::count_if(told, [](const heard& one) { return one.sequences.front() == 2; });
  EXPECT_GT(late, 200);
}

// Those who leave or come during a round are neither missed nor told twice.
TEST_F(Audience, KeepsItsRoundWhileViewersComeAndLeave) {
  constexpr std::size_t many = 200;
  for (std::size_t i = 0; i < many; ++i) join("default");
  make(1, 1);
  caf::anon_send(hall, latest);
  for (int i = 0; i < 20; ++i) home.io().poll_one();
  for (std::size_t i = 0; i < many; i += 2) caf::anon_send_exit(viewers[i], caf::exit_reason::user_shutdown);
  for (int i = 0; i < 50; ++i) join("other");
  turn();
  for (std::size_t i = 1; i < many; i += 2) EXPECT_EQ(told[i].sequences, sequences{1}) << i;
  for (std::size_t i = many; i < told.size(); ++i) EXPECT_EQ(told[i].sequences, sequences{1}) << i;
  EXPECT_EQ(counted().by_poll.at("default"), 100);
}

TEST_F(Audience, TellsWhoJoinsTheLatest) {
  show(1, 0);
  show(2, 0);
  EXPECT_EQ(join("default"), (sequences{2}));
}

TEST_F(Audience, CountsByPollWhoIsThere) {
  join("default");
  join("default");
  join("other");
  EXPECT_EQ(counted().by_poll, (decltype(viewer_counts::by_poll){{"default", 2}, {"other", 1}}));
  EXPECT_EQ(gauge.Value(), 3);

  caf::anon_send(hall, join_atom::value, viewers[0], std::string{"default"});  // again: once is once
  turn();
  EXPECT_EQ(gauge.Value(), 3);

  caf::anon_send_exit(viewers[2], caf::exit_reason::user_shutdown);
  turn();
  EXPECT_EQ(counted().by_poll, (decltype(viewer_counts::by_poll){{"default", 2}}));
  EXPECT_EQ(gauge.Value(), 2);
}

TEST_F(Audience, GivesEveryoneABeatEachPeriodAndNotAllAtOnce) {
  constexpr std::size_t crowd = 100;
  for (std::size_t i = 0; i < crowd; ++i) join(i % 3 == 0 ? "other" : "default");
  const auto beats = [this] {
    std::size_t all = 0;
    for (const auto& one : told) all += one.beats.size();
    return all;
  };
  std::size_t most = 0;
  for (auto passed = 0ms; passed < beat::period; passed += 25ms) {
    const auto before = beats();
    pass(25ms);
    most = std::max(most, beats() - before);
  }
  for (const auto& one : told) EXPECT_EQ(one.beats.size(), 1U);
  EXPECT_GT(most, 0U);
  EXPECT_LT(most, crowd / 2);
  pass(10 * beat::period);
  for (const auto& one : told) ASSERT_EQ(one.beats.size(), 11U);

  const auto text = boost::json::parse(told.front().beats.back()->text());
  EXPECT_EQ(text.at("type").as_string(), "beat");
  EXPECT_EQ(text.at("now").as_string().size(), std::string_view{"2026-06-01T12:00:00.000Z"}.size());
}

TEST_F(Audience, GivesNoBeatToWhoHasLeft) {
  join("default");
  join("default");
  caf::anon_send_exit(viewers[0], caf::exit_reason::user_shutdown);
  pass(2 * beat::period);
  EXPECT_EQ(told[0].beats.size(), 0U);
  EXPECT_EQ(told[1].beats.size(), 2U);
  caf::anon_send_exit(hall, caf::exit_reason::user_shutdown);
  pass(2 * beat::period);
  EXPECT_EQ(told[1].beats.size(), 2U);
}

TEST_F(Audience, LeavesNobodyCountedWhenItEnds) {
  join("default");
  caf::anon_send_exit(hall, caf::exit_reason::user_shutdown);
  turn();
  EXPECT_EQ(gauge.Value(), 0);
}

}  // namespace
}  // namespace scrutin::actors
