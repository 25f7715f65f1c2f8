#include "actors/live/tally_feed.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <map>
#include <sstream>
#include <vector>

#include "actors/live/tally_view.hpp"
#include "tests/actors/manual_loop_fixture.hpp"
#include "tests/actors/scripted_postgres.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

class scripted_audience final : public pinned<audience_actor::base> {
public:
  scripted_audience(caf::actor_config& config, loop& home, std::vector<tally_snapshot_ptr>* told,
                    const viewer_counts* here)
      : pinned(config, home), told_(told), here_(here) {}

  behavior_type make_behavior() override {
    return {
        [this](const tally_snapshot_ptr& snapshot) { told_->push_back(snapshot); },
        [](join_atom, const viewer_actor&, const std::string&) {},
        [this](count_atom) { return *here_; },
    };
  }

private:
  std::vector<tally_snapshot_ptr>* told_;
  const viewer_counts* here_;
};

class scripted_supervisor final : public pinned<supervisor_actor::base> {
public:
  scripted_supervisor(caf::actor_config& config, loop& home, int* ups) : pinned(config, home), ups_(ups) {}

  behavior_type make_behavior() override {
    return {
        [this](up_atom, const caf::strong_actor_ptr&) { ++*ups_; },
        [](drain_atom) {},
        [](tick_atom, const std::string&, std::uint64_t) {},
    };
  }

private:
  int* ups_;
};

class TallyFeed : public ManualLoopTest {
protected:
  TallyFeed() {
    postgres.answer = [this](const statement& what) { return answer_to(what); };
    join("audience 0");
  }

  ~TallyFeed() override {
    lose();
    caf::anon_send_exit(feed, caf::exit_reason::user_shutdown);
    feed = nullptr;
    for (auto& [name, hall] : halls) caf::anon_send_exit(hall, caf::exit_reason::user_shutdown);
    halls.clear();
    caf::anon_send_exit(parent, caf::exit_reason::user_shutdown);
    parent = nullptr;
    turn();
  }

  std::optional<caf::expected<rows>> answer_to(const statement& what) {
    if (what.sql.find("tally_snapshot") != std::string::npos) {
      if (hanging) return std::nullopt;
      if (old && !what.parameters.empty()) return make_error(failure::refused, "function does not exist", "42883");
      auto answer = tallies;
      if (!what.parameters.empty()) {
        std::erase_if(answer.values, [&what](const auto& row) { return !names(what, *row[1]); });
        if (answer.values.empty()) answer.values.push_back({"", std::nullopt, std::nullopt, std::nullopt});
      }
      for (auto& row : answer.values) row[0] = std::to_string(sequence);
      return answer;
    }
    if (missing) return make_error(failure::refused, "function does not exist", "42883");
    if (what.sql.find("arrival_lines") == std::string::npos) return viewers;
    if (slow) return std::nullopt;
    auto answer = lines;
    std::erase_if(answer.values, [&what](const auto& row) { return !names(what, *row[0]); });
    return answer;
  }

  static bool names(const statement& what, const std::string& poll) {
    return what.parameters[0]->find("\"" + poll + "\"") != std::string::npos;
  }

  void join(const std::string& name) {
    halls[name] = home.spawn<scripted_audience>(&told[name], &here[name]);
    caf::anon_send(feed, sibling<audience_actor>{halls[name], number_of(name)});
    turn();
  }

  void connect() {
    for (const auto* name : {"timeline_connection", "postgres_connection"}) {
      connections[name] = home.spawn<scripted_postgres_connection>(&postgres);
      tell(name, connections[name]);
    }
  }

  /// "audience 2" is number 2.
  static unsigned number_of(const std::string& name) { return static_cast<unsigned>(name.back() - '0'); }

  void tell(const std::string& name, const postgres_connection_actor& connection) {
    if (name == "timeline_connection") {
      caf::anon_send(feed, sibling<postgres_connection_actor, timelines>{connection, 0});
    } else {
      caf::anon_send(feed, sibling<postgres_connection_actor>{connection, 0});
    }
    turn();
  }

  void lose() {
    for (auto& [name, connection] : connections) {
      if (!connection) continue;
      caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
      connection = nullptr;
      turn();
      tell(name, postgres_connection_actor{});
    }
  }

  /// A vote for `a`.
  void count() {
    ++sequence;
    tallies.values[0][3] = std::to_string(++votes);
    tallies.values[1][3] = std::to_string(votes);
  }

  /// The same, and the notification of it.
  void vote(const std::string& payload = R"(["default"])") {
    count();
    postgres.notify(payload);
    turn();
  }

