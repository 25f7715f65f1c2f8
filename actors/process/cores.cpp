#include "actors/process/cores.hpp"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <thread>

#include "http/text.hpp"

namespace scrutin::actors {

namespace {

using http::take_until;

constexpr std::size_t most_cores = 1 << 16;  // that a mask is tried for

bool lists(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    if (take_until(list, ',') == word) return true;
  }
  return false;
}

std::optional<long long> number(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  long long value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// Blanks and backslashes in a path of mountinfo stand as \040 and the like.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char code = 0;
    const auto* digits = text.data() + i + 1;
    if (text[i] == '\\' && text.size() - i > 3 && std::from_chars(digits, digits + 3, code, 8).ptr == digits + 3) {
      plain += static_cast<char>(code);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::optional<std::string> content(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

std::optional<double> lesser(std::optional<double> one, std::optional<double> other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

std::optional<double> cores_of_group(const std::filesystem::path& folder, bool unified) {
  if (unified) return cores_of_cpu_max(content(folder / "cpu.max").value_or(""));
  return cores_of_quota(content(folder / "cpu.cfs_quota_us").value_or(""),
                        content(folder / "cpu.cfs_period_us").value_or(""));
}

// The way from the mount's own group down to ours. In a container that sees the host's paths but only its own part of
// the hierarchy, the path begins with what the mount begins with; one that leads elsewhere says nothing here.
std::filesystem::path below(const cgroup_mount& mount, const std::string& path) {
  auto root = mount.root == "/" ? std::string() : mount.root;
  if (path.find("/..") != path.npos || !path.starts_with(root)) return {};
  const auto rest = std::string_view{path}.substr(root.size());
  if (!rest.empty() && rest.front() != '/') return {};
  return std::filesystem::path{rest}.relative_path();
}

}  // namespace

std::vector<cgroup_membership> cgroup_memberships(std::string_view text) {
  std::vector<cgroup_membership> all;
  while (!text.empty()) {
    auto line = take_until(text, '\n');
    const auto hierarchy = take_until(line, ':');
    const auto controllers = take_until(line, ':');
    if (line.empty() || line.front() != '/') continue;
    all.push_back({hierarchy == "0" && controllers.empty(), lists(controllers, "cpu"), std::string(line)});
  }
  return all;
}

// 36 35 98:0 /root /point rw,noatime master:1 - cgroup cgroup rw,cpu,cpuacct
std::vector<cgroup_mount> cgroup_mounts(std::string_view text) {
  std::vector<cgroup_mount> all;
  while (!text.empty()) {
    auto line = take_until(text, '\n');
    for (int i = 0; i < 3; ++i) take_until(line, ' ');
    auto root = unescaped(take_until(line, ' '));
    auto point = unescaped(take_until(line, ' '));
    while (!line.empty() && take_until(line, ' ') != "-") {
    }
    const auto type = take_until(line, ' ');
    take_until(line, ' ');
    if (type == "cgroup2") {
      all.push_back({true, false, std::move(root), std::move(point)});
    } else if (type == "cgroup" && lists(line, "cpu")) {
      all.push_back({false, true, std::move(root), std::move(point)});
    }
  }
  return all;
}

std::optional<double> cores_of_cpu_max(std::string_view text) {
  const auto quota = take_until(text, ' ');
  return cores_of_quota(quota, text);  // "max" is no number
}

std::optional<double> cores_of_quota(std::string_view quota, std::string_view period) {
  const auto granted = number(quota);
  const auto of = number(period);
  if (!granted || !of || *granted <= 0 || *of <= 0) return std::nullopt;  // -1: no limit
  return static_cast<double>(*granted) / static_cast<double>(*of);
}

std::optional<double> cores_of_cgroup(const std::filesystem::path& root) {
  const auto memberships = cgroup_memberships(content(root / "proc/self/cgroup").value_or(""));
  const auto mounts = cgroup_mounts(content(root / "proc/self/mountinfo").value_or(""));
  std::optional<double> least;
  for (const auto& group : memberships) {
    for (const auto& mount : mounts) {
      if (!(group.unified && mount.unified) && !(group.cpu && mount.cpu)) continue;
      auto folder = root / std::filesystem::path{mount.point}.relative_path();
      least = lesser(least, cores_of_group(folder, mount.unified));
      for (const auto& step : below(mount, group.path)) {
        folder /= step;
        least = lesser(least, cores_of_group(folder, mount.unified));
      }
    }
  }
  return least;
}

unsigned cores_of_affinity() {
  // The kernel refuses a mask that is smaller than its own.
  for (std::size_t cores = 1024; cores <= most_cores; cores *= 2) {
    std::vector<cpu_set_t> mask(cores / CPU_SETSIZE);
    const auto bytes = mask.size() * sizeof(cpu_set_t);
    if (::sched_getaffinity(0, bytes, mask.data()) == 0) {
      return static_cast<unsigned>(std::max(1, CPU_COUNT_S(bytes, mask.data())));
    }
  }
  return std::max(1U, std::thread::hardware_concurrency());
}

unsigned usable_cores(const std::filesystem::path& root) {
  const auto cores = cores_of_affinity();
  const auto granted = cores_of_cgroup(root);
  if (!granted || *granted >= cores) return cores;
  return std::max(1U, static_cast<unsigned>(std::ceil(*granted)));
}

}  // namespace scrutin::actors
