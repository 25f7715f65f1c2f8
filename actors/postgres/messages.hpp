#pragma once
// The contract of this room: its actors, what each takes and what it answers.
//
//   whoever needs PostgreSQL -> postgres_connection
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scrutin::actors {

using listen_atom = caf::atom_constant<caf::atom("listen")>;
using news_atom = caf::atom_constant<caf::atom("news")>;

/// One SQL statement with its text parameters ($1, $2 ...), run as a transaction of its own.
struct statement {
  std::string sql;
  std::vector<std::optional<std::string>> parameters;
};

/// What it returned; a missing value is NULL.
struct rows {
  std::vector<std::vector<std::optional<std::string>>> values;
};

/// A descriptor of an operating system file, closed with its last owner.
class file_descriptor;
using shared_descriptor = std::shared_ptr<file_descriptor>;

/// One connection to PostgreSQL, on a thread of its own (postgres_connection.hpp). `listen` answers with a descriptor
/// that turns readable when `news` will find notifications; `news` answers with their payloads.
using postgres_connection_actor = caf::typed_actor<caf::replies_to<statement>::with<rows>,
                                                   caf::replies_to<listen_atom, std::string>::with<shared_descriptor>,
                                                   caf::replies_to<news_atom>::with<std::vector<std::string>>>;

}  // namespace scrutin::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::statement)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::rows)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::shared_descriptor)
