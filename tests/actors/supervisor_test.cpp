#include "actors/supervisor.hpp"

#include <algorithm>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <map>
#include <string>
#include <vector>

#include "actors/failure.hpp"
#include "actors/health.hpp"
#include "tests/actors/loop_fixture.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

// Writes what happens to it; ends with an error when it is told a text.
class probe final : public pinned<caf::event_based_actor> {
public:
  probe(caf::actor_config& config, loop& home, std::string label, std::shared_ptr<std::vector<std::string>> events)
      : pinned(config, home), label_(std::move(label)), events_(std::move(events)) {}

  caf::behavior make_behavior() override {
    events_->push_back("start " + label_);
    return {
        [this](const std::string& why) { quit(make_error(failure::refused, why)); },
        [this](drain_atom) { quit(); },
        [this](const adopt& told) { events_->push_back(label_ + (told.handle ? " adopts " : " loses ") + told.child); },
    };
  }
  void on_exit() override { events_->push_back("stop " + label_); }

private:
  std::string label_;
  std::shared_ptr<std::vector<std::string>> events_;
};

class Supervisor : public LoopTest {
protected:
  child_spec child(const std::string& name) {
    return {
        .name = name,
        .start =
            [this, name](const supervisor_actor&, const roster&) {
              children[name] = caf::actor_cast<caf::actor>(home.spawn<probe>(name, events));
              return children[name];
            },
        .wait = {1ms, 2ms},
    };
  }

  void supervise(std::vector<child_spec> specs) {
    root = home.spawn<supervisor>("test", std::move(specs), watcher);
    root->attach_functor([this](const caf::error& why) {
      ended = true;
      reason = why;
    });
    home.poll();
  }

  void end() {
    caf::anon_send(root, drain_atom::value);
    EXPECT_TRUE(run_until([this] { return ended; }));
    root = nullptr;
    children.clear();
  }

  std::size_t count(const std::string& event) const {
    return static_cast<std::size_t>(std::count(events->begin(), events->end(), event));
  }

  std::shared_ptr<std::vector<std::string>> events = std::make_shared<std::vector<std::string>>();
  std::map<std::string, caf::actor> children;
  health_actor watcher;
  supervisor_actor root;
  bool ended = false;
  caf::error reason;
};

TEST_F(Supervisor, StartsInOrderAndStopsInReverse) {
  auto last = child("c");
  last.ends = child_spec::ending::drain;
  supervise({child("a"), child("b"), last});
  end();
  EXPECT_EQ(*events, (std::vector<std::string>{"start a", "start b", "start c", "stop c", "stop b", "stop a"}));
  EXPECT_FALSE(reason);
}

TEST_F(Supervisor, RestartsTheOneThatEndedAndNoOther) {
  supervise({child("a"), child("b")});
  caf::anon_send(children["a"], std::string("trouble"));
  EXPECT_TRUE(run_until([this] { return count("start a") == 2; }));
  EXPECT_EQ(count("start b"), 1U);
  end();
}

TEST_F(Supervisor, TellsThoseWhoAreServedWhenAChildComesAndGoes) {
  auto server = child("server");
  server.serves = {"client"};
  supervise({server, child("client")});
  EXPECT_EQ(count("client adopts server"), 1U);
  caf::anon_send(children["server"], std::string("trouble"));
  EXPECT_TRUE(run_until([this] { return count("client adopts server") == 2; }));
  EXPECT_EQ(count("client loses server"), 1U);
  caf::anon_send(children["client"], std::string("trouble"));
  EXPECT_TRUE(run_until([this] { return count("client adopts server") == 3; }));
  end();
}

TEST_F(Supervisor, TellsOfAChildThatAnnouncesItselfOnlyOnceItDoes) {
  auto server = child("server");
  server.serves = {"client"};
  server.rises = child_spec::rising::announced;
  supervise({server, child("client")});
  EXPECT_EQ(count("client adopts server"), 0U);
  caf::anon_send(root, up_atom::value, caf::actor_cast<caf::strong_actor_ptr>(children["server"]));
  EXPECT_TRUE(run_until([this] { return count("client adopts server") == 1; }));
  end();
}

TEST_F(Supervisor, EndsWithTheReasonWhenAChildExceedsItsLimit) {
  auto fragile = child("fragile");
  fragile.limit = {2, 60s};
  supervise({child("other"), fragile});
  for (std::size_t i = 1; i <= 3; ++i) {
    ASSERT_TRUE(run_until([&] { return count("start fragile") == i; }));
    caf::anon_send(children["fragile"], std::string("trouble"));
    ASSERT_TRUE(run_until([&] { return count("stop fragile") == i; }));
  }
  EXPECT_TRUE(run_until([this] { return ended && count("stop other") == 1; }));
  EXPECT_EQ(describe(reason), "fragile (test) ended more than 2 times in 60 s, last with: trouble");
  root = nullptr;
  children.clear();
}

TEST_F(Supervisor, ReportsTheConditionOfEachPart) {
  watcher = home.spawn<health>();
  auto server = child("server");
  server.part = "redis";
  server.rises = child_spec::rising::announced;
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
  caf::anon_send(children["server"], std::string("trouble"));
  home.poll();
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
