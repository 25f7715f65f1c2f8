#pragma once
// The contract of this room: its actors, what each takes and what it answers.
//
//   listener -> http_session -> what its site asks; http_session -> health for /readyz
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "actors/runtime/messages.hpp"

namespace scrutin::actors {

/// Accepts connections on one loop (listener.hpp).
using listener_actor = caf::typed_actor<caf::reacts_to<drain_atom>>;

/// One HTTP connection (http_session.hpp).
using session_actor = caf::typed_actor<caf::reacts_to<drain_atom>>;

}  // namespace scrutin::actors