  /// Polls that are over, with a vote each.
  void add_old(int how_many) {
    auto polls = *board->now();
    for (int i = 0; i < how_many; ++i) {
      const auto poll = "old" + std::to_string(i);
      polls.push_back(config::default_poll());
      polls.back().id = poll;
      tallies.values.push_back({"", poll, "a", "1"});
      tallies.values.push_back({"", poll, std::nullopt, "1"});
      lines.values.push_back({poll, "1", "1780315190", "1"});
    }
    board->replace(polls);
  }

  const std::vector<tally_snapshot_ptr>& seen() { return told["audience 0"]; }

  tally_view view(const std::string& poll = "default") {
    return tally_view::of(seen().back(), poll, proof::none).value();
  }

  static config::poll closing_at(config::moment when) {
    auto poll = config::default_poll();
    poll.closes = when;
    return poll;
  }

  config::moment in(std::chrono::milliseconds later) const {
    return std::chrono::floor<std::chrono::milliseconds>(wall + later);
  }

  std::int64_t sequence = 7;
  std::int64_t votes = 3;
  rows tallies{{{"", "default", "a", "3"}, {"", "default", std::nullopt, "3"}}};
  rows lines{{{"default", "5", "1780315190", "2"}, {"default", "5", "1780315195", "1"}}};
  rows viewers{};
  bool hanging = false;
  bool missing = false;
  bool slow = false;  // when it is asked for timelines
  bool old = false;   // it knows no function of the last version
  scripted_postgres postgres;

  int ups = 0;
  std::map<std::string, std::vector<tally_snapshot_ptr>> told;
  std::map<std::string, viewer_counts> here;
  std::map<std::string, audience_actor> halls;
  std::shared_ptr<poll_board> board = std::make_shared<poll_board>(config::poll_list{config::default_poll()});
  supervisor_actor parent = home.spawn<scripted_supervisor>(&ups);
  tally_feed_actor feed = home.spawn<tally_feed>(board, parent, [this] { return wall; });
  std::map<std::string, postgres_connection_actor> connections;
};

TEST_F(TallyFeed, TellsWhatTheDatabaseSays) {
  EXPECT_EQ(ups, 0);
  viewers = {{{"default", "12"}}};
  connect();
  EXPECT_EQ(ups, 1);
  pass(100ms);
  EXPECT_EQ(view().sequence(), 7);
  EXPECT_TRUE(view().live());
  EXPECT_EQ(view().viewers(), 12);
  const auto& counted = *view().counted();
  EXPECT_EQ(counted.voters, 3);
  EXPECT_EQ(counted.total, 3);
  EXPECT_EQ(counted.options, (std::vector<option_tally>{{"a", 3, 1000}, {"b", 0, 0}}));
  EXPECT_EQ(counted.over_time, (timeline{5, {{1780315190, 2}, {1780315195, 1}}}));
}

TEST_F(TallyFeed, TellsEachChangeAndNothingElse) {
  connect();
  pass(100ms);
  const auto before = seen().size();
  pass(10s);
  EXPECT_EQ(seen().size(), before);
  vote();
  pass(60ms);
  EXPECT_EQ(view().counted()->total, 4);
  EXPECT_EQ(ups, 1);
}

// A vote's trace comes behind the word of the change, and is told once the tally with it is shown.
TEST_F(TallyFeed, TellsTheTraceOfAVoteInTheTallies) {
  std::ostringstream said;
  log->sinks().push_back(std::make_shared<spdlog::sinks::ostream_sink_mt>(said));
  connect();
  pass(1s);
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  vote();
  vote();  // within 50 ms: it waits
  const auto before = postgres.count("tally_snapshot");
  postgres.notify("traces " + trace + "-01 aaf92f3577b34da6a3ce929d0e0e4736-00 nonsense");
  turn();
  EXPECT_EQ(said.str().find(trace), std::string::npos) << said.str();
  pass(60ms);
  EXPECT_NE(said.str().find("shows a vote in the tallies, trace=" + trace), std::string::npos) << said.str();
  EXPECT_EQ(said.str().find("aaf92f"), std::string::npos) << "which nobody asked to see";
  postgres.notify("traces bbf92f3577b34da6a3ce929d0e0e4736-01");
  turn();
  EXPECT_NE(said.str().find("bbf92f"), std::string::npos) << "nothing is to be read any more";
  EXPECT_EQ(postgres.count("tally_snapshot"), before + 1) << "a trace is no change";
}

TEST_F(TallyFeed, ReadsAtMostTwentyTimesASecond) {
  connect();
  pass(1s);
  const auto before = postgres.count("tally_snapshot");
  for (int i = 0; i < 200; ++i) {
    vote();
    pass(5ms);
  }
  EXPECT_GE(postgres.count("tally_snapshot") - before, 15);
  EXPECT_LE(postgres.count("tally_snapshot") - before, 21);
  pass(100ms);
  EXPECT_EQ(view().counted()->total, 203);
}

