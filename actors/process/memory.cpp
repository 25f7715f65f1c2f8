#include "actors/process/memory.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

#include "actors/process/cgroup.hpp"

namespace scrutin::actors {

namespace {

// "max" is no number, and no limit.
std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || value == 0) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::uint64_t> memory_of_cgroup(const std::filesystem::path& root) {
  std::optional<std::uint64_t> least;
  for (const auto& group : cgroup_folders("memory", root)) {
    const auto limit = number(group.text("memory.max", "memory.limit_in_bytes"));
    if (limit) least = std::min(limit.value(), least.value_or(*limit));
  }
  return least;
}

std::uint64_t usable_memory(const std::filesystem::path& root) {
  const auto pages = ::sysconf(_SC_PHYS_PAGES);
  const auto page = ::sysconf(_SC_PAGESIZE);
  const auto all = pages > 0 && page > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page) : 0;
  const auto granted = memory_of_cgroup(root);
  if (all == 0) return granted.value_or(UINT64_MAX);
  return std::min(all, granted.value_or(all));
}

}  // namespace scrutin::actors
