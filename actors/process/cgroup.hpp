#pragma once
// The control groups that this process lies in (cgroups(7)), of both versions.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scrutin::actors {

/// The group that a process is in, in one of the hierarchies: a line of /proc/self/cgroup.
struct cgroup_membership {
  bool unified = false;     ///< version 2, which has one hierarchy for all controllers
  std::string controllers;  ///< version 1: "cpu,cpuacct"
  std::string path;
};

/// Where a hierarchy, or a part of it that begins with the group `root`, is seen as files: a line of
/// /proc/self/mountinfo.
struct cgroup_mount {
  bool unified = false;
  std::string controllers;
  std::string root;
  std::string point;
};

// What the kernel's texts say (proc(5)); what cannot be understood is passed over.
std::vector<cgroup_membership> cgroup_memberships(std::string_view text);
std::vector<cgroup_mount> cgroup_mounts(std::string_view text);

/// The files of one group.
struct cgroup_folder {
  std::filesystem::path path;
  bool unified = false;

  /// What stands in one of them, without the line's end; empty where there is none.
  std::string text(const char* version_2, const char* version_1) const;
};

/// Our group in the hierarchy of that controller ("memory"), and all groups that it lies in. `root` is where the files
/// of the system are looked for.
std::vector<cgroup_folder> cgroup_folders(std::string_view controller, const std::filesystem::path& root = "/");

}  // namespace scrutin::actors
