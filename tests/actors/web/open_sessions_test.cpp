#include "actors/web/open_sessions.hpp"

#include <caf/actor_cast.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <memory>
#include <vector>

#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "tests/actors/loop_fixture.hpp"

namespace scrutin::actors {
namespace {

class guest final : public pinned<caf::event_based_actor>, public resting_session {
public:
  guest(caf::actor_config& config, loop& home, open_sessions& sessions, int& told, open_sessions::block from)
      : pinned(config, home), sessions_(sessions), told_(told) {
    sessions_.enter(ctrl(), from);
  }

  caf::behavior make_behavior() override {
    return {[this](drain_atom) { ++told_; }};
  }

  void on_exit() override { sessions_.leave(ctrl()); }

  bool give_way() override { return !busy; }

  bool busy = false;

private:
  open_sessions& sessions_;
  int& told_;
};

class OpenSessions : public LoopTest {
protected:
  caf::actor come(open_sessions::block from = 0) {
    return caf::actor_cast<caf::actor>(home.spawn<guest>(sessions, told, from));
  }

  void go(caf::actor& who) {
    caf::anon_send_exit(who, caf::exit_reason::user_shutdown);
    who = nullptr;
    home.poll();
  }

  // Whether someone who comes now, all places being taken, gets one.
  bool makes_room() {
    std::vector<connection_quota::place> taken;
    while (quota->taken() < quota->most()) taken.push_back(quota->find(0).value());
    return sessions.find_place(0).has_value();
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
  caf::actor all[]{come(), come(), come()};
  const auto control = [&](int i) { return caf::actor_cast<caf::actor_control_block*>(all[i]); };
  const auto itself = [&](int i) -> guest& {
    return *static_cast<guest*>(caf::actor_cast<caf::abstract_actor*>(all[i]));
  };
  EXPECT_FALSE(makes_room()) << "all are at work";
  for (int i = 0; i < 3; ++i) sessions.rest(control(i), itself(i));
  sessions.work(control(0));
  sessions.rest(control(0), itself(0));  // the last one now: 1, 2, 0
  sessions.work(control(1));
  itself(2).busy = true;
  EXPECT_TRUE(makes_room()) << "0: a request has just come to 2";
  EXPECT_EQ(sessions.count(), 2U);
  EXPECT_EQ(quota->taken(), 2U);
  EXPECT_FALSE(makes_room());
  itself(2).busy = false;
  EXPECT_TRUE(makes_room());
  EXPECT_EQ(sessions.count(), 1U);
  EXPECT_FALSE(makes_room()) << "1 is at work";
  for (auto& one : all) go(one);
  EXPECT_EQ(sessions.count(), 0U);
  EXPECT_EQ(quota->taken(), 0U);
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

// Ten places: seven may be one block's, which then makes room among its own alone.
TEST_F(OpenSessions, MakeRoomForABlockThatHasItsShareByItsOwn) {
  auto other = come(8);
  std::vector<caf::actor> all;
  for (int i = 0; i < 8; ++i) all.push_back(come(7));
  ASSERT_TRUE(quota->has_its_share(7));
  const auto rests = [&](caf::actor& who) {
    auto* control = caf::actor_cast<caf::actor_control_block*>(who);
    sessions.rest(control, *dynamic_cast<guest*>(caf::actor_cast<caf::abstract_actor*>(who)));
  };
  rests(other);
  EXPECT_FALSE(sessions.find_place(7)) << "who waits is none of its own";
  rests(all[3]);
  EXPECT_TRUE(sessions.find_place(7));
  EXPECT_EQ(sessions.count(), 8U);
  go(other);
  for (auto& one : all) go(one);
}

}  // namespace
}  // namespace scrutin::actors
