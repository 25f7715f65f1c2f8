#include "bench/cpu_time.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace scrutin::bench {

namespace {

struct process {
  pid_t parent = 0;
  long ticks = 0;  // its own, and of its children that have ended
};

std::optional<process> read(const std::filesystem::path& stat) {
  std::ifstream file{stat};
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto name_ends = text.rfind(')');  // a name may hold anything
  if (name_ends == text.npos) return std::nullopt;
  std::istringstream rest{text.substr(name_ends + 2)};
  std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};
  if (fields.size() < 15) return std::nullopt;
  process one;
  one.parent = static_cast<pid_t>(std::stol(fields[1]));  // fields 4, and 14 to 17 of proc(5)
  for (std::size_t i = 11; i <= 14; ++i) one.ticks += std::stol(fields[i]);
  return one;
}

std::map<pid_t, process> all_processes() {
  std::map<pid_t, process> all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (!std::ranges::all_of(name, [](unsigned char c) { return c >= '0' && c <= '9'; })) continue;
    if (const auto found = read(entry.path() / "stat")) all.emplace(static_cast<pid_t>(std::stol(name)), *found);
  }
  return all;
}

}  // namespace

std::chrono::duration<double> cpu_time(std::initializer_list<pid_t> processes) {
  const auto all = all_processes();
  std::vector<pid_t> family{processes};
  long ticks = 0;
  for (std::size_t i = 0; i < family.size(); ++i) {
    const auto found = all.find(family[i]);
    if (found != all.end()) ticks += found->second.ticks;
    for (const auto& [pid, one] : all) {
      if (one.parent == family[i]) family.push_back(pid);
    }
  }
  return std::chrono::duration<double>(static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK)));
}

std::chrono::duration<double> own_cpu_time() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto of = [](const timeval& time) {
    return std::chrono::duration<double>(static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6);
  };
  return of(used.ru_utime) + of(used.ru_stime);
}

}  // namespace scrutin::bench
