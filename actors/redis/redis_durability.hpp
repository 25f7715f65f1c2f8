#pragma once
// Whether Redis keeps what it acknowledges.
#include <array>
#include <map>
#include <string>

#include "actors/runtime/expected.hpp"

namespace scrutin::actors {

/// What one look found.
struct redis_durability {
  /// The settings that matter, as they must be.
  struct setting {
    const char* name;
    const char* value;
  };
  static constexpr std::array<setting, 4> wanted{{{"appendonly", "yes"},
                                                  {"appendfsync", "always"},
                                                  {"no-appendfsync-on-rewrite", "no"},
                                                  {"maxmemory-policy", "noeviction"}}};

  std::map<std::string, std::string> settings{};  ///< as CONFIG GET told them
  std::string refusal{};                          ///< why it did not, in Redis' words
  std::string info{};                             ///< INFO persistence; empty where it is refused, too

  /// Whether there is an append-only file, as far as Redis tells.
  bool has_file() const;

  /// Whether it is still being made, since it was switched on while Redis ran: until then nothing of it can be read.
  bool is_making_file() const;

  /// Or all that is wrong. `file_is_new`: it was seen to be off, and not complete since.
  expected<void> check(bool file_is_new) const;
};

}  // namespace scrutin::actors
