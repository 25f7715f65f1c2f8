#pragma once
#include <hiredis/hiredis.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace scrutin::faults {

/// A connection to a Redis of the run's own, past every link. Blocks, for at most 5 s.
class redis_client {
public:
  using reply = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;

  /// Throws std::runtime_error where nothing answers at this Unix socket.
  explicit redis_client(const std::string& socket_path);

  /// Throws std::runtime_error without an answer; one that says "error" is an answer.
  reply ask(const std::vector<std::string>& words);

private:
  std::unique_ptr<redisContext, decltype(&redisFree)> context_;
};

/// The value of that name in an answer of names and values, the first of which stands at `first`; "" where there is
/// none.
std::string value_in(const redisReply& pairs, std::string_view name, std::size_t first = 0);

}  // namespace scrutin::faults
