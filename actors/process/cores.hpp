#pragma once
// How many cores this process may use.
#include <filesystem>
#include <optional>
#include <string_view>

namespace scrutin::actors {

/// Cores' worth of time that a group gets, by its file cpu.max of version 2; nothing where that sets no limit.
std::optional<double> cores_of_cpu_max(std::string_view text);

/// The same by cpu.cfs_quota_us and cpu.cfs_period_us of version 1.
std::optional<double> cores_of_quota(std::string_view quota, std::string_view period);

/// What this process' control group gets, and all groups that it lies in: the least of it. `root` is where the files of
/// the system are looked for.
std::optional<double> cores_of_cgroup(const std::filesystem::path& root = "/");

/// Cores that the calling thread may run on (sched_setaffinity(2)).
unsigned cores_of_affinity();

/// The fewer of both; a part of a core counts as one. A node has 64, and a container on it may get half of one: more
/// threads than that only take turns.
unsigned usable_cores(const std::filesystem::path& root = "/");

}  // namespace scrutin::actors
