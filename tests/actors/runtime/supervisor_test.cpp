#include "actors/runtime/supervisor.hpp"

#include <spdlog/sinks/ostream_sink.h>

#include <algorithm>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "actors/runtime/failure.hpp"
#include "actors/runtime/health.hpp"
#include "tests/actors/manual_loop_fixture.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

// Writes what happens to it; ends with an error when it is told a text.
class probe final : public pinned<caf::event_based_actor> {
public:
  probe(caf::actor_config& config, loop& home, std::string label, std::shared_ptr<std::vector<std::string>> events,
        bool lingers = false)
      : pinned(config, home), label_(std::move(label)), events_(std::move(events)), lingers_(lingers) {}

  caf::behavior make_behavior() override {
    events_->push_back("start " + label_);
    return {
        [this](const std::string& why) { quit(make_error(failure::refused, why)); },
        [this](drain_atom) {
          if (!lingers_) return quit();
          events_->push_back("drain " + label_);
        },
        [this](const sibling<caf::actor>& told) {
          events_->push_back(label_ + (told.handle ? " has " : " lacks ") + "it");
        },
    };
  }
  void on_exit() override { events_->push_back("stop " + label_); }

private:
  std::string label_;
  std::shared_ptr<std::vector<std::string>> events_;
  bool lingers_;
};

// Under a clock that stands still: what is due now happens in poll(), what is due later once the test says so.
class Supervisor : public ManualLoopTest {
protected:
  ~Supervisor() override {
    if (root) forget();
  }

  child_spec child(const std::string& name) {
    return {
        .name = name,
        .start =
            [this, name](const supervisor_actor&) {
              children[name] = caf::actor_cast<caf::actor>(home.spawn<probe>(name, events));
              return children[name];
            },
    };
  }

  static child_spec asking(child_spec one, const std::string& whom) {
    one.asks.push_back({whom, [](const caf::actor& me, const caf::actor& now) {
                          caf::anon_send(me, sibling<caf::actor>{now, 0});
                        }});
    return one;
  }

  /// A child that is told to drain and does not.
  child_spec lingering(const std::string& name) {
    auto spec = child(name);
    spec.start = [this, name](const supervisor_actor&) {
      children[name] = caf::actor_cast<caf::actor>(home.spawn<probe>(name, events, true));
      return children[name];
    };
    spec.ends = ending::drain;
    return spec;
  }

  /// Who was told to drain and lingers, in that order.
  std::vector<std::string> told() const {
    std::vector<std::string> names;
    for (const auto& event : *events) {
      if (event.starts_with("drain ")) names.push_back(event.substr(6));
    }
    return names;
  }

  /// A child that never comes up by itself, as a connection to a server that is away.
  child_spec connection(const std::string& name) {
    auto spec = child(name);
    spec.rises = rising::announced;
    spec.limit = no_limit;
    return spec;
  }

  void supervise(std::vector<child_spec> specs) {
    root = home.spawn<supervisor>("test", std::move(specs), watcher);
    root->attach_functor([this](const caf::error& why) {
      ended = true;
      reason = why;
    });
    home.poll();
  }

  void fail(const std::string& name) {
    caf::anon_send(children[name], std::string("trouble"));
    home.poll();
  }

  void come_up(const std::string& name) {
    caf::anon_send(root, up_atom::value, caf::actor_cast<caf::strong_actor_ptr>(children[name]));
    home.poll();
  }

  void advance(std::chrono::nanoseconds by) {
    time().set_now(time().now() + by);
    while (time().ring()) home.poll();
    home.poll();
  }

  void advance_to(std::chrono::milliseconds since_start) { advance(start + since_start - time().now()); }

  /// The pause that the last restart was announced with.
  std::chrono::milliseconds announced_pause() const {
    const auto all = lines->str();
    const std::string words = "restarting in ";
    const auto at = all.rfind(words);
    return std::chrono::milliseconds{at == all.npos ? -1 : std::stoi(all.substr(at + words.size()))};
  }

  void end() {
    caf::anon_send(root, drain_atom::value);
    home.poll();
    EXPECT_TRUE(ended);
    forget();
  }

  /// Ends it where it should have ended and has not: a test that fails leaves nothing alive.
  void forget() {
    if (!ended) caf::anon_send_exit(root, caf::exit_reason::kill);
    home.poll();
    root = nullptr;
    children.clear();
  }

  std::size_t count(const std::string& event) const {
    return static_cast<std::size_t>(std::count(events->begin(), events->end(), event));
  }

  std::shared_ptr<std::vector<std::string>> events = std::make_shared<std::vector<std::string>>();
  std::shared_ptr<std::ostringstream> lines = std::make_shared<std::ostringstream>();
  std::map<std::string, caf::actor> children;
  health_actor watcher;
  supervisor_actor root;
  bool ended = false;
  caf::error reason;
  time_source::time_point start = time().now();

private:
  void SetUp() override { log->sinks() = {std::make_shared<spdlog::sinks::ostream_sink_mt>(*lines)}; }
};

