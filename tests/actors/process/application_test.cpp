// The end of a whole process, seen from outside.
#include "actors/process/application.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <boost/asio/steady_timer.hpp>
#include <caf/event_based_actor.hpp>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "actors/runtime/failure.hpp"
#include "actors/runtime/pinned.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

// Ends as soon as it began.
class stillborn final : public pinned<caf::event_based_actor> {
public:
  using pinned::pinned;
  caf::behavior make_behavior() override {
    quit(make_error(failure::refused, "there is nothing to live on"));
    return {};
  }
};

// Throws as soon as it began.
class thrower final : public pinned<caf::event_based_actor> {
public:
  using pinned::pinned;
  caf::behavior make_behavior() override { throw std::runtime_error("no luck"); }
};

// Has nothing to do, and a while to do it in.
class idler final : public pinned<caf::event_based_actor> {
public:
  using pinned::pinned;
  caf::behavior make_behavior() override {
    return {[this](drain_atom) { quit(); }};
  }
};

// Has a second's work when it is told to end.
class worker final : public pinned<caf::event_based_actor> {
public:
  worker(caf::actor_config& config, loop& home) : pinned(config, home), work_(home.io()) {}
  caf::behavior make_behavior() override {
    return {[this](drain_atom) {
      work_.expires_after(1s);
      work_.async_wait(on([this](const boost::system::error_code&) { quit(); }));
    }};
  }

private:
  asio::steady_timer work_;
};

using starter = std::function<caf::actor(const supervisor_actor&)>;
using any_child = child<caf::actor>;

template <class Actor>
starter on(loop& home) {
  return [&home](const supervisor_actor&) { return caf::actor_cast<caf::actor>(home.spawn<Actor>()); };
}

child_list list_of(std::initializer_list<any_child> all) {
  child_list made;
  for (const auto& one : all) made.add(one);
  return made;
}

enum class mishap { none, early, hangups, ends, ends_beside_a_busy_loop, throws, cannot_start };

/// A process with two loops, whose second one has such a child; ends with the status that main() would return.
[[noreturn]] void live(mishap what) {
  int status = 0;
  {
    application app{"test", std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::stderr_sink_mt>()),
                    2};
    any_child one{.name = "child", .start = on<idler>(app.traffic(1)), .limit = {2, 30s}, .wait = {1ms, 2ms}};
    if (what == mishap::ends || what == mishap::ends_beside_a_busy_loop) one.start = on<stillborn>(app.traffic(1));
    if (what == mishap::ends_beside_a_busy_loop) {
      asio::post(app.traffic(0).io(), [] { std::this_thread::sleep_for(300ms); });
    }
    if (what == mishap::throws) one.start = on<thrower>(app.traffic(1));
    if (what == mishap::cannot_start) {
      one.start = [](const supervisor_actor&) -> caf::actor { throw std::runtime_error("no luck"); };
    }
    const any_child draining{.name = "idler", .start = on<idler>(app.traffic(0)), .ends = ending::drain};
    const any_child plain{.name = "idler", .start = on<idler>(app.traffic(1))};
    child_list children;
    children.add(app.on_loop(0, "loop 0", list_of({draining})));
    children.add(app.on_loop(1, "loop 1", list_of({plain, one})));
    if (what == mishap::none) {
      asio::post(app.control().io(), [] { std::raise(SIGTERM); });
    }
    if (what == mishap::early) std::raise(SIGTERM);
    int heard = 0;
    if (what == mishap::hangups) {
      std::raise(SIGHUP);  // before there is something to do about it
      app.on_hangup([&heard, &app] {
        std::raise(++heard < 3 ? SIGHUP : SIGTERM);
        app.log()->info("hangup {}", heard);
      });
    }
    status = app.run(std::move(children));
  }
  std::exit(status);
}

/// A process with that many loops, each of which has work to end, and then a sibling to stop.
[[noreturn]] void end_with_loops(unsigned loops) {
  int status = 0;
  {
    application app{"test", std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::stderr_sink_mt>()),
                    loops};
    child_list children;
    for (unsigned i = 0; i < loops; ++i) {
      const any_child first{.name = "idler", .start = on<idler>(app.traffic(i))};
      const any_child last{.name = "worker", .start = on<worker>(app.traffic(i)), .ends = ending::drain};
      children.add(app.on_loop(i, "loop " + std::to_string(i), list_of({first, last})));
    }
    asio::post(app.control().io(), [] { std::raise(SIGTERM); });
    status = app.run(std::move(children));
  }
  std::exit(status);
}

class Application : public ::testing::Test {
protected:
  Application() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(Application, EndsWithStatus0AfterASignal) {
  EXPECT_EXIT(live(mishap::none), ::testing::ExitedWithCode(0), "process stopped");
}

TEST_F(Application, EndsWithStatus0AfterASignalThatCameBeforeItRan) {
  EXPECT_EXIT(live(mishap::early), ::testing::ExitedWithCode(0), "got signal 15(.|\n)*process stopped");
}

TEST_F(Application, EndsAllLoopsAtOnce) {
  EXPECT_EXIT(end_with_loops(8), ::testing::ExitedWithCode(0), "process stopped");
}

TEST_F(Application, HearsEveryHangupFromItsStartOnAndLivesOn) {
  EXPECT_EXIT(live(mishap::hangups), ::testing::ExitedWithCode(0),
              "hangup 1(.|\n)*hangup 2(.|\n)*hangup 3(.|\n)*process stopped");
}

TEST_F(Application, EndsWithStatus1AndTheReasonWhenAChildGivesUp) {
  EXPECT_EXIT(live(mishap::ends), ::testing::ExitedWithCode(1),
              "process gives up: loop 1 \\(test\\) ended: child \\(loop 1\\) ended more than 2 times in 30 s, last "
              "with: there is nothing to live on");
}

// It hears of the end only when all other loops have done all they had to.
TEST_F(Application, EndsWithStatus1WhateverTheOtherLoopsDo) {
  EXPECT_EXIT(live(mishap::ends_beside_a_busy_loop), ::testing::ExitedWithCode(1), "process stopped");
}

TEST_F(Application, EndsWithStatus1AndTheReasonWhenAChildThrows) {
  EXPECT_EXIT(live(mishap::throws), ::testing::ExitedWithCode(1),
              "process gives up: loop 1 \\(test\\) ended: child \\(loop 1\\) ended more than 2 times in 30 s, last "
              "with: no luck");
}

TEST_F(Application, EndsWithStatus1AndTheReasonWhenAChildCannotBeStarted) {
  EXPECT_EXIT(live(mishap::cannot_start), ::testing::ExitedWithCode(1),
              "process gives up: loop 1 \\(test\\) ended: child \\(loop 1\\) ended more than 2 times in 30 s, last "
              "with: it could not be started: no luck");
}

}  // namespace
}  // namespace scrutin::actors
