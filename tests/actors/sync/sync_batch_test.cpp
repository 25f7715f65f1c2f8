#include "actors/sync/sync_batch.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

redis_value entry(const std::string& id, std::initializer_list<std::string> texts) {
  redis_value::list fields;
  for (const auto& text : texts) fields.push_back({text});
  return {redis_value::list{{id}, {fields}}};
}

redis_value reply_of(redis_value::list entries) {
  return {redis_value::list{{redis_value::list{{std::string("votes:2")}, {std::move(entries)}}}}};
}

sync_batch to_batch(const redis_value& reply) {
  return actors::to_batch(reply, known_offers{config::poll_list{{"p", {"?"}, {{"a", {"A"}}, {"b", {"B"}}}}}});
}

TEST(SyncBatch, HoldsTheBallotsOfAReplyInItsOrder) {
  const auto first = uid::make();
  const auto second = uid::make();
  const auto batch = to_batch(
      reply_of({entry("1700000000001-0", {"uid", first.to_string(), "poll", "p", "voter", "v", "choice", "a"}),
                entry("1700000000002-5", {"uid", second.to_string(), "poll", "p", "voter", "w", "choice", "b"})}));
  EXPECT_EQ(batch.entries, (std::vector<std::string>{"1700000000001-0", "1700000000002-5"}));
  EXPECT_EQ(batch.ballots, (std::vector<ballot>{{first, "p", "v", "a"}, {second, "p", "w", "b"}}));
  EXPECT_EQ(batch.times, (std::vector<std::int64_t>{1700000000001, 1700000000002}));
  EXPECT_TRUE(batch.dead.empty());
}

// Crashed before its dead letters are buried, the next reader must find them again.
TEST(SyncBatch, IsAppliedUpToItsLastBallotBeforeADeadLetter) {
  const auto first = uid::make().to_string();
  const auto second = uid::make().to_string();
  const auto vote = [](const char* at, const std::string& id) {
    return entry(at, {"uid", id, "poll", "p", "voter", "v", "choice", "a"});
  };
  const auto dead = [](const char* at) { return entry(at, {"hello", "world"}); };
  const auto until = [](redis_value::list entries) { return position_after(to_batch(reply_of(std::move(entries)))); };
  EXPECT_EQ(until({vote("1-0", first), vote("2-0", second)}), (stream_position{"2-0", second}));
  EXPECT_EQ(until({vote("1-0", first), dead("2-0"), vote("3-0", second)}), (stream_position{"1-0", first}));
  EXPECT_EQ(until({dead("1-0"), vote("2-0", first)}), stream_position{});
  EXPECT_EQ(until({dead("1-0")}), stream_position{});
  EXPECT_EQ(until({}), stream_position{});
  const auto [half, rest] = halves(to_batch(reply_of({vote("1-0", first), dead("2-0"), vote("3-0", second)})));
  EXPECT_EQ(position_after(half), (stream_position{"1-0", first}));
  EXPECT_EQ(position_after(rest), stream_position{});
}

TEST(SyncBatch, TakesNoImpossibleTimeForABallots) {
  const auto id = uid::make();
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto batch = to_batch(
      reply_of({entry("9300000000000000-1", {"uid", id.to_string(), "poll", "p", "voter", "v", "choice", "a"})}));
  ASSERT_EQ(batch.times.size(), 1U);
  EXPECT_NEAR(static_cast<double>(batch.times[0]),
              static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()), 10'000);
}

