#include "actors/process/cgroup.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

TEST(Cgroup, IsReadOfEachHierarchy) {
  const auto all = cgroup_memberships(
      "12:cpuset:/sets\n"
      "4:cpu,cpuacct:/docker/abc\n"
      "3:cpuacct:/accounts\n"
      "1:name=systemd:/docker/a:b\n"
      "0::/system.slice/vote.service\n"
      "no line of this kind\n");
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[0].controllers, "cpuset");
  EXPECT_FALSE(all[0].unified);
  EXPECT_EQ(all[1].controllers, "cpu,cpuacct");
  EXPECT_EQ(all[1].path, "/docker/abc");
  EXPECT_EQ(all[2].controllers, "cpuacct");
  EXPECT_EQ(all[3].path, "/docker/a:b");
  EXPECT_TRUE(all[4].unified);
  EXPECT_EQ(all[4].path, "/system.slice/vote.service");
}

TEST(Cgroup, IsSeenWhereItsHierarchyIsMounted) {
  const auto all = cgroup_mounts(
      "24 30 0:22 / /proc rw,nosuid - proc proc rw\n"
      "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 master:2 - cgroup cgroup rw,cpu,cpuacct\n"
      "33 31 0:30 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset\n"
      "41 31 0:38 / /a\\040b/c\\134d rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n"
      "\n");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].controllers, "rw,cpu,cpuacct");
  EXPECT_FALSE(all[0].unified);
  EXPECT_EQ(all[0].root, "/docker/abc");
  EXPECT_EQ(all[0].point, "/sys/fs/cgroup/cpu,cpuacct");
  EXPECT_EQ(all[1].controllers, "rw,cpuset");
  EXPECT_TRUE(all[2].unified);
  EXPECT_EQ(all[2].point, "/a b/c\\d");
}

}  // namespace
}  // namespace scrutin::actors