TEST_F(Supervisor, StartsInOrderAndStopsInReverse) {
  auto last = child("c");
  last.ends = ending::drain;
  supervise({child("a"), child("b"), last});
  end();
  EXPECT_EQ(*events, (std::vector<std::string>{"start a", "start b", "start c", "stop c", "stop b", "stop a"}));
  EXPECT_FALSE(reason);
}

// The loops of a process, between what serves them all and what needs them.
TEST_F(Supervisor, StopsThoseWhoStandAbreastAtOnceAndOthersInTurn) {
  const auto slow = [this](const std::string& name) {
    auto spec = lingering(name);
    spec.abreast = true;
    return spec;
  };
  auto last = lingering("last");
  supervise({child("first"), slow("a"), slow("b"), slow("c"), last});
  fail("b");  // it waits for its restart, and what stands beside it is abreast of it all the same
  caf::anon_send(root, drain_atom::value);
  home.poll();
  EXPECT_EQ(told(), (std::vector<std::string>{"last"}));
  fail("last");
  EXPECT_EQ(told(), (std::vector<std::string>{"last", "c", "a"}));
  fail("c");
  EXPECT_EQ(count("stop first"), 0U);
  fail("a");
  EXPECT_EQ(count("stop first"), 1U);
  EXPECT_TRUE(ended);
  EXPECT_FALSE(reason);
  forget();
}

TEST_F(Supervisor, GoesOnWithoutOneThatDoesNotStopAndWaitsForItInTheEnd) {
  auto listener = lingering("listener");
  listener.patience = 3s;
  supervise({child("connection"), lingering("ingest"), listener});
  caf::anon_send(root, drain_atom::value);
  home.poll();
  advance(2999ms);
  EXPECT_EQ(told(), (std::vector<std::string>{"listener"}));
  advance(1ms);
  EXPECT_EQ(told(), (std::vector<std::string>{"listener", "ingest"}));
  fail("ingest");
  EXPECT_EQ(count("stop connection"), 1U);
  EXPECT_FALSE(ended);
  fail("listener");
  EXPECT_TRUE(ended);
  EXPECT_FALSE(reason);
  forget();
}

TEST_F(Supervisor, RestartsTheOneThatEndedAndNoOther) {
  supervise({child("a"), child("b")});
  fail("a");
  advance(1s);
  EXPECT_EQ(count("start a"), 2U);
  EXPECT_EQ(count("start b"), 1U);
  EXPECT_EQ(count("stop b"), 0U);
  end();
}

TEST_F(Supervisor, RestartsAtTheTimeItSaidAndNotBefore) {
  supervise({connection("server")});
  std::size_t starts = 1;
  for (const auto whole : {50ms, 100ms, 200ms, 400ms, 800ms, 1600ms, 2000ms, 2000ms, 2000ms}) {
    fail("server");
    const auto pause = announced_pause();
    EXPECT_GE(pause, whole / 2);
    EXPECT_LE(pause, whole);
    advance(pause - 1ns);
    EXPECT_EQ(count("start server"), starts) << "within " << pause.count() << " ms";
    advance(1ns);
    ASSERT_EQ(count("start server"), ++starts) << "after " << pause.count() << " ms";
  }
  end();
}

TEST_F(Supervisor, WaitsTheLeastAgainOnceTheChildWasUpForSeconds) {
  supervise({connection("server")});
  for (int i = 0; i < 6; ++i) {
    fail("server");
    advance(2s);
  }
  EXPECT_GE(announced_pause(), 800ms);
  come_up("server");
  advance(4s);
  fail("server");
  EXPECT_GE(announced_pause(), 800ms);
  advance(2s);
  come_up("server");
  advance(5s);
  fail("server");
  EXPECT_LE(announced_pause(), 50ms);
  advance(2s);
  fail("server");
  EXPECT_GE(announced_pause(), 50ms);
  EXPECT_LE(announced_pause(), 100ms);
  advance(2s);
  end();
}

// Many processes lose their Redis at once: each of them draws a pause of its own.
TEST_F(Supervisor, SpreadsTheRestartsOfManySupervisors) {
  std::set<std::chrono::milliseconds> pauses;
  for (int i = 0; i < 30; ++i) {
    auto spec = connection("server");
    spec.wait = {10s, 10s};
    supervise({spec});
    fail("server");
    pauses.insert(announced_pause());
    end();
    ended = false;
  }
  EXPECT_GE(*pauses.begin(), 5s);
  EXPECT_LE(*pauses.rbegin(), 10s);
  EXPECT_GT(pauses.size(), 20U);  // of 5001 that are possible, nearly all differ
}

