#pragma once
// The time that an input may take.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <thread>

namespace scrutin::fuzz {

/// Nanoseconds of processor time that this thread has had.
inline long long thread_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

/// Reads an input, and aborts where that takes longer than its size allows, by processor time: `a_byte` nanoseconds for
/// each byte, sanitizers included, and a part for what comes once. The least of many times counts, with longer and
/// longer pauses between them, since other work on the machine makes each of them longer, and goes on for a while. An
/// Accept-Language that was read in square time took 10,000 ns a byte.
template <class Read>
int bounded(std::size_t size, const Read& read, long long a_byte = 1'000) {
  const auto allowed = 300'000 + a_byte * static_cast<long long>(size);
  auto least = std::numeric_limits<long long>::max();
  for (int i = 0; i < 20 && least > allowed; ++i) {
    if (i > 0) std::this_thread::sleep_for(std::chrono::milliseconds(i));
    const auto begun = thread_time();
    read();
    least = std::min(least, thread_time() - begun);
  }
  if (least > allowed) {
    std::fprintf(stderr, "%zu bytes took %lld us; %lld us are allowed\n", size, least / 1000, allowed / 1000);
    std::abort();
  }
  return 0;
}

}  // namespace scrutin::fuzz