TEST_F(TallyFeed, ReadsWhenVotesCameOnceASecondAndOnlyAfterVotes) {
  connect();
  EXPECT_EQ(postgres.count("arrival_lines"), 1);
  pass(10s);
  EXPECT_EQ(postgres.count("arrival_lines"), 1);
  for (int i = 0; i < 300; ++i) {
    vote();
    pass(10ms);
  }
  EXPECT_GE(postgres.count("arrival_lines"), 3);
  EXPECT_LE(postgres.count("arrival_lines"), 5);
  // The last votes' line comes too.
  const auto before = postgres.count("arrival_lines");
  lines.values.push_back({"default", "5", "1780315200", "300"});
  vote();
  pass(1100ms);
  EXPECT_EQ(postgres.count("arrival_lines"), before + 1);
  EXPECT_EQ(view().counted()->over_time.points.size(), 3U);
}

TEST_F(TallyFeed, ReadsWhatChangedAndNotWhatIsOver) {
  add_old(300);
  connect();
  pass(3s);  // all is read once
  postgres.asked.clear();
  for (int i = 0; i < 20; ++i) {
    vote();
    pass(60ms);
  }
  EXPECT_EQ(view().counted()->total, 23);
  EXPECT_EQ(view("old7").counted()->total, 1);
  EXPECT_EQ(view("old7").counted()->over_time.points.size(), 1U);
  EXPECT_GE(postgres.count("tally_snapshot($1"), 19);
  EXPECT_LE(postgres.count("tally_snapshot()"), 1);  // a beat's
  EXPECT_GE(postgres.count("arrival_lines"), 1);
  for (const auto& one : postgres.asked) {
    const bool of_lines = one.sql.find("arrival_lines") != std::string::npos;
    EXPECT_TRUE(!of_lines || one.parameters[0] == R"({"default"})");
  }
}

TEST_F(TallyFeed, DoesNotWaitForTimelines) {
  slow = true;
  connect();
  EXPECT_EQ(ups, 1);
  for (int i = 0; i < 20; ++i) {
    vote();
    pass(60ms);
    ASSERT_EQ(view().counted()->total, 4 + i);
  }
  EXPECT_EQ(postgres.count("arrival_lines"), 1);
  slow = false;
  lose();
  connect();
  pass(100ms);
  EXPECT_EQ(view().counted()->over_time.points.size(), 2U);
}

TEST_F(TallyFeed, ReadsAllWhereTheNotificationDoesNotSayWhatChanged) {
  connect();
  pass(100ms);
  for (const auto* payload : {"", "[]", "[1]", "{", R"("default")"}) {
    vote(payload);
    pass(60ms);
    EXPECT_EQ(view().counted()->total, votes) << payload;
  }
}

TEST_F(TallyFeed, ReadsAllOfADatabaseThatCannotBeAskedForSome) {
  old = true;
  connect();
  pass(100ms);
  for (int i = 0; i < 5; ++i) vote(), pass(60ms);
  EXPECT_EQ(view().counted()->total, 8);
  EXPECT_EQ(postgres.count("tally_snapshot($1"), 1);
  old = false;  // a worker has brought it up to date, and says so
  vote("");
  pass(60ms);
  vote();
  pass(60ms);
  EXPECT_EQ(view().counted()->total, 10);
  EXPECT_EQ(postgres.count("tally_snapshot($1"), 2);
}

TEST_F(TallyFeed, MissesNothingThatIsNotNotified) {
  connect();
  count();
  pass(2100ms);
  EXPECT_EQ(view().counted()->total, 4);
  EXPECT_EQ(postgres.count("tally_snapshot()"), 2);
  pass(10s);
  EXPECT_EQ(postgres.count("tally_snapshot()"), 2);  // nothing changed since

  add_old(1);  // nor is that, while others are
  for (int i = 0; i < 25; ++i) vote(), pass(100ms);
  EXPECT_EQ(view("old0").counted()->total, 1);
}

TEST_F(TallyFeed, SaysOnceThatItIsNotLive) {
  connect();
  pass(100ms);
  const auto before = seen().size();
  lose();
  EXPECT_FALSE(view().live());
  EXPECT_EQ(view().counted()->total, 3);
  pass(10s);
  EXPECT_EQ(seen().size(), before + 1);
  connect();
  EXPECT_TRUE(view().live());
}

TEST_F(TallyFeed, IsNotLiveWhileTheDatabaseHangs) {
  connect();
  pass(100ms);
  hanging = true;
  pass(1s);
  EXPECT_TRUE(view().live());
  pass(5s);
  EXPECT_FALSE(view().live());
}

