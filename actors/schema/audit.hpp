#pragma once
// What stands beside what the ledger makes of it (audit.sql).
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/postgres/messages.hpp"

namespace scrutin::actors::sql {

/// What a transaction says first, one by one: one that looks at all as it stands at one moment, and one that repairs.
std::vector<statement> before_audit();
std::vector<statement> before_repair();

struct count_votes {
  struct found {
    std::int64_t ballots = 0;
    std::int64_t votes = 0;
  };

  static statement ask();
  static found read(const rows& answer);
};

/// Votes that are not what they must be, the first `most` of them.
struct wrong_votes {
  struct standing {
    std::optional<std::string> choice{};  ///< nothing: there is no vote
    std::optional<std::string> uid{};     ///< nothing: no ballot brought it
    std::optional<std::string> n{};
  };
  struct wrong_vote {
    std::string poll;
    std::string voter;
    standing is{};
    standing right{};
  };
  struct found {
    std::int64_t all = 0;
    std::vector<wrong_vote> first{};
  };

  static statement ask(std::size_t most);
  static found read(const rows& answer);
};

/// A number that must be another.
struct difference {
  std::string poll;
  std::string of;  ///< an option; or from when the step counts, of `step` seconds; or nothing
  std::string step;
  std::int64_t n = 0;
  std::int64_t right = 0;
};

/// Differences, and how many there are in all.
struct differences {
  std::int64_t all = 0;
  std::vector<difference> first{};
};

struct wrong_tallies {
  struct found {
    std::int64_t all = 0;  ///< right ones too
    std::vector<difference> wrong{};
  };

  static statement ask();
  static found read(const rows& answer);
};

struct wrong_turnout {
  static statement ask();
  static differences read(const rows& answer);
};

struct wrong_arrivals {
  static statement ask(std::size_t most);
  static differences read(const rows& answer);
};

/// Makes anew what differs. Answers how many of each there were.
struct repair_votes {
  struct repaired {
    std::int64_t votes = 0;
    std::int64_t tallies = 0;
    std::int64_t turnouts = 0;
    std::int64_t arrivals = 0;
  };

  static statement ask();
  static repaired read(const rows& answer);
};

}  // namespace scrutin::actors::sql