TEST(SyncBatch, IsHalvedWithWhatBelongsToEachEntry) {
  const auto vote = [](const std::string& id, const std::string& voter, const std::string& choice) {
    return entry(id, {"uid", uid::make().to_string(), "poll", "p", "voter", voter, "choice", choice});
  };
  auto whole = to_batch(
      reply_of({vote("1-0", "v1", "a"), entry("2-0", {"hello", "world"}), entry("3-0", {"no", "vote"}),
                vote("4-0", "v4", "a"), vote("5-0", "v5", "z"), vote("6-0", "v6", "b"), vote("7-0", "v7", "a")}));
  const auto [first, rest] = halves(std::move(whole));
  EXPECT_EQ(first.entries, (std::vector<std::string>{"1-0", "2-0", "3-0"}));
  EXPECT_EQ(rest.entries, (std::vector<std::string>{"4-0", "5-0", "6-0", "7-0"}));
  ASSERT_EQ(first.ballots.size(), 1U);
  EXPECT_EQ(first.ballots[0].voter, "v1");
  ASSERT_EQ(rest.ballots.size(), 3U);
  EXPECT_EQ(rest.ballots[0].voter, "v4");
  EXPECT_EQ(rest.times, (std::vector<std::int64_t>{4, 6, 7}));
  EXPECT_EQ(rest.places, (std::vector<std::size_t>{0, 2, 3}));
  ASSERT_EQ(first.dead.size(), 2U);
  EXPECT_EQ(first.dead[0].entry, "2-0");
  EXPECT_EQ(first.dead[1].entry, "3-0");
  ASSERT_EQ(rest.dead.size(), 1U);
  EXPECT_EQ(rest.dead[0].entry, "5-0");
  const auto [fourth, others] = halves(rest);
  EXPECT_EQ(fourth.entries, (std::vector<std::string>{"4-0", "5-0"}));
  EXPECT_EQ(fourth.ballots.size(), 1U);
  EXPECT_EQ(fourth.dead.size(), 1U);
  EXPECT_EQ(others.ballots.size(), 2U);
  EXPECT_TRUE(others.dead.empty());
}

TEST(SyncBatch, IsOneDeadLetterOfWhatAnEntryHolds) {
  const redis_value found{redis_value::list{entry("5-0", {"uid", "u", "later", "field"})}};
  const auto batch = to_dead_batch(found, "5-0", "why");
  EXPECT_EQ(batch.entries, std::vector<std::string>{"5-0"});
  ASSERT_EQ(batch.dead.size(), 1U);
  EXPECT_EQ(batch.dead[0].reason, "why");
  EXPECT_EQ(batch.dead[0].fields, (std::vector<std::string>{"uid", "u", "later", "field"}));
  EXPECT_TRUE(to_dead_batch({redis_value::list{}}, "5-0", "why").dead.empty()) << "it is gone";
}

TEST(SyncBatch, IsEmptyForNoReply) {
  EXPECT_TRUE(to_batch({}).empty());
  EXPECT_TRUE(to_batch(reply_of({})).empty());
}

TEST(SyncBatch, DeletesAndAcknowledgesWhatWasAppliedInOneStep) {
  sync_batch batch;
  batch.entries = {"1-0", "2-0", "3-0", "4-0"};
  batch.dead = {{"2-0", "why", {}}, {"4-0", "why", {}}};
  const auto commands = settle_commands(batch, 2);
  ASSERT_EQ(commands.size(), 3U);
  EXPECT_NE(commands[0].wire().find("2-0"), std::string::npos);
  EXPECT_NE(commands[1].wire().find("4-0"), std::string::npos);
  for (const auto* word : {"XDEL", "XACK", "votes:2", "worker", "1-0", "3-0"}) {
    EXPECT_NE(commands[2].wire().find(word), std::string::npos) << word;
  }
  EXPECT_EQ(bury_commands(batch, 2).size(), 2U);
  batch.entries = {"2-0", "4-0"};
  EXPECT_EQ(settle_commands(batch, 2).size(), 2U);
  EXPECT_TRUE(settle_commands({}, 2).empty());
}

