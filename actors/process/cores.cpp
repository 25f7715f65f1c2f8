#include "actors/process/cores.hpp"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <thread>

#include "actors/process/cgroup.hpp"
#include "http/text.hpp"

namespace scrutin::actors {

namespace {

using http::take_until;

constexpr std::size_t most_cores = 1 << 16;  // that a mask is tried for

std::optional<long long> number(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  long long value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> lesser(std::optional<double> one, std::optional<double> other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

std::optional<double> cores_of_group(const cgroup_folder& group) {
  if (group.unified) return cores_of_cpu_max(group.text("cpu.max", ""));
  return cores_of_quota(group.text("", "cpu.cfs_quota_us"), group.text("", "cpu.cfs_period_us"));
}

}  // namespace

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
  std::optional<double> least;
  for (const auto& group : cgroup_folders("cpu", root)) least = lesser(least, cores_of_group(group));
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
