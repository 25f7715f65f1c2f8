#pragma once
// A loop whose time the test passes.
#include <chrono>
#include <memory>

#include "tests/actors/loop_fixture.hpp"
#include "tests/actors/manual_time.hpp"

namespace scrutin::actors {

class ManualLoopTest : public LoopTest {
protected:
  ManualLoopTest() : LoopTest(caf::atom("sharing"), std::make_unique<simulation::manual_time>()) {
    time().set_now(simulation::manual_time::time_point{std::chrono::hours{1}});
  }

  simulation::manual_time& time() { return static_cast<simulation::manual_time&>(home.time()); }

  /// Runs all that is ready.
  void turn() {
    while (home.poll() > 0) {
    }
  }

  /// Lets that much time go by, a little at a time.
  void pass(std::chrono::milliseconds how_long) {
    constexpr std::chrono::milliseconds step{5};
    for (; how_long.count() > 0; how_long -= step) {
      time().set_now(time().now() + step);
      wall += step;
      while (time().ring()) turn();
      turn();
    }
  }

  std::chrono::system_clock::time_point wall{std::chrono::seconds{1780315200}};  // 2026-06-01T12:00:00Z
};

}  // namespace scrutin::actors
