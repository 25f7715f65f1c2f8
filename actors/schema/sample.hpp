#pragma once
// The original sample's table of votes, where no worker of ours has made its own.
#include <cstdint>
#include <map>
#include <string>

#include "actors/postgres/messages.hpp"

namespace scrutin::actors::sql {

/// Whose tables the database holds.
struct which_tables {
  struct found {
    bool ours = false;
    bool samples = false;  ///< or ours: both have a table of that name
  };

  static statement ask();
  static found read(const rows& answer);
};

/// How many rows each choice has, by the sample's own query.
struct sample_votes {
  static statement ask();
  static std::map<std::string, std::int64_t> read(const rows& answer);
};

}  // namespace scrutin::actors::sql
