#include "actors/process/memory.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/actors/process/system_files.hpp"

namespace scrutin::actors {
namespace {

class Memory : public SystemFiles {};

TEST_F(Memory, IsTheLeastOfItsGroupAndThoseAboveIt) {
  write_v2("/pods/vote");
  EXPECT_EQ(memory_of_cgroup(root()), std::nullopt);
  write("sys/fs/cgroup/pods/vote/memory.max", "max\n");
  EXPECT_EQ(memory_of_cgroup(root()), std::nullopt);
  write("sys/fs/cgroup/pods/memory.max", "536870912\n");
  EXPECT_EQ(memory_of_cgroup(root()), 536870912U);
  write("sys/fs/cgroup/pods/vote/memory.max", "268435456\n");
  EXPECT_EQ(memory_of_cgroup(root()), 268435456U);
  EXPECT_EQ(usable_memory(root()), 268435456U);
}

TEST_F(Memory, IsReadOfVersion1Too) {
  write("proc/self/cgroup", "7:memory:/docker/abc\n4:cpu:/docker/abc\n");
  write("proc/self/mountinfo",
        "32 31 0:29 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"
        "33 31 0:30 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n");
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "134217728\n");
  write("sys/fs/cgroup/cpu/memory.limit_in_bytes", "1\n");
  EXPECT_EQ(memory_of_cgroup(root()), 134217728U);
}

TEST_F(Memory, IsThatOfTheMachineWhereNoGroupSaysLess) {
  const auto all = usable_memory(root());
  EXPECT_GT(all, 100'000'000U);
  write_v2("/");
  for (const auto* text : {"9223372036854771712\n", "max\n", "nonsense\n", "-1\n", "\n", "0\n"}) {
    write("sys/fs/cgroup/memory.max", text);
    EXPECT_EQ(usable_memory(root()), all) << text;
  }
}

}  // namespace
}  // namespace scrutin::actors
