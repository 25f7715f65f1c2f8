#pragma once
// A vote_ingest, and those who vote.
#include <prometheus/registry.h>

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/ingest/vote_ingest.hpp"
#include "actors/runtime/failure.hpp"
#include "tests/actors/loop_fixture.hpp"

namespace scrutin::actors {

/// `limit` is how long a voter waits at most.
class VoteIngestBase : public LoopTest {
protected:
  /// What a voter was answered.
  struct told {
    int times = 0;
    std::string text;  // the receipt, or "error 2: ..."
    std::chrono::steady_clock::time_point at{};
  };

  /// Gives one ballot, and notes what came of it.
  class voter final : public pinned<caf::event_based_actor> {
  public:
    voter(caf::actor_config& config, loop& home, vote_ingest_actor to, ballot what, offer_ptr under, told* into)
        : pinned(config, home) {
      const auto note = [into](std::string text) {
        ++into->times;
        into->text = std::move(text);
        into->at = std::chrono::steady_clock::now();
      };
      request(to, caf::infinite, std::move(what), std::move(under))
          .then([=](const uid& receipt) { note(receipt.to_string()); },
                [=](const caf::error& error) {
                  note("error " + std::to_string(static_cast<int>(failure_of(error))) + ": " + describe(error));
                });
    }
  };

  /// In the place of a health: notes what is told of each part.
  class noted_health final : public pinned<health_actor::base> {
  public:
    noted_health(caf::actor_config& config, loop& home, std::map<std::string, std::vector<condition>>* into)
        : pinned(config, home), into_(into) {}
    behavior_type make_behavior() override {
      return {[this](const condition& told) { (*into_)[told.part].push_back(told); }, [](drain_atom) {},
              [](ready_atom) { return readiness{}; }};
    }

  private:
    std::map<std::string, std::vector<condition>>* into_;
  };

  explicit VoteIngestBase(std::chrono::milliseconds limit) : ingest(start(limit)) {}
  ~VoteIngestBase() override {
    caf::anon_send_exit(ingest, caf::exit_reason::user_shutdown);
    ingest = nullptr;
    caf::anon_send_exit(watcher, caf::exit_reason::user_shutdown);
    watcher = nullptr;
    turn();
  }

  static offer_ptr terms(const std::string& poll, bool final = false) {
    return std::make_shared<const published_offer>(offer{poll, {"a", "b"}, final});
  }

  /// Whether that part comes to be so, and for that reason.
  bool becomes(const std::string& part, condition::level level, const std::string& why = {},
               std::chrono::milliseconds patience = std::chrono::seconds(10)) {
    return run_until(
        [&] {
          const auto& all = told_health[part];
          return !all.empty() && all.back().is == level && all.back().why.find(why) != std::string::npos;
        },
        patience);
  }

  static ballot cast(const std::string& choice, const std::string& voter = "v1") {
    return {uid::make(), "default", voter, choice, {}};
  }

  vote_ingest_actor start(std::chrono::milliseconds limit) {
    config::redis settings;
    settings.timeout = limit;
    settings.partitions = 4;
    return home.spawn<vote_ingest>(settings, key, metrics, watcher, "test");
  }

  /// Says it to the ingest; what comes back is found in `answers`, by its place.
  std::size_t vote(ballot what, const offer_ptr& under = terms("default")) {
    answers.emplace_back();
    home.spawn<voter>(ingest, std::move(what), under, &answers.back());
    return answers.size() - 1;
  }

  void turn() {
    while (home.poll() > 0) {
    }
  }

  bool answered(std::size_t which) {
    return run_until([&] { return answers[which].times > 0; });
  }

  std::deque<told> answers;
  prometheus::Registry registry;
  std::shared_ptr<voter_key> key = std::make_shared<voter_key>("0123456789abcdef");
  std::shared_ptr<ingest_metrics> metrics = std::make_shared<ingest_metrics>(registry);
  std::map<std::string, std::vector<condition>> told_health;
  health_actor watcher = home.spawn<noted_health>(&told_health);
  vote_ingest_actor ingest;
};

}  // namespace scrutin::actors
