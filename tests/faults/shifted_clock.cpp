// To be preloaded: the system clock is SCRUTIN_CLOCK_SHIFT seconds off, and the monotonic one goes on. The package
// libfaketime does the same for many programs, but not for one with jemalloc, as redis-server is: both ask each other
// before either is ready. This asks the kernel alone.
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

namespace {

time_t shift = 0;

[[gnu::constructor]] void read_shift() {
  if (const char* text = std::getenv("SCRUTIN_CLOCK_SHIFT")) shift = std::strtol(text, nullptr, 10);
}

int shifted(clockid_t clock, timespec* found) {
  const auto status = static_cast<int>(::syscall(SYS_clock_gettime, clock, found));
  if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) found->tv_sec += shift;
  return status;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* found) noexcept { return shifted(clock, found); }

int gettimeofday(timeval* found, void*) noexcept {
  timespec now{};
  const int status = shifted(CLOCK_REALTIME, &now);
  if (status == 0 && found != nullptr) *found = {.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
  return status;
}

time_t time(time_t* found) noexcept {
  timespec now{};
  shifted(CLOCK_REALTIME, &now);
  if (found != nullptr) *found = now.tv_sec;
  return now.tv_sec;
}
}
