#pragma once
// What an error of PostgreSQL is about.
#include <cstdint>
#include <string_view>

namespace scrutin::actors {

enum class sql_fault : std::uint8_t {
  conflict,   ///< another transaction was in the way: the same statement may work at once
  data,       ///< a value that no server takes: the statement fails for ever, one without that value does not
  size,       ///< it was too much, or took too long: half of it may work
  condition,  ///< all else: the server, its settings, its tables or its disk; it works once someone mends that
};

/// Tells by the error's code (SQLSTATE). Only `data` may ever be held against a vote: what this is not sure of is a
/// condition, under which votes wait.
sql_fault fault_of(std::string_view sqlstate);

}  // namespace scrutin::actors
