#pragma once
// How an entry of the stream `votes:dead` begins.
#include <array>
#include <optional>
#include <string>

#include "actors/redis/redis_command.hpp"

namespace scrutin::actors {

/// Where an entry stood that could not be applied, and why it could not. Behind these words stand the entry's own.
struct letter_head {
  std::string stream;
  std::string entry;  ///< its id in that stream
  std::string reason;

  static constexpr std::size_t size = 6;
  std::array<std::string, size> words() const { return {"stream", stream, "entry", entry, "reason", reason}; }

  /// The head of the entry with these fields; nothing where it has none, since no worker put it there.
  static std::optional<letter_head> parse(const redis_value& fields);
};

}  // namespace scrutin::actors
