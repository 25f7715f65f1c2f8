#pragma once
// A program that a test runs beside itself.
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scrutin::test {

/// A user to run as; only root can.
struct account {
  uid_t user;
  gid_t group;
};

/// How many descriptors a program may have open: the limit that holds, and how far it may raise it.
struct descriptor_limits {
  std::size_t soft;
  std::size_t hard;
};

/// The first executable of that name in PATH, then in `more`. Throws std::runtime_error that names it.
std::filesystem::path find_program(const std::string& name, const std::vector<std::filesystem::path>& more = {});

/// Runs a program; it dies with this object, and with the thread that made it (so make it on one that lives as long).
class child_process {
public:
  struct launch {
    std::vector<std::string> command;  ///< a path, or a name to be found in PATH; then its arguments
    std::filesystem::path log;         ///< standard output and error are appended here; empty: this process' own
    std::vector<std::pair<std::string, std::string>> environment{};  ///< beside, or instead of, this process' own
    std::optional<account> as{};
    std::optional<descriptor_limits> descriptors{};  ///< instead of this process' own
  };

  /// Throws std::system_error. A program that cannot be run ends with status 127, and its log says why.
  explicit child_process(launch what);
  ~child_process();

  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  pid_t pid() const { return pid_; }
  bool running();
  void signal(int number);

  /// How it ended: an exit status, or 128 and the signal's number. Nothing where it did not end in time.
  std::optional<int> wait(std::chrono::milliseconds patience);

  /// SIGKILL, and waits for the end.
  void kill();

  std::string log_text() const;

  /// The last lines of the log, for messages.
  std::string log_tail(std::size_t lines = 15) const;

private:
  std::filesystem::path log_;
  pid_t pid_ = -1;
  std::optional<int> status_;
};

}  // namespace scrutin::test
