#include "actors/sync/list_batch.hpp"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace scrutin::actors {
namespace {

const published_offer offered{{"default", {"a", "b"}, false}};

list_batch read(const std::string& item) { return to_list_batch({redis_value::list{redis_value{item}}}, offered); }

TEST(ListBatch, ReadsAVoteAsTheOriginalPageWritesIt) {
  const auto batch = read(R"({"voter_id": "5f2c0d1e9ab3", "vote": "b"})");
  ASSERT_EQ(batch.entries.size(), 1U);
  const auto& vote = batch.entries[0];
  ASSERT_TRUE(vote) << vote.error().why;
  EXPECT_EQ(*vote, (ballot{vote->id, "default", "5f2c0d1e9ab3", "b", offered.digest}));
  EXPECT_EQ(batch.dead(), 0U);
}

TEST(ListBatch, GivesEachItemAUidOfItsOwn) {
  const std::string item = R"({"voter_id": "v", "vote": "a"})";
  const auto one = read(item);
  const auto two = read(item);
  EXPECT_NE(one.entries[0].value().id, two.entries[0].value().id);
}

RC_GTEST_PROP(ListBatch, ReadsAnyTextWithoutFailing, (const std::string& text)) {
  const auto batch = read(text);
  RC_ASSERT(batch.items == std::vector<std::string>{text});
  RC_ASSERT(batch.entries.size() == 1U);
  move_list(batch, 3, offered);
}

// Whatever a browser sent as its cookie: a ballot that the worker takes, or a dead letter.
RC_GTEST_PROP(ListBatch, TakesAVoterOnlyAsTheStreamsDo, (const std::string& voter)) {
  const auto batch = read(boost::json::serialize(boost::json::object{{"voter_id", voter}, {"vote", "a"}}));
  const auto& vote = batch.entries[0];
  RC_ASSERT(vote.has_value() == is_plain(voter));
  if (vote) RC_ASSERT(vote->voter == voter);
}

}  // namespace
}  // namespace scrutin::actors
