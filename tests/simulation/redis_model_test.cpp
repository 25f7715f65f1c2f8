// The model against the real server: the same commands, the same answers.
#include "tests/simulation/redis_model.hpp"

#include <gtest/gtest.h>
#include <hiredis/hiredis.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <limits>
#include <memory>

#include "actors/sync/stream_trim.hpp"
#include "actors/sync/sync_batch.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::simulation {
namespace {

using words = redis_model::words;

// One line, so that a difference can be read.
std::string to_text(const actors::redis_value& value) {
  if (value.nil()) return "nil";
  if (std::holds_alternative<std::int64_t>(value.value)) return ":" + std::to_string(value.integer());
  if (std::holds_alternative<std::string>(value.value)) return value.text();
  std::string all = "[";
  for (const auto& item : value.items()) all += to_text(item) + " ";
  return all + "]";
}

std::string to_text(const redisReply& reply) {
  switch (reply.type) {
    case REDIS_REPLY_NIL:
      return "nil";
    case REDIS_REPLY_INTEGER:
      return ":" + std::to_string(reply.integer);
    case REDIS_REPLY_ARRAY: {
      std::string all = "[";
      for (std::size_t i = 0; i < reply.elements; ++i) all += to_text(*reply.element[i]) + " ";
      return all + "]";
    }
    case REDIS_REPLY_ERROR:
      return "error " + std::string(reply.str).substr(0, std::string(reply.str).find(' '));
    default:
      return {reply.str, reply.len};
  }
}

class real_redis {
public:
  real_redis() : context_(redisConnectUnix(server().socket_path().c_str())) { (*this)({"FLUSHALL"}); }
  ~real_redis() { redisFree(context_); }
  real_redis(const real_redis&) = delete;
  real_redis& operator=(const real_redis&) = delete;

  std::string operator()(const words& command) {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const auto& word : command) {
      texts.push_back(word.data());
      sizes.push_back(word.size());
    }
    const std::unique_ptr<void, decltype(&freeReplyObject)> reply{
        redisCommandArgv(context_, static_cast<int>(texts.size()), texts.data(), sizes.data()), &freeReplyObject};
    return reply ? to_text(*static_cast<redisReply*>(reply.get())) : "no reply";
  }

private:
  static test::redis_server& server() {
    static test::redis_server one{{"--appendonly", "no"}};
    return one;
  }

  redisContext* context_;
};

std::string ask(redis_model& model, redis_model::session& client, const words& command) {
  const auto reply = model.execute(client, command, {}, {});
  if (!reply) return "blocked";
  return reply->error.empty() ? to_text(reply->value) : "error " + reply->error.substr(0, reply->error.find(' '));
}

words any_command(int& top) {
  const auto number = [&top] { return std::to_string(*rc::gen::inRange(1, std::max(2, top + 1))); };
  const auto id = [&number] { return number() + "-0"; };
  switch (*rc::gen::inRange(0, 14)) {
    case 0:
      return {"XGROUP", "CREATE", "votes:0", "worker", "0", "MKSTREAM"};
    case 1:
    case 2:
      return {"XADD", "votes:0", std::to_string(++top) + "-0", "uid", std::to_string(top)};
    case 3:
      return {"XADD", "votes:0", id(), "late", "one"};
    case 4:
    case 5:
      return {"XREADGROUP", "GROUP", "worker", "0", "COUNT", "2", "STREAMS", "votes:0", ">"};
    case 6:
      return {"XREAD", "COUNT", "3", "STREAMS", "votes:0", *rc::gen::arbitrary<bool>() ? "0-0" : id()};
    case 7:
    case 8: {
      const auto mark = number();
      const auto before = *rc::gen::arbitrary<bool>() ? id() : std::string{};
      const auto uid = *rc::gen::weightedElement<bool>({{4, true}, {1, false}}) ? mark : number();
      return words_of(actors::trim_stream(0, {mark + "-0", uid}, before, *rc::gen::arbitrary<bool>()));
    }
    case 9:
      return {"XACK", "votes:0", "worker", id(), id()};
    case 10:
      return {"HSET", "scrutin:offers", id(), std::to_string(top)};
    case 11:
      return {"HMGET", "scrutin:offers", id(), id()};
    case 12:
      return {"XDEL", "votes:0", id(), id()};
    default:
      return {"XLEN", "votes:0"};
  }
}

RC_GTEST_PROP(RedisModel, AnswersAsTheServerDoes, ()) {
  real_redis real;
  redis_model model;
  redis_model::session client;
  int top = 0;
  const auto length = *rc::gen::inRange(1, 40);
  for (int i = 0; i < length; ++i) {
    const auto command = any_command(top);
    std::string text;
    for (const auto& word : command) text += word + " ";
    RC_LOG() << text << '\n';
    RC_ASSERT(ask(model, client, command) == real(command));
  }
}

TEST(RedisModel, RunsATransactionAsTheServerDoes) {
  real_redis real;
  redis_model model;
  redis_model::session client;
  for (const words& command :
       {words{"MULTI"}, {"XADD", "votes:0", "5-0", "a", "b"}, {"XLEN", "votes:0"}, {"EXEC"}, {"XLEN", "votes:0"}}) {
    EXPECT_EQ(ask(model, client, command), real(command)) << command[0];
  }
}