// Redis' scripts take no more at once.
TEST(SyncBatch, PartsWhatIsTooMuchForOneCall) {
  sync_batch batch;
  for (int i = 0; i < 12'000; ++i) batch.entries.push_back(std::to_string(i) + "-0");
  const auto commands = settle_commands(batch, 2);
  ASSERT_EQ(commands.size(), 3U);
  std::size_t words = 0;
  for (const auto& command : commands) words += std::stoul(command.wire().substr(1));
  EXPECT_EQ(words, 12'000U + 3 * 5);
}

TEST(SyncBatch, MovesVotesForWhatIsNotAskedToTheDeadLetters) {
  const auto id = uid::make().to_string();
  const auto batch = to_batch(reply_of({entry("1-0", {"uid", id, "poll", "q", "voter", "v", "choice", "a"}),
                                        entry("2-0", {"uid", id, "poll", "p", "voter", "v", "choice", "c"}),
                                        entry("3-0", {"uid", id, "poll", "p", "voter", "v", "choice", "b"})}));
  EXPECT_EQ(batch.ballots.size(), 1U);
  ASSERT_EQ(batch.dead.size(), 2U);
  EXPECT_EQ(batch.dead[0].reason, "no poll \"q\" was ever offered");
  EXPECT_EQ(batch.dead[1].reason, "poll \"p\" has no option \"c\"");
  EXPECT_EQ(batch.dead[1].fields, (std::vector<std::string>{"uid", id, "poll", "p", "voter", "v", "choice", "c"}));
}

TEST(SyncBatch, NamesTheOffersThatItDoesNotKnowOnceEach) {
  const auto id = uid::make().to_string();
  const auto pointing = [&id](const char* at, const char* digest) {
    return entry(at, {"uid", id, "poll", "p", "voter", "v", "choice", "a", "offer", digest});
  };
  const auto known = offer{"p", {"a", "b"}, false}.digest();
  const auto batch = to_batch(reply_of({pointing("1-0", "00000000000000aa"), pointing("2-0", known.c_str()),
                                        pointing("3-0", "00000000000000aa"), pointing("4-0", "none")}));
  EXPECT_EQ(batch.unheard, std::vector<std::string>{"00000000000000aa"});
  EXPECT_EQ(batch.ballots.size(), 3U) << "judged by its option, should the offer stay unknown";
  ASSERT_EQ(batch.dead.size(), 1U);
  EXPECT_EQ(batch.dead[0].reason, "its offer is none: \"none\"");
}

TEST(SyncBatch, QuotesWhatWouldBreakAnArray) {
  sync_batch batch;
  batch.ballots.push_back({uid{}, "NULL", "a\"b\\c", "{x,y}"});
  batch.times.push_back(12);
  batch.finals.push_back(true);
  batch.rolls.push_back(false);
  const auto call = apply_statement(batch, 3, 9, std::chrono::milliseconds(5000), {});
  ASSERT_EQ(call.parameters.size(), 12U);
  EXPECT_EQ(call.parameters[0], "3");
  EXPECT_EQ(call.parameters[1], "9");
  EXPECT_EQ(call.parameters[2], "5000");
  EXPECT_EQ(call.parameters[3], "{\"00000000-0000-0000-0000-000000000000\"}");
  EXPECT_EQ(call.parameters[4], "{\"NULL\"}");
  EXPECT_EQ(call.parameters[5], "{\"a\\\"b\\\\c\"}");
  EXPECT_EQ(call.parameters[6], "{\"{x,y}\"}");
  EXPECT_EQ(call.parameters[7], "{\"12\"}");
  EXPECT_EQ(call.parameters[8], "{\"t\"}");
  EXPECT_EQ(call.parameters[9], "{\"f\"}");
  EXPECT_FALSE(call.parameters[10] || call.parameters[11]) << "no position";
  const stream_position until{"5-0", "00000000-0000-0000-0000-000000000001"};
  const auto moving = apply_statement(batch, 3, 9, std::chrono::milliseconds(5000), until);
  EXPECT_EQ(moving.parameters[10], until.entry);
  EXPECT_EQ(moving.parameters[11], until.uid);
}

}  // namespace
}  // namespace scrutin::actors
