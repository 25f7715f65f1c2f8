#include "actors/ballots/ballot.hpp"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <array>

namespace scrutin::actors {
namespace {

redis_value words(std::initializer_list<std::string> texts) {
  redis_value::list items;
  for (const auto& text : texts) items.push_back({text});
  return {items};
}

TEST(Ballot, GoesToTheStreamWithItsFieldsByName) {
  const ballot vote{uid::make(), "default", "ab12", "a"};
  EXPECT_EQ(to_command(vote, "votes:1").wire(),
            "*11\r\n$4\r\nXADD\r\n$7\r\nvotes:1\r\n$1\r\n*\r\n$3\r\nuid\r\n$36\r\n" + vote.id.to_string() +
                "\r\n$4\r\npoll\r\n$7\r\ndefault\r\n$5\r\nvoter\r\n$4\r\nab12\r\n$6\r\nchoice\r\n$1\r\na\r\n");
}

TEST(Ballot, ComesBackFromItsFieldsInAnyOrderAndWithOthersBetween) {
  const auto id = uid::make();
  const auto read =
      to_ballot(words({"choice", "b", "colour", "red", "voter", "v1", "uid", id.to_string(), "poll", "p"}));
  ASSERT_TRUE(read) << read.error().why;
  EXPECT_EQ(*read, (ballot{id, "p", "v1", "b"}));
}

TEST(Ballot, SaysWhichFieldIsWrong) {
  const auto id = uid::make().to_string();
  const auto why = [](const redis_value& fields) {
    const auto read = to_ballot(fields);
    return read ? "it is a ballot" : read.error().why;
  };
  EXPECT_NE(why(words({"poll", "p", "voter", "v", "choice", "a"})).find("\"uid\""), std::string::npos);
  EXPECT_NE(why(words({"uid", "x", "poll", "p", "voter", "v", "choice", "a"})).find("uid"), std::string::npos);
  EXPECT_NE(why(words({"uid", id, "voter", "v", "choice", "a"})).find("\"poll\""), std::string::npos);
  EXPECT_NE(why(words({"uid", id, "poll", "p", "voter", "", "choice", "a"})).find("\"voter\""), std::string::npos);
  EXPECT_NE(why(words({"uid", id, "poll", "p", "voter", "v", "choice", std::string(701, 'a')})).find("\"choice\""),
            std::string::npos);
  EXPECT_EQ(why(words({"uid", id, "poll", "p", "voter", "v", "choice", std::string(700, 'a')})), "it is a ballot");
  EXPECT_NE(why(words({"uid", id, "poll", "p", "voter", std::string(65, 'a'), "choice", "a"})).find("\"voter\""),
            std::string::npos);
  EXPECT_NE(why(words({"uid", id, "poll", "p", "voter", "v", "choice", "a\nb"})).find("\"choice\""), std::string::npos);
  EXPECT_NE(why(redis_value{}).find("\"uid\""), std::string::npos);
}

TEST(Ballot, CarriesTheTraceOfItsRequest) {
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736-01";
  const auto id = uid::make().to_string();
  const auto read = [&](const std::string& of) {
    return to_ballot(words({"uid", id, "poll", "p", "voter", "v", "choice", "a", "trace", of})).value();
  };
  EXPECT_EQ(read(trace).trace, trace);
  EXPECT_EQ(read("nonsense").trace, "") << "which is no reason to refuse a vote";
  EXPECT_NE(to_command(read(trace), "votes:1").wire().find("trace\r\n$35\r\n" + trace), std::string::npos);
}

// Votes that wait in the streams were put there by this very function: a change of it would split voters.
TEST(Ballot, KeepsItsPartitionForAllTime) {
  // By FNV's own test vectors: "a" hashes to af63dc4c8601ec8c, "foobar" to 85944171f73967e8.
  EXPECT_EQ(partition_of("a", 256), 0x8cU);
  EXPECT_EQ(partition_of("foobar", 256), 0xe8U);
  EXPECT_EQ(partition_of("foobar", 1000), 0x85944171f73967e8U % 1000);
  EXPECT_EQ(partition_of("anyone", 1), 0U);
}

TEST(Ballot, SpreadsVotersEvenly) {
  std::array<int, 4> counts{};
  for (int i = 0; i < 40000; ++i) ++counts[partition_of(uid::make().to_string(), 4)];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 500);
}

RC_GTEST_PROP(Ballot, ReadsAnyFieldsWithoutFailing, (const std::vector<std::string>& texts)) {
  redis_value::list items;
  for (const auto& text : texts) items.push_back({text});
  to_ballot({items});
}

}  // namespace
}  // namespace scrutin::actors
