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

using yield_atom = caf::atom_constant<caf::atom("yield")>;

/// One HTTP connection (http_session.hpp). `yield`: others want its place, and it ends if it does nothing with it.
using session_actor = caf::typed_actor<caf::reacts_to<drain_atom>, caf::reacts_to<yield_atom>>;

}  // namespace scrutin::actors
