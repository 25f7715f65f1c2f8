#pragma once
// Waiting for a condition, with a deadline.
#include <chrono>
#include <concepts>
#include <thread>

namespace scrutin::test {

/// Asks `holds` every few milliseconds. False where it did not hold in time.
template <std::predicate F>
bool eventually(F holds, std::chrono::milliseconds patience = std::chrono::seconds{20}) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

}  // namespace scrutin::test
