#include "tests/support/child_process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "tests/support/eventually.hpp"
#include "tests/support/text_of.hpp"

namespace scrutin::test {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> merged_environment(const std::vector<std::pair<std::string, std::string>>& more) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto name = text.substr(0, text.find('='));
    if (std::ranges::none_of(more, [&](const auto& one) { return one.first == name; })) all.emplace_back(text);
  }
  for (const auto& [name, value] : more) all.push_back(name + "=" + value);
  return all;
}

// After fork, in a process that may have had threads: system calls and nothing else.
[[noreturn]] void become(const char* program, char* const* arguments, char* const* environment, int log,
                         const std::optional<account>& as, const std::optional<descriptor_limits>& descriptors,
                         pid_t parent) {
  if (log >= 0) {
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
  }
  // A socket that lives on in a child does not close when its owner closes it.
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const bool changed = !as || (::setgroups(1, &as->group) == 0 && ::setgid(as->group) == 0 && ::setuid(as->user) == 0);
  if (descriptors) {
    const rlimit limits{descriptors->soft, descriptors->hard};
    ::setrlimit(RLIMIT_NOFILE, &limits);
  }
  // After the change of user, which would undo it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (changed && ::getppid() == parent) ::execve(program, arguments, environment);
  constexpr std::string_view failed = "the program cannot be run\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, failed.data(), failed.size());
  ::_exit(127);
}

}  // namespace

std::filesystem::path find_program(const std::string& name, const std::vector<std::filesystem::path>& more) {
  if (name.find('/') != std::string::npos) return name;
  std::vector<std::filesystem::path> folders;
  const char* path = std::getenv("PATH");
  std::istringstream list{path != nullptr ? path : "/usr/bin:/bin"};
  for (std::string folder; std::getline(list, folder, ':');) folders.emplace_back(folder);
  folders.insert(folders.end(), more.begin(), more.end());
  for (const auto& folder : folders) {
    if (::access((folder / name).c_str(), X_OK) == 0) return folder / name;
  }
  throw std::runtime_error("there is no " + name + " in PATH: install the package that holds it");
}

child_process::child_process(launch what) : log_(std::move(what.log)) {
  const auto program = find_program(what.command.at(0)).string();
  auto environment = merged_environment(what.environment);
  const auto arguments = pointers(what.command);
  const auto variables = pointers(environment);
  int log = -1;
  if (!log_.empty()) {
    log = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log < 0) throw std::system_error(errno, std::generic_category(), log_.string());
  }
  const auto parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) become(program.c_str(), arguments.data(), variables.data(), log, what.as, what.descriptors, parent);
  const int why = errno;
  if (log >= 0) ::close(log);
  if (pid_ < 0) throw std::system_error(why, std::generic_category(), "fork for " + program);
}

child_process::~child_process() { kill(); }

bool child_process::running() {
  if (status_) return false;
  int state = 0;
  if (::waitpid(pid_, &state, WNOHANG) == 0) return true;
  status_ = WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
  return false;
}

void child_process::signal(int number) {
  if (running()) ::kill(pid_, number);
}

std::optional<int> child_process::wait(std::chrono::milliseconds patience) {
  eventually([this] { return !running(); }, patience);
  return status_;
}

void child_process::kill() {
  signal(SIGKILL);
  while (!status_) wait(std::chrono::seconds{1});
}

std::string child_process::log_text() const { return text_of(log_); }

std::string child_process::log_tail(std::size_t lines) const {
  const auto text = log_text();
  auto begin = text.size();
  for (std::size_t seen = 0; begin > 0; --begin) {
    if (text[begin - 1] == '\n' && begin != text.size() && ++seen == lines) break;
  }
  return text.substr(begin);
}

}  // namespace scrutin::test
