#pragma once
// How much memory this process may use.
#include <cstdint>
#include <filesystem>
#include <optional>

namespace scrutin::actors {

/// Bytes that this process' control group gets, and all groups that it lies in: the least of it; nothing where none
/// sets a limit. `root` is where the files of the system are looked for.
std::optional<std::uint64_t> memory_of_cgroup(const std::filesystem::path& root = "/");

/// That, or what the machine has, if it is less.
std::uint64_t usable_memory(const std::filesystem::path& root = "/");

}  // namespace scrutin::actors
