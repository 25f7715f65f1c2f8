#include "actors/ballots/keys.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

TEST(Keys, AStreamsNameSaysItsPartition) {
  for (const auto partition : {0U, 7U, 1023U}) EXPECT_EQ(partition_of_stream(stream_name(partition)), partition);
  for (const auto* other : {"", "votes", "votes:", "votes:x", "votes:1x", "votes:-1", "votes: 1", "votes:99999999999",
                            "Votes:1", dead_stream, sample_list}) {
    EXPECT_FALSE(partition_of_stream(other)) << other;
  }
}

}  // namespace
}  // namespace scrutin::actors
