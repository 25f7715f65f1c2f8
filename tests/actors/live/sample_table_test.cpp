#include "actors/live/sample_table.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>

#include "actors/runtime/health.hpp"
#include "tests/actors/manual_loop_fixture.hpp"
#include "tests/actors/scripted_postgres.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

rows one_row(std::vector<std::optional<std::string>> values) { return {{std::move(values)}}; }

class scripted_parent final : public pinned<supervisor_actor::base> {
public:
  scripted_parent(caf::actor_config& config, loop& home, int* ups) : pinned(config, home), ups_(ups) {}
  behavior_type make_behavior() override {
    return {[this](up_atom, const caf::strong_actor_ptr&) { ++*ups_; }, [](drain_atom) {},
            [](tick_atom, const std::string&, std::uint64_t) {}};
  }

private:
  int* ups_;
};

class scripted_health final : public pinned<health_actor::base> {
public:
  scripted_health(caf::actor_config& config, loop& home, std::vector<condition>* told)
      : pinned(config, home), told_(told) {}
  behavior_type make_behavior() override {
    return {[this](const condition& one) { told_->push_back(one); }, [](drain_atom) {},
            [](ready_atom) { return readiness{}; }};
  }

private:
  std::vector<condition>* told_;
};

/// Asks once, whatever it is, and hands on what comes.
class asker final : public pinned<caf::event_based_actor> {
public:
  template <class Then, class... Ts>
  asker(caf::actor_config& config, loop& home, const postgres_connection_actor& to, Then then, Ts... what)
      : pinned(config, home) {
    request(to, caf::infinite, std::move(what)...).then(std::move(then), [](const caf::error&) {});
  }
};

class SampleTable : public ManualLoopTest {
protected:
  SampleTable() {
    postgres.answer = [this](const statement& what) -> std::optional<caf::expected<rows>> {
      if (what.sql.find("to_regclass") != std::string::npos) return one_row({ours ? "t" : "f", samples ? "t" : "f"});
      if (what.sql.find("GROUP BY vote") != std::string::npos) return votes;
      if (ours) return one_row({"from our tables"});
      return one_row({"3"});
    };
  }

  ~SampleTable() override {
    for (const auto& one : {caf::actor_cast<caf::actor>(table), caf::actor_cast<caf::actor>(connection),
                            caf::actor_cast<caf::actor>(parent), caf::actor_cast<caf::actor>(watcher)}) {
      if (one) caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
    }
    table = nullptr;
    connection = nullptr;
    parent = nullptr;
    watcher = nullptr;
    turn();
  }

  void start(bool counts = true) {
    parent = home.spawn<scripted_parent>(&ups);
    watcher = home.spawn<scripted_health>(&told);
    table = home.spawn<sample_table>(counts ? board : nullptr, parent, counts ? watcher : health_actor{});
    table->attach_functor([this](const caf::error& why) { ended = describe(why); });
    connection = home.spawn<scripted_postgres_connection>(&postgres);
    caf::anon_send(table, sibling<postgres_connection_actor>{connection, 0});
    turn();
  }

  /// What it answers to that statement: its rows in lines.
  std::string ask(const std::string& sql, std::vector<std::optional<std::string>> parameters = {}) {
    std::string said = "nothing";
    home.spawn<asker>(
        caf::actor_cast<postgres_connection_actor>(table),
        [&said](const rows& found) {
          said.clear();
          for (const auto& row : found.values) {
            for (const auto& value : row) said += value.value_or("-") + " ";
            said += "\n";
          }
        },
        statement{sql, std::move(parameters)});
    run_until([&said] { return said != "nothing"; });
    return said;
  }

  scripted_postgres postgres{};
  bool ours = false;
  bool samples = true;
  rows votes{{{"a", "2"}, {"b", "1"}}};
  std::shared_ptr<const poll_board> board =
      std::make_shared<const poll_board>(config::poll_list{config::default_poll()});
  int ups = 0;
  std::vector<condition> told;
  std::string ended;
  supervisor_actor parent;
  health_actor watcher;
  sample_table_actor table;
  postgres_connection_actor connection;
};

