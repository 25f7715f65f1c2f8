#pragma once
// A loop that the test itself turns, so that actors run when it says and on its thread.
#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>
#include <chrono>
#include <memory>
#include <thread>

#include "actors/runtime/loop.hpp"

namespace scrutin::actors {

class LoopTest : public ::testing::Test {
protected:
  using clock = std::chrono::steady_clock;

  /// `policy` names CAF's scheduler, which has its own clock: "testing" is one that stands still until told. `time` is
  /// the loop's, where it is not the steady clock.
  explicit LoopTest(caf::atom_value policy = caf::atom("sharing"), std::unique_ptr<time_source> time = {})
      : system(quiet(config, policy)), home(system, log, std::move(time)) {}

  ~LoopTest() override { home.poll(); }

  /// Turns the loop until `done()`; false when that took longer than the deadline.
  template <class Condition>
  bool run_until(Condition done, std::chrono::milliseconds deadline = std::chrono::seconds(10)) {
    const auto end = clock::now() + deadline;
    while (!done()) {
      if (clock::now() > end) return false;
      if (home.poll() == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    return true;
  }

  static caf::actor_system_config& quiet(caf::actor_system_config& config, caf::atom_value policy) {
    config.set("scheduler.max-threads", std::size_t{1});
    config.set("scheduler.policy", policy);
    return config;
  }

  caf::actor_system_config config;
  caf::actor_system system;
  std::shared_ptr<spdlog::logger> log =
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>());
  loop home;
};

}  // namespace scrutin::actors
