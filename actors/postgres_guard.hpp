#pragma once
// Ends a wait for PostgreSQL that has no end.
#include <atomic>
#include <caf/event_based_actor.hpp>
#include <chrono>
#include <memory>

#include "actors/messages.hpp"

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

  /// Shuts the socket down where the wait has lasted longer than `most`: libpq sees the end of the connection.
  bool end_after(std::chrono::milliseconds most);

private:
  shared_descriptor socket_;  // of its own number: it cannot be another's file meanwhile
  std::atomic<clock::rep> since_ = 0;
};

/// A server that hangs, or a proxy before it that lost it, answers nothing and yet keeps the connection open: neither
/// `statement_timeout`, which is the server's, nor TCP's own time-outs end that. This actor looks once a second, on
/// CAF's own scheduler, since the connection's thread is the one that waits. It ends with `guarded`.
class postgres_guard final : public caf::event_based_actor {
public:
  postgres_guard(caf::actor_config& config, std::shared_ptr<wait_for_answer> wait, std::chrono::milliseconds most,
                 const caf::actor_addr& guarded);

  caf::behavior make_behavior() override;
  const char* name() const override { return "postgres_guard"; }

private:
  void look();

  std::shared_ptr<wait_for_answer> wait_;
  std::chrono::milliseconds most_;
};

}  // namespace scrutin::actors
