#pragma once
// Makes an actor live on one event loop.
#include <caf/actor_control_block.hpp>
#include <caf/error.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/sec.hpp>
#include <exception>

#include "actors/runtime/loop.hpp"

namespace scrutin::actors {

/// Any event-based actor, typed or not, all of whose messages run on its own loop, whichever thread sent them. One that
/// throws ends with the exception's text as its reason.
template <class Base>
class pinned : public Base {
public:
  template <class... Ts>
  explicit pinned(caf::actor_config& config, loop& home, Ts&&... xs)
      : Base(config, std::forward<Ts>(xs)...), home_(home) {
    this->set_exception_handler([](std::exception_ptr& thrown) { return reason_of(thrown); });
  }

  using Base::enqueue;
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    Base::enqueue(std::move(message), &home_);
  }

protected:
  loop& home() { return home_; }
  asio::io_context& io() { return home_.io(); }
  spdlog::logger& log() { return home_.log(); }

  /// Turns `f` into a completion handler that acts as a message to this actor: it keeps the actor alive, is dropped
  /// once the actor has ended, and ends the actor with an error when `f` throws.
  template <class F>
  auto on(F f) {
    return [this, me = caf::strong_actor_ptr{this->ctrl()}, f = std::move(f)](auto&&... xs) mutable {
      if (!this->alive()) return;
      try {
        f(std::forward<decltype(xs)>(xs)...);
      } catch (...) {
        this->quit(reason_of(std::current_exception()));
      }
      this->finalize();  // so that quit() works here as it does in a message handler
    };
  }

private:
  static caf::error reason_of(const std::exception_ptr& thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
      return caf::make_error(caf::sec::runtime_error, e.what());
    } catch (...) {
      return caf::make_error(caf::sec::runtime_error, "something was thrown that is no std::exception");
    }
  }

  loop& home_;
};

}  // namespace scrutin::actors
