#pragma once
// How much work code does, counted instead of timed: the same on every machine, however busy.
#include <cstddef>

namespace scrutin::http {

/// Branches that this thread has taken in code that is compiled with -fsanitize-coverage=trace-pc.
std::size_t steps() noexcept;

/// Those of one call.
template <class Call>
std::size_t steps_of(const Call& call) {
  const auto before = steps();
  call();
  return steps() - before;
}

}  // namespace scrutin::http
