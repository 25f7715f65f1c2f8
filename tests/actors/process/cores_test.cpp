#include "actors/process/cores.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <string>
#include <thread>

#include "tests/actors/process/system_files.hpp"

namespace scrutin::actors {
namespace {

TEST(Cores, ReadsTheLimitOfVersion2) {
  EXPECT_EQ(cores_of_cpu_max("max 100000\n"), std::nullopt);
  EXPECT_EQ(cores_of_cpu_max("50000 100000\n"), 0.5);
  EXPECT_EQ(cores_of_cpu_max("250000 100000\n"), 2.5);
  EXPECT_EQ(cores_of_cpu_max("1000 1000000\n"), 0.001);
}

TEST(Cores, ReadsTheLimitOfVersion1) {
  EXPECT_EQ(cores_of_quota("-1\n", "100000\n"), std::nullopt);
  EXPECT_EQ(cores_of_quota("150000\n", "100000\n"), 1.5);
}

TEST(Cores, TakesNothingForALimitThatIsNone) {
  for (const auto* text : {"", "\n", "max\n", "50000\n", "50000 \n", "50000 0\n", "0 100000\n", "-5 100000\n",
                           "a 100000\n", "50000 100000x\n", "99999999999999999999 100000\n"}) {
    EXPECT_EQ(cores_of_cpu_max(text), std::nullopt) << text;
  }
  EXPECT_EQ(cores_of_quota("", "100000\n"), std::nullopt);
  EXPECT_EQ(cores_of_quota("150000\n", ""), std::nullopt);
}

class CoresOfSystem : public SystemFiles {};

TEST_F(CoresOfSystem, TakesTheLimitOfAContainerThatSeesItsOwnGroupAsTheFirst) {
  write_v2("/");
  write("sys/fs/cgroup/cpu.max", "150000 100000\n");
  EXPECT_EQ(cores_of_cgroup(root()), 1.5);
}

TEST_F(CoresOfSystem, TakesTheLeastOfANestedGroupAndThoseAboveIt) {
  write_v2("/kubepods.slice/pod1/vote");
  EXPECT_EQ(cores_of_cgroup(root()), std::nullopt);
  write("sys/fs/cgroup/kubepods.slice/cpu.max", "max 100000\n");
  write("sys/fs/cgroup/kubepods.slice/pod1/cpu.max", "200000 100000\n");
  write("sys/fs/cgroup/kubepods.slice/pod1/vote/cpu.max", "max 100000\n");
  write("sys/fs/cgroup/kubepods.slice/other/cpu.max", "1000 100000\n");
  EXPECT_EQ(cores_of_cgroup(root()), 2);
  write("sys/fs/cgroup/kubepods.slice/pod1/vote/cpu.max", "50000 100000\n");
  EXPECT_EQ(cores_of_cgroup(root()), 0.5);
  write("sys/fs/cgroup/kubepods.slice/cpu.max", "10000 100000\n");
  EXPECT_EQ(cores_of_cgroup(root()), 0.1);
}

// Version 1, without a namespace of its own: the path is the host's, the mount is the container's.
TEST_F(CoresOfSystem, TakesTheLimitOfAContainerThatSeesTheHostsPaths) {
  write("proc/self/cgroup", "5:cpuset:/docker/abc\n4:cpu,cpuacct:/docker/abc/inner\n0::/docker/abc\n");
  write("proc/self/mountinfo",
        "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n"
        "33 31 0:30 /docker/abc /sys/fs/cgroup/cpuset ro - cgroup cgroup rw,cpuset\n");
  write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "300000\n");
  write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(cores_of_cgroup(root()), 3);
  write("sys/fs/cgroup/cpu,cpuacct/inner/cpu.cfs_quota_us", "100000\n");
  write("sys/fs/cgroup/cpu,cpuacct/inner/cpu.cfs_period_us", "50000\n");
  EXPECT_EQ(cores_of_cgroup(root()), 2);
}

TEST_F(CoresOfSystem, PassesOverAPathThatLeadsOutOfTheMount) {
  write_v2("/../../elsewhere", "/");
  write("sys/fs/cgroup/cpu.max", "100000 100000\n");
  write("elsewhere/cpu.max", "1000 100000\n");
  EXPECT_EQ(cores_of_cgroup(root()), 1);
  write_v2("/docker/abcdef", "/docker/abc");
  write("sys/fs/cgroup/def/cpu.max", "1000 100000\n");
  EXPECT_EQ(cores_of_cgroup(root()), 1);
}

TEST_F(CoresOfSystem, CountsAPartOfACoreAsOneAndNoMoreThanThereAre) {
  const auto all = cores_of_affinity();
  EXPECT_GE(all, 1U);
  EXPECT_EQ(usable_cores(root()), all);  // such a system has no control groups
  write_v2("/");
  write("sys/fs/cgroup/cpu.max", "1000 100000\n");
  EXPECT_EQ(usable_cores(root()), 1U);
  write("sys/fs/cgroup/cpu.max", std::to_string(100000 * all - 50000) + " 100000\n");
  EXPECT_EQ(usable_cores(root()), all);
  write("sys/fs/cgroup/cpu.max", std::to_string(100000 * (all + 5)) + " 100000\n");
  EXPECT_EQ(usable_cores(root()), all);
  if (all > 1) {
    write("sys/fs/cgroup/cpu.max", std::to_string(100000 * (all - 1)) + " 100000\n");
    EXPECT_EQ(usable_cores(root()), all - 1);
  }
}

TEST(Cores, CountsThoseThatTheThreadMayRunOn) {
  std::thread{[] {
    cpu_set_t mine;
    ASSERT_EQ(::sched_getaffinity(0, sizeof mine, &mine), 0);
    EXPECT_EQ(cores_of_affinity(), static_cast<unsigned>(CPU_COUNT(&mine)));
    int first = 0;
    while (!CPU_ISSET(first, &mine)) ++first;
    CPU_ZERO(&mine);
    CPU_SET(first, &mine);
    ASSERT_EQ(::sched_setaffinity(0, sizeof mine, &mine), 0);
    EXPECT_EQ(cores_of_affinity(), 1U);
  }}.join();
}

}  // namespace
}  // namespace scrutin::actors
