#pragma once
// Redis, for commands that run once and may wait.
#include <sys/time.h>

#include <memory>
#include <string>

#include "actors/redis/redis_command.hpp"
#include "config/redis_url.hpp"
#include "config/settings.hpp"

struct redisContext;

namespace scrutin::worker {

/// A connection that waits for each answer, as long as the settings' time-out. For one thread, without actors.
class redis_session {
public:
  /// Connects, with password and database. Throws std::runtime_error with a text for people.
  explicit redis_session(const config::redis& settings);

  /// The answer. Throws std::runtime_error where it is an error, or where none came.
  actors::redis_value ask(const actors::redis_command& command);

private:
  /// Tries every address of the host's name.
  void connect(const config::redis_address& address, timeval timeout);

  std::string server_;
  std::unique_ptr<redisContext, void (*)(redisContext*)> context_;
};

}  // namespace scrutin::worker
