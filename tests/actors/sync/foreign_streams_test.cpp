// Against a real Redis.
#include "actors/sync/foreign_streams.hpp"

#include <gtest/gtest.h>

#include "tests/support/redis_client.hpp"

namespace scrutin::actors {
namespace {

class ForeignStreams : public ::testing::Test {
protected:
  std::string found(unsigned partitions) {
    std::string all;
    for (const auto& one : to_foreign_streams(client.ask(ask_foreign_streams(partitions).value()), partitions)) {
      all += std::to_string(one.partition) + ":" + std::to_string(one.waiting) + "+" + std::to_string(one.pending) +
             (one.kept > 0 ? "-" + std::to_string(one.kept) : "") + " ";
    }
    return all;
  }

  test::redis_server server;
  test::redis_client client{server};
};

TEST_F(ForeignStreams, AreThoseOfMorePartitionsThatHoldSomething) {
  for (const auto* stream : {"votes:1", "votes:2", "votes:2", "votes:1023", "votes:dead"}) {
    client.ask({"XADD", stream, "*", "f", "v"});
  }
  client.ask({"SET", "votes:5", "someone else's"});
  client.ask({"XGROUP", "CREATE", "votes:7", "worker", "0", "MKSTREAM"});
  EXPECT_EQ(found(2), "2:2+0 1023:1+0 ");
  EXPECT_EQ(found(1), "1:1+0 2:2+0 1023:1+0 ");
  EXPECT_EQ(found(3), "1023:1+0 ");
  EXPECT_FALSE(ask_foreign_streams(most_partitions));
}

TEST_F(ForeignStreams, CountWhatIsPendingInAnyGroup) {
  client.ask({"XGROUP", "CREATE", "votes:4", "worker", "0", "MKSTREAM"});
  client.ask({"XADD", "votes:4", "5-0", "f", "v"});
  client.ask({"XREADGROUP", "GROUP", "worker", "4", "STREAMS", "votes:4", ">"});
  EXPECT_EQ(found(4), "4:1+1 ");
  client.ask({"XDEL", "votes:4", "5-0"});
  EXPECT_EQ(found(4), "4:0+1 ");
  EXPECT_EQ(client.ask(delete_empty_stream(4)).integer(), 1);
  EXPECT_EQ(found(4), "");
}

TEST_F(ForeignStreams, HaveVotesBehindWhatIsApplied) {
  for (const auto* id : {"1-0", "2-0", "2-1", "18446744073709551615-1"}) client.ask({"XADD", "votes:4", id, "f", "v"});
  client.ask({"XGROUP", "CREATE", "votes:4", "worker", "2-0"});
  EXPECT_EQ(found(4), "4:2+0-2 ");
  client.ask({"XDEL", "votes:4", "2-0"});
  EXPECT_EQ(found(4), "4:2+0-1 ") << "whose mark is gone";
  client.ask({"XGROUP", "SETID", "votes:4", "worker", "18446744073709551615-1"});
  EXPECT_EQ(found(4), "4:0+0-3 ");
  EXPECT_FALSE(to_foreign_streams(client.ask(ask_foreign_streams(4).value()), 4).at(0).has_votes());
}

TEST_F(ForeignStreams, AreDeletedOnlyWhenNothingIsInThem) {
  EXPECT_EQ(client.ask(delete_empty_stream(4)).integer(), 1) << "it is not there";
  client.ask({"XADD", "votes:4", "5-0", "f", "v"});
  EXPECT_EQ(client.ask(delete_empty_stream(4)).integer(), 0);
  EXPECT_EQ(client.ask({"XLEN", "votes:4"}).integer(), 1);
}

}  // namespace
}  // namespace scrutin::actors
