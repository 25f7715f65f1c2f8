#pragma once
// What tells a reply in time from one that comes too late.
#include <caf/error.hpp>
#include <cstdint>
#include <utility>

#include "actors/runtime/failure.hpp"

namespace scrutin::actors {

/// Counts the rounds of one actor's work with one of those that it asks. A new one begins when that one has gone or
/// another has come, or when the actor begins its work again: a reply to what was asked in an earlier round is
/// nobody's.
///
/// A member of the actor; what it makes must not outlive that one, which handlers of replies do not.
class rounds {
public:
  /// What was asked until now is nobody's.
  void next() { ++now_; }

  /// Whether a round that began before has gone by since.
  class mark {
  public:
    explicit mark(const rounds& all) : all_(&all), of_(all.now_) {}
    bool past() const { return of_ != all_->now_; }

  private:
    const rounds* all_;
    std::uint64_t of_;
  };
  mark here() const { return mark{*this}; }

  /// `f`, with the same parameters, for a reply that is in time; it does nothing for one that is late.
  template <class F>
  auto in_time(F f) const {
    return keep(std::move(f), &F::operator());
  }

  /// `f` for an error by which who was asked refuses, in time. Any other means that it has gone: its supervisor brings
  /// another.
  template <class F>
  auto refusal(F f) const {
    return [at = here(), f = std::move(f)](const caf::error& why) mutable {
      if (!at.past() && failure_of(why) == failure::refused) f(why);
    };
  }

private:
  // Not generic lambdas: CAF reads the types of a reply from the parameters of its handler.
  template <class F, class... Ts>
  auto keep(F f, void (F::*)(Ts...) const) const {
    return [at = here(), f = std::move(f)](Ts... xs) {
      if (!at.past()) f(static_cast<Ts&&>(xs)...);
    };
  }
  template <class F, class... Ts>
  auto keep(F f, void (F::*)(Ts...)) const {
    return [at = here(), f = std::move(f)](Ts... xs) mutable {
      if (!at.past()) f(static_cast<Ts&&>(xs)...);
    };
  }

  std::uint64_t now_ = 0;
};

}  // namespace scrutin::actors