TEST_F(SampleTable, PassesOnWhatIsAskedOfOurTables) {
  ours = true;
  start();
  EXPECT_EQ(ups, 1);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].is, condition::level::up);
  EXPECT_EQ(ask("SELECT sequence, poll, choice, n FROM tally_snapshot()"), "from our tables \n");
  EXPECT_EQ(ask("SELECT poll, n FROM report_viewers($1::uuid, $2::text[], $3::integer[])", {"x", "{p}", "{3}"}),
            "from our tables \n");
  const auto before = postgres.asked.size();
  pass(5s);
  EXPECT_EQ(postgres.asked.size(), before) << "nothing is looked for any more";
}

TEST_F(SampleTable, AnswersFromTheSamplesTableAsOursWould) {
  start();
  EXPECT_EQ(ups, 1);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].part, "tables");
  EXPECT_EQ(told[0].is, condition::level::degraded);
  EXPECT_EQ(ask("SELECT sequence, poll, choice, n FROM tally_snapshot()"),
            "0 default a 2 \n0 default b 1 \n0 default - 3 \n");
  EXPECT_EQ(ask("SELECT poll, n FROM report_viewers($1::uuid, $2::text[], $3::integer[])", {"x", "{p}", "{3}"}), "3 \n")
      << "those of this process";
  EXPECT_EQ(postgres.asked.back().parameters, (std::vector<std::optional<std::string>>{"{p}", "{3}"}));
  EXPECT_EQ(ask("SELECT u.uid, r.poll, r.state FROM find_receipt(u.uid) AS r"), "") << "no such table knows";
  votes = {{{"a,c", "2"}, {"a", "1"}}};
  EXPECT_EQ(ask("SELECT * FROM tally_snapshot()"), "0 default a 3 \n0 default c 2 \n0 default - 3 \n");
  votes = {};
  EXPECT_EQ(ask("SELECT * FROM tally_snapshot()"), "0 - - - \n");
}

TEST_F(SampleTable, TellsWhoListensOnceASecondAndOnlyOfChanges) {
  start();
  shared_descriptor bell;
  int payloads = -1;
  const auto to = caf::actor_cast<postgres_connection_actor>(table);
  home.spawn<asker>(
      to, [&](const shared_descriptor& found) { bell = found; }, listen_atom::value, std::string{"scrutin_tallies"});
  ASSERT_TRUE(run_until([&] { return bell != nullptr; }));
  const auto rings = [&] {
    pollfd one{bell->number(), POLLIN, 0};
    return ::poll(&one, 1, 0) == 1;
  };
  const auto take_news = [&] {
    payloads = -1;
    home.spawn<asker>(
        to, [&](const std::vector<std::string>& found) { payloads = static_cast<int>(found.size()); },
        news_atom::value);
    run_until([&] { return payloads >= 0; });
  };
  take_news();  // the first votes that were seen
  EXPECT_FALSE(rings());
  pass(3s);
  EXPECT_FALSE(rings());
  EXPECT_EQ(postgres.count("GROUP BY vote"), 4) << "at the start, and then each second";
  votes = {{{"a", "3"}, {"b", "1"}}};
  pass(1100ms);
  EXPECT_TRUE(rings());
  take_news();
  EXPECT_EQ(payloads, 1);
  EXPECT_FALSE(rings());
}

TEST_F(SampleTable, WaitsForATableAndSaysSo) {
  samples = false;
  start();
  EXPECT_EQ(ups, 0);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].is, condition::level::down);
  EXPECT_EQ(told[0].why.substr(0, 8), "starting");
  samples = true;
  pass(1100ms);
  EXPECT_EQ(ups, 1);
  EXPECT_EQ(told.back().is, condition::level::degraded);
}

TEST_F(SampleTable, EndsWhenOurTablesHaveComeSoThatItIsStartedAnewForThem) {
  start();
  pass(3s);
  EXPECT_EQ(ended, "");
  ours = true;
  pass(1100ms);
  EXPECT_NE(ended.find("made its tables"), std::string::npos) << ended;
}

TEST_F(SampleTable, EndsWithTheConnectionBehindIt) {
  start();
  caf::anon_send(table, sibling<postgres_connection_actor>{});
  turn();
  EXPECT_NE(ended, "");
}

TEST_F(SampleTable, AsksForNoVotesWhereItCountsNone) {
  start(false);
  EXPECT_EQ(ups, 1);
  EXPECT_TRUE(told.empty());
  EXPECT_EQ(ask("SELECT u.uid, r.poll, r.state FROM find_receipt(u.uid) AS r"), "");
  pass(3s);
  EXPECT_EQ(postgres.count("GROUP BY vote"), 0);
}

}  // namespace
}  // namespace scrutin::actors
