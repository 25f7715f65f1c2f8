#pragma once
// The right to apply a partition's ballots (leases.sql). As everywhere in this room, a call has two halves: `ask` makes
// the statement, and `read` reads the answer to that one.
#include <chrono>
#include <cstdint>
#include <string>

#include "actors/postgres/messages.hpp"

namespace scrutin::actors::sql {

/// Answers with the token under which the partition is held from now on; 0 where another holds it.
struct acquire_lease {
  static statement ask(unsigned partition, const std::string& holder, std::chrono::milliseconds lease);
  static std::int64_t read(const rows& answer);
};

/// Whether the token is still the partition's; then it is held for `lease` from now on.
struct renew_lease {
  static statement ask(unsigned partition, std::int64_t token, std::chrono::milliseconds lease);
  static bool read(const rows& answer);
};

/// Whether the token was still the partition's; then nobody holds it now.
struct release_lease {
  static statement ask(unsigned partition, std::int64_t token);
  static bool read(const rows& answer);
};

/// Who holds the partition; "" where nobody does.
struct lease_holder {
  static statement ask(unsigned partition);
  static std::string read(const rows& answer);
};

}  // namespace scrutin::actors::sql
