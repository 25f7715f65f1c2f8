#pragma once
// Who may vote in polls in which each voter has a code (roll.sql).
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "actors/postgres/messages.hpp"

namespace scrutin::actors::sql {

/// Puts voters on the roll of a poll, for good. Answers how many were not on it yet.
struct add_to_roll {
  static statement ask(const std::string& poll, const std::vector<std::string>& voters);
  static std::int64_t read(const rows& answer);
};

/// How many voters are on the roll of each poll that has any.
struct roll_sizes {
  static statement ask();
  static std::map<std::string, std::int64_t> read(const rows& answer);
};

/// Voters on the roll of a poll, in their order: the first `most` of those behind `after`.
struct roll_page {
  static statement ask(const std::string& poll, const std::string& after, std::size_t most);
  static std::vector<std::string> read(const rows& answer);
};

/// Of each poll that has a roll, or had one once: whether more voted than have a code.
struct audited_rolls {
  struct of_poll {
    std::string poll;
    std::int64_t codes = 0;
    std::int64_t voters = 0;
    std::int64_t strangers = 0;  ///< those of them who are not on the roll
  };

  static statement ask();
  static std::vector<of_poll> read(const rows& answer);
};

}  // namespace scrutin::actors::sql
