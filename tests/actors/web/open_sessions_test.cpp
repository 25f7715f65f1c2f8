#include "actors/web/open_sessions.hpp"

#include <caf/actor_cast.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <memory>

#include "actors/runtime/pinned.hpp"
#include "actors/web/messages.hpp"
#include "tests/actors/loop_fixture.hpp"

namespace scrutin::actors {
namespace {

class guest final : public pinned<caf::event_based_actor> {
public:
  guest(caf::actor_config& config, loop& home, open_sessions& sessions, int& told)
      : pinned(config, home), sessions_(sessions), told_(told) {
    sessions_.enter(ctrl());
  }

  caf::behavior make_behavior() override {
    return {[this](drain_atom) { ++told_; }, [this](yield_atom) { quit(); }};
  }

  void on_exit() override { sessions_.leave(ctrl()); }

private:
  open_sessions& sessions_;
  int& told_;
};

class OpenSessions : public LoopTest {
protected:
  caf::actor come() { return caf::actor_cast<caf::actor>(home.spawn<guest>(sessions, told)); }

  void go(caf::actor& who) {
    caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
    who = nullptr;
    home.poll();
  }

  std::shared_ptr<connection_quota> quota = std::make_shared<connection_quota>(10);
  open_sessions sessions{quota};
  int told = 0;
  bool empty = false;
};

TEST_F(OpenSessions, CountsWhoHasYetToRun) {
  auto one = come();
  EXPECT_EQ(sessions.count(), 1U);
  sessions.drain([this] { empty = true; });
  EXPECT_FALSE(empty);
  home.poll();
  EXPECT_EQ(told, 1);
  go(one);
  EXPECT_TRUE(empty);
}

TEST_F(OpenSessions, MakesRoomByWhoHasRestedLongest) {
  auto one = come();
  auto two = come();
  auto three = come();
  const auto control = [](const caf::actor& who) { return caf::actor_cast<caf::actor_control_block*>(who); };
  EXPECT_FALSE(sessions.make_room()) << "all are at work";
  for (const auto* who : {&one, &two, &three}) sessions.rest(control(*who));
  sessions.work(control(one));
  sessions.rest(control(one));  // the last one now
  sessions.work(control(two));
  EXPECT_TRUE(sessions.make_room());
  home.poll();
  EXPECT_EQ(sessions.count(), 2U);
  EXPECT_TRUE(sessions.make_room());
  home.poll();
  EXPECT_EQ(sessions.count(), 1U);
  EXPECT_FALSE(sessions.make_room()) << "the one that is left is at work";
  go(two);
  EXPECT_EQ(sessions.count(), 0U);
}

TEST_F(OpenSessions, TellsWhoComesDuringADrainAndWaitsForThem) {
  auto one = come();
  sessions.drain([this] { empty = true; });
  auto other = come();
  home.poll();
  EXPECT_EQ(told, 2);
  go(one);
  EXPECT_FALSE(empty);
  go(other);
  EXPECT_TRUE(empty);
}

TEST_F(OpenSessions, CountsAgainstTheQuota) {
  auto one = come();
  auto other = come();
  EXPECT_EQ(quota->taken(), 2U);
  sessions.leave(caf::actor_cast<caf::strong_actor_ptr>(one).get());
  EXPECT_EQ(quota->taken(), 1U);
  go(one);  // it leaves twice, and counts once
  EXPECT_EQ(quota->taken(), 1U);
  go(other);
  EXPECT_EQ(quota->taken(), 0U);
}

TEST_F(OpenSessions, CutsThoseWhoDoNotGo) {
  auto one = come();
  auto other = come();
  sessions.drain([this] { empty = true; });
  home.poll();
  EXPECT_FALSE(empty);
  sessions.cut();
  home.poll();
  EXPECT_TRUE(empty);
  EXPECT_EQ(sessions.count(), 0U);
}

TEST_F(OpenSessions, TellsNobodyAfterTheDrainIsForgotten) {
  auto one = come();
  sessions.drain([this] { empty = true; });
  sessions.forget();
  auto other = come();
  home.poll();
  EXPECT_EQ(told, 1);
  go(one);
  go(other);
  EXPECT_FALSE(empty);
}

}  // namespace
}  // namespace scrutin::actors
