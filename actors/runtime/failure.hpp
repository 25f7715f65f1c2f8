#pragma once
// Why an actor could not do what it was asked.
#include <caf/error.hpp>
#include <cstdint>
#include <string>

namespace scrutin::actors {

enum class failure : std::uint8_t {
  none,
  unavailable,  ///< the server behind it is away; nothing was sent, so nothing happened
  unconfirmed,  ///< it was sent, and no answer came: it may or may not have happened
  refused,      ///< the server answered with an error
  unentitled,   ///< it was not for whom it says, so nothing happened
  stopping,     ///< the process ends
};

/// An error with a text for people: what happened, to what, what to do.
caf::error make_error(failure code);
caf::error make_error(failure code, std::string what);

/// The same with PostgreSQL's error code (SQLSTATE, five characters).
caf::error make_error(failure code, std::string what, std::string sqlstate);

/// Which failure an error is; `none` where it is another kind of error.
failure failure_of(const caf::error& error);

/// The SQLSTATE that an error carries, or nothing.
std::string sqlstate_of(const caf::error& error);

/// The text of any error, whoever made it.
std::string describe(const caf::error& error);

}  // namespace scrutin::actors
