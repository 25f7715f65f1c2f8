#pragma once
// The sign in Redis by which vote processes know that a worker of ours runs.
#include <cstdint>
#include <string>

#include "actors/redis/redis_command.hpp"

namespace scrutin::actors {

/// Writes it: the key `scrutin:worker` holds when, by Redis' own clock, a worker was there last. It stays when none is.
redis_command leave_sign();

/// Asks for it, and for the sample's list beside.
redis_command look_for_sign();

/// What that answered.
struct worker_sign {
  explicit worker_sign(const redis_value& reply);

  bool ever = false;         ///< whether any worker of ours was ever there
  std::int64_t silent = 0;   ///< for how many seconds none was
  std::int64_t waiting = 0;  ///< items in the list
  std::string head{};        ///< its first
};

}  // namespace scrutin::actors
