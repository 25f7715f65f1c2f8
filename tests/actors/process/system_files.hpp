#pragma once
// Files of a system of its own, in a folder.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/temp_directory.hpp"

namespace scrutin::actors {

class SystemFiles : public ::testing::Test {
protected:
  void write(const std::string& path, const std::string& text) const {
    const auto whole = root() / path;
    std::filesystem::create_directories(whole.parent_path());
    std::ofstream{whole} << text;
  }

  /// That the process is in this control group of version 2.
  void write_v2(const std::string& group, const std::string& root_of_mount = "/") const {
    write("proc/self/cgroup", "0::" + group + "\n");
    write("proc/self/mountinfo", "30 23 0:26 " + root_of_mount + " /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw\n");
  }

  std::filesystem::path root() const { return folder_.path(); }

private:
  test::temp_directory folder_{"scrutin-system"};
};

}  // namespace scrutin::actors