TEST_F(TallyFeed, TellsThatAPollClosesAtTheMoment) {
  board->replace({closing_at(in(1500ms))});
  connect();
  pass(100ms);
  EXPECT_EQ(view().phase(), config::phase::open);
  const auto before = seen().size();
  pass(1395ms);
  EXPECT_EQ(seen().size(), before);
  pass(5ms);
  EXPECT_EQ(seen().size(), before + 1);
  EXPECT_EQ(view().phase(), config::phase::closed);
}

TEST_F(TallyFeed, TellsThatAPollOpensWhileTheDatabaseIsAway) {
  auto poll = config::default_poll();
  poll.opens = in(8s);
  board->replace({poll});
  connect();
  pass(100ms);
  lose();
  EXPECT_EQ(view().phase(), config::phase::scheduled);
  pass(7895ms);
  EXPECT_EQ(view().phase(), config::phase::scheduled);
  pass(5ms);
  EXPECT_EQ(view().phase(), config::phase::open);
}

TEST_F(TallyFeed, FollowsAClockThatIsSet) {
  board->replace({closing_at(in(1h))});
  connect();
  wall += 1h;
  pass(2100ms);
  EXPECT_EQ(view().phase(), config::phase::closed);
}

TEST_F(TallyFeed, TakesPollsThatWereLoadedAgain) {
  connect();
  auto other = config::default_poll();
  other.id = "other";
  auto changed = config::default_poll();
  changed.options[0].id = "c";  // `a` has votes
  board->replace({changed, other});
  pass(2100ms);
  ASSERT_NE(seen().back()->find("other"), nullptr);
  EXPECT_EQ(seen().back()->polls()->size(), 2U);
  const auto& shown = view();
  const auto& poll = shown.poll();
  ASSERT_EQ(poll.options.size(), 3U);
  EXPECT_EQ(poll.options[2].id, "a");
  EXPECT_TRUE(poll.options[2].retired);
  EXPECT_EQ(poll.options[2].label, config::default_poll().options[0].label);
  EXPECT_EQ(view().counted()->options[2], (option_tally{"a", 3, 1000}));
}

TEST_F(TallyFeed, KeepsAPollThatIsGoneButHasVotes) {
  connect();
  auto other = config::default_poll();
  other.id = "other";
  board->replace({other});
  pass(2100ms);
  EXPECT_TRUE(view().poll().retired);
  EXPECT_EQ(view().phase(), config::phase::closed);
  EXPECT_EQ(view().counted()->total, 3);
  EXPECT_EQ(seen().back()->polls()->front().id, "other");
}

TEST_F(TallyFeed, ShowsOptionsThatItNeverKnewUnderTheirIds) {
  tallies.values.push_back({"", "default", "old", "5"});
  connect();
  const auto* option = view().poll().find("old");
  ASSERT_NE(option, nullptr);
  EXPECT_TRUE(option->retired);
  EXPECT_EQ(view().counted()->total, 8);
}

TEST_F(TallyFeed, AddsUpWhoWatchesByAllLoopsAndTellsTheSumOfAllProcesses) {
  join("audience 1");
  here["audience 0"].by_poll = {{"default", 2}, {"other", 1}};
  here["audience 1"].by_poll = {{"default", 3}};
  connect();
  const auto& reported = postgres.last("report_viewers");
  EXPECT_EQ(reported.parameters[1], R"({"default","other"})");
  EXPECT_EQ(reported.parameters[2], R"({"5","1"})");
  EXPECT_TRUE(uid::parse(reported.parameters[0].value()));
  viewers = {{{"default", "9"}}};
  const auto before = seen().size();
  pass(2100ms);
  EXPECT_EQ(view().viewers(), 9);
  EXPECT_EQ(seen().size(), before + 1);
  EXPECT_EQ(postgres.count("report_viewers"), 2);
  EXPECT_EQ(postgres.asked.front().sql.find("report_viewers"), std::string::npos);  // votes come first
}

TEST_F(TallyFeed, ForgetsTheViewersOfALoopThatIsGone) {
  here["audience 0"].by_poll = {{"default", 2}};
  connect();
  caf::anon_send(feed, sibling<audience_actor>{});
  pass(2100ms);
  join("audience 1");
  pass(2100ms);
  EXPECT_EQ(postgres.last("report_viewers").parameters[2], "{}");
}

TEST_F(TallyFeed, ShowsTalliesOfADatabaseThatHasNothingMore) {
  missing = true;
  connect();
  pass(5s);
  EXPECT_EQ(ups, 1);
  EXPECT_EQ(view().counted()->total, 3);
  vote();
  pass(100ms);
  EXPECT_EQ(view().counted()->total, 4);
}

TEST_F(TallyFeed, TellsTheLatestToAnAudienceThatComes) {
  connect();
  join("audience 1");
  ASSERT_EQ(told["audience 1"].size(), 1U);
  EXPECT_EQ(told["audience 1"].back(), seen().back());
}

}  // namespace
}  // namespace scrutin::actors
