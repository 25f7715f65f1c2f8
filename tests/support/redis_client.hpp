#pragma once
// A blocking connection to Redis, for words of any bytes and replies of any size. Link scrutin_actors beside.
#include <hiredis/hiredis.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "actors/redis/redis_command.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::test {

class redis_client {
public:
  explicit redis_client(const redis_server& server)
      : context_(redisConnectUnix(server.socket_path().c_str()), &redisFree) {
    if (!context_ || context_->err != 0) throw std::runtime_error("no connection to redis-server");
  }

  /// Throws std::runtime_error with the server's words where it answers an error, or nothing.
  actors::redis_value ask(const actors::redis_command& command) {
    append(command);
    return reply();
  }

  /// For reply(), which is called as often: what was appended until then leaves in one go.
  void append(const actors::redis_command& command) {
    const auto& wire = command.wire();
    redisAppendFormattedCommand(context_.get(), wire.data(), wire.size());
  }

  /// As ask() does.
  actors::redis_value reply() {
    void* raw = nullptr;
    redisGetReply(context_.get(), &raw);
    const std::unique_ptr<redisReply, void (*)(redisReply*)> answer{static_cast<redisReply*>(raw),
                                                                    [](redisReply* one) { freeReplyObject(one); }};
    if (!answer) throw std::runtime_error("redis-server did not answer");
    if (answer->type == REDIS_REPLY_ERROR) throw std::runtime_error(std::string(answer->str, answer->len));
    return to_value(*answer);
  }

private:
  static actors::redis_value to_value(const redisReply& reply) {
    if (reply.type == REDIS_REPLY_INTEGER) return {reply.integer};
    if (reply.type == REDIS_REPLY_NIL) return {};
    if (reply.type != REDIS_REPLY_ARRAY) return {std::string(reply.str, reply.len)};
    actors::redis_value::list items;
    for (std::size_t i = 0; i < reply.elements; ++i) items.push_back(to_value(*reply.element[i]));
    return {std::move(items)};
  }

  std::unique_ptr<redisContext, void (*)(redisContext*)> context_;
};

}  // namespace scrutin::test