TEST_F(Supervisor, AllowsExactlySoManyRestartsInThePeriod) {
  auto fragile = child("fragile");
  fragile.limit = {3, 10s};
  supervise({child("other"), fragile});
  for (const auto at : {0s, 3s, 6s}) {
    advance_to(at);
    fail("fragile");
    EXPECT_FALSE(ended);
    advance(200ms);
  }
  EXPECT_EQ(count("start fragile"), 4U);
  advance_to(9999ms);
  fail("fragile");
  EXPECT_TRUE(ended);
  EXPECT_EQ(count("stop other"), 1U);
  EXPECT_EQ(describe(reason), "fragile (test) ended more than 3 times in 10 s, last with: trouble");
  advance(60s);
  EXPECT_EQ(count("start fragile"), 4U);
  EXPECT_EQ(count("start other"), 1U);
  forget();
}

TEST_F(Supervisor, ForgetsRestartsThatAreOlderThanThePeriod) {
  auto fragile = child("fragile");
  fragile.limit = {2, 10s};
  supervise({fragile});
  // Each time the older of the last two is out of the period, the younger is not.
  for (const auto at : {0s, 6s, 10s, 16s, 20s, 26s}) {
    advance_to(at);
    fail("fragile");
    ASSERT_FALSE(ended) << "at " << at.count() << " s";
    advance(50ms);
  }
  advance_to(29'999ms);
  fail("fragile");
  EXPECT_TRUE(ended);
  forget();
}

TEST_F(Supervisor, StartsNothingAgainOnceItStops) {
  auto slow = child("slow");
  slow.ends = ending::drain;
  supervise({child("a"), slow});
  fail("a");
  caf::anon_send(root, drain_atom::value);
  advance(60s);
  EXPECT_TRUE(ended);
  EXPECT_EQ(count("start a"), 1U);
  forget();
}

// As application::on_loop makes it: the process' own supervisor grants those of the loops no restart.
TEST_F(Supervisor, PassesAChildsEndOnToItsOwnSupervisor) {
  auto fragile = child("fragile");
  fragile.limit = {1, 10s};
  supervise({child("other"),
             {.name = "loop 1",
              .start =
                  [this, fragile](const supervisor_actor&) {
                    return caf::actor_cast<caf::actor>(
                        home.spawn<supervisor>("loop 1", std::vector{child("sibling"), fragile}, health_actor{}));
                  },
              .ends = ending::drain,
              .limit = {0, 1s}}});
  fail("fragile");
  advance(50ms);
  EXPECT_EQ(count("start fragile"), 2U);
  EXPECT_FALSE(ended);
  fail("fragile");
  EXPECT_TRUE(ended);
  EXPECT_EQ(count("stop sibling"), 1U);
  EXPECT_EQ(count("stop other"), 1U);
  EXPECT_EQ(describe(reason),
            "loop 1 (test) ended: fragile (loop 1) ended more than 1 times in 10 s, last with: trouble");
  forget();
}

TEST_F(Supervisor, TellsThoseWhoAskAChildWhenItComesAndGoes) {
  supervise({child("server"), asking(child("client"), "server")});
  EXPECT_EQ(count("client has it"), 1U);
  fail("server");
  EXPECT_EQ(count("client lacks it"), 1U);
  EXPECT_EQ(count("client has it"), 1U);
  advance(50ms);
  EXPECT_EQ(count("client has it"), 2U);
  fail("client");
  advance(50ms);
  EXPECT_EQ(count("client has it"), 3U);
  end();
}

TEST_F(Supervisor, TellsOfAChildThatAnnouncesItselfOnlyOnceItDoes) {
  supervise({connection("server"), asking(child("client"), "server")});
  EXPECT_EQ(count("client has it"), 0U);
  come_up("server");
  EXPECT_EQ(count("client has it"), 1U);
  end();
}

TEST_F(Supervisor, ReportsTheConditionOfEachPart) {
  watcher = home.spawn<health>();
  auto server = child("server");
  server.part = "redis";
  server.rises = rising::announced;
  supervise({server});
  caf::scoped_actor asker{system};
  const auto ready = [&] {
    readiness found;
    bool answered = false;
    asker->send(watcher, ready_atom::value);
    home.poll();
    asker->receive([&](readiness& answer) {
      found = std::move(answer);
      answered = true;
    });
    return answered ? found : readiness{};
  };
  caf::anon_send(root, up_atom::value, caf::actor_cast<caf::strong_actor_ptr>(children["server"]));
  home.poll();
  EXPECT_TRUE(ready().ready);
  fail("server");
  const auto found = ready();
  EXPECT_FALSE(found.ready);
  ASSERT_EQ(found.parts.size(), 1U);
  EXPECT_EQ(found.parts[0].part, "redis");
  EXPECT_EQ(found.parts[0].who, "test");
  EXPECT_EQ(found.parts[0].why, "trouble");
  caf::anon_send(watcher, drain_atom::value);
  EXPECT_FALSE(ready().ready);
  end();
  caf::anon_send_exit(watcher, caf::exit_reason::user_shutdown);
  watcher = nullptr;
}

}  // namespace
}  // namespace scrutin::actors