TEST(RedisModel, BuriesADeadLetterAsTheServerDoes) {
  real_redis real;
  redis_model model;
  redis_model::session client;
  actors::sync_batch batch;
  batch.entries = {"7-0"};
  batch.dead = {{"7-0", "no vote", {"hello", "world"}}};
  const auto bury = words_of(actors::bury_commands(batch, 0).at(0));
  const words read{"XREADGROUP", "GROUP", "worker", "0", "COUNT", "9", "STREAMS", "votes:0", ">"};
  const words look{"XREAD", "COUNT", "9", "STREAMS", "votes:0", "0-0"};
  for (const words& command : {words{"XGROUP", "CREATE", "votes:0", "worker", "0", "MKSTREAM"},
                               {"XADD", "votes:0", "7-0", "hello", "world"},
                               read,
                               look,
                               bury,
                               look,
                               {"XLEN", "votes:0"},
                               {"XLEN", "votes:dead"},
                               bury,
                               {"XLEN", "votes:dead"}}) {
    EXPECT_EQ(ask(model, client, command), real(command)) << command[0];
  }
  const auto letters = real({"XRANGE", "votes:dead", "-", "+"});
  std::string fields = "[";
  const auto letter = model.entries("votes:dead").at(0);
  for (const auto& word : letter) fields += word + " ";
  EXPECT_NE(letters.find(fields + "]"), std::string::npos) << letters << " has no " << fields;
}

TEST(RedisModel, RefusesWritesAsAReplicaDoesAndKeepsItsData) {
  real_redis real;
  redis_model model;
  redis_model::session client;
  actors::sync_batch batch;
  batch.entries = {"7-0"};
  batch.dead = {{"7-0", "no vote", {"hello", "world"}}};
  const words read{"XREAD", "COUNT", "9", "STREAMS", "votes:0", "0-0"};
  const auto trim = [](const std::string& before, bool tells) {
    return words_of(actors::trim_stream(0, {"6-0", "u"}, before, tells));
  };
  const std::vector<words> before{{"XGROUP", "CREATE", "votes:0", "worker", "0", "MKSTREAM"},
                                  {"XADD", "votes:0", "5-0", "uid", "t"},
                                  {"XADD", "votes:0", "6-0", "uid", "u"},
                                  {"XADD", "votes:0", "7-0", "hello", "world"}};
  const std::vector<words> all{{"XADD", "votes:0", "8-0", "a", "b"},
                               {"XADD", "votes:1", "8-0", "a", "b"},
                               read,
                               {"XREADGROUP", "GROUP", "worker", "0", "COUNT", "9", "STREAMS", "votes:0", ">"},
                               trim("", true),
                               trim("6-0", true),
                               trim("6-0", false),
                               {"XDEL", "votes:0", "7-0"},
                               {"XACK", "votes:0", "worker", "7-0"},
                               {"XGROUP", "CREATE", "votes:0", "other", "0", "MKSTREAM"},
                               words_of(actors::bury_commands(batch, 0).at(0)),
                               {"XLEN", "votes:0"}};
  for (const auto& command : before) EXPECT_EQ(ask(model, client, command), real(command)) << command[0];
  ASSERT_EQ(real({"REPLICAOF", "127.0.0.1", "1"}), "OK");
  model.demote();
  for (const auto& command : all) EXPECT_EQ(ask(model, client, command), real(command)) << command[0];
  ASSERT_EQ(real({"REPLICAOF", "NO", "ONE"}), "OK");
  model.promote();
  for (const auto& command : all) EXPECT_EQ(ask(model, client, command), real(command)) << command[0];
}

// What a worker says to see whether it may.
TEST(RedisModel, IsTriedAsTheServerIs) {
  real_redis real;
  redis_model model;
  redis_model::session client;
  const auto last = std::to_string(std::numeric_limits<std::uint64_t>::max());
  const std::vector<words> trial{{"XDEL", "votes:0", "0-0"},
                                 {"XREAD", "COUNT", "1", "STREAMS", "votes:0", last + "-" + last}};
  for (const auto& command : trial) EXPECT_EQ(ask(model, client, command), real(command)) << command[0];
  const words add{"XADD", "votes:0", "7-0", "hello", "world"};
  EXPECT_EQ(ask(model, client, add), real(add));
  for (const auto& command : trial) EXPECT_EQ(ask(model, client, command), real(command)) << command[0];
  EXPECT_EQ(model.length("votes:0"), 1U);
}

TEST(RedisModel, BlocksUntilItsTimeIsOver) {
  using namespace std::chrono_literals;
  redis_model model;
  redis_model::session client;
  const words read{"XREAD", "COUNT", "9", "BLOCK", "100", "STREAMS", "votes:0", "0-0"};
  EXPECT_FALSE(model.execute(client, read, 50ms, 0ms));
  EXPECT_TRUE(model.execute(client, read, 100ms, 0ms)->value.nil());
  model.execute(client, {"XADD", "votes:0", "*", "a", "b"}, 120ms, 120ms);
  EXPECT_FALSE(model.execute(client, read, 130ms, 120ms)->value.nil());
}

}  // namespace
}  // namespace scrutin::simulation
