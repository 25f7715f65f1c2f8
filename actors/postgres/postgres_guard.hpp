#pragma once
// Ends a wait for PostgreSQL that has no end.
#include <atomic>
#include <caf/event_based_actor.hpp>
#include <chrono>
#include <memory>

#include "actors/postgres/messages.hpp"
#include "actors/runtime/logger.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// What a connection and its guard share. Safe from both threads.
class wait_for_answer {
public:
  using clock = std::chrono::steady_clock;

  explicit wait_for_answer(shared_descriptor socket) : socket_(std::move(socket)) {}

  /// The connection waits from here until the scope ends.
  class scope {
  public:
    explicit scope(wait_for_answer& of) : of_(of) { of_.since_ = clock::now().time_since_epoch().count(); }
    ~scope() { of_.since_ = 0; }
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;

  private:
    wait_for_answer& of_;
  };

  bool lasts_longer_than(std::chrono::milliseconds most) const;

  /// Names the wait that is under way: another has another. 0 where there is none.
  clock::rep which() const { return since_; }

  /// What is waited for may take any time from here on, as long as the server is at work on it.
  void allow_any_time() { any_time_ = true; }
  void allow_no_more() { any_time_ = false; }
  bool any_time() const { return any_time_; }

  /// What is waited for is waited for from here on.
  void begin_anew() {
    auto since = since_.load();
    if (since != 0) since_.compare_exchange_strong(since, clock::now().time_since_epoch().count());
  }

  /// Shuts the socket down: libpq sees the end of the connection.
  void end();

private:
  shared_descriptor socket_;  // of its own number: it cannot be another's file meanwhile
  std::atomic<clock::rep> since_ = 0;
  std::atomic<bool> any_time_ = false;
};

/// A server that hangs, or a proxy before it that lost it, answers nothing and yet keeps the connection open: neither
/// `statement_timeout`, which is the server's, nor TCP's own time-outs end that. This actor looks once a second, on
/// CAF's own scheduler, since the connection's thread is the one that waits. It ends with `guarded`.
///
/// Old tables may take hours to be brought up to date: a wait that may take any time ends only where another connection
/// says twice, a look apart, that the server is not at work for this one. Once is not enough: what it has answered may
/// be on its way here.
class postgres_guard final : public caf::event_based_actor {
public:
  struct guarded_connection {
    caf::actor_addr actor;
    int backend;  ///< its process' id at the server
    config::postgres settings;
  };

  postgres_guard(caf::actor_config& config, std::shared_ptr<wait_for_answer> wait, std::chrono::milliseconds most,
                 guarded_connection guarded, std::shared_ptr<spdlog::logger> log);

  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "postgres_guard"; }

private:
  void look();
  void ask_the_server();

  std::shared_ptr<wait_for_answer> wait_;
  std::chrono::milliseconds most_;
  guarded_connection guarded_;
  std::shared_ptr<spdlog::logger> log_;
  postgres_connection_actor other_;           // while it is asked
  wait_for_answer::clock::rep answered_ = 0;  // the wait for which the server was not at work when it was asked last
};

}  // namespace scrutin::actors
