#pragma once
// The contract of this room: its actors, what each takes and what it answers.
//
//   supervisor -> its children; each part -> health
#include <caf/actor_control_block.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace scrutin::actors {

using up_atom = caf::atom_constant<caf::atom("up")>;
using tick_atom = caf::atom_constant<caf::atom("tick")>;
using drain_atom = caf::atom_constant<caf::atom("drain")>;
using ready_atom = caf::atom_constant<caf::atom("ready")>;

/// From a supervisor to a child, of one that it asks (child_list.hpp): this is its handle from now on, null while it is
/// away. `Role` tells two of one kind apart, `which` counts those that a child asks in the same role.
template <class Handle, class Role = void>
struct sibling {
  Handle handle{};
  unsigned which = 0;
};

/// The state of one part of the process, as its supervisor or the part itself sees it.
struct condition {
  enum class level : std::uint8_t { down, degraded, up };
  std::string part;  ///< "redis", "postgres", "http": what /readyz names
  std::string who;   ///< which of several: "loop 2"
  level is = level::down;
  std::string why;  ///< for people; empty when up
};

/// What /readyz answers.
struct readiness {
  bool ready = false;
  std::vector<condition> parts;
};

/// Restarts its children (supervisor.hpp). A child says `up` when it can serve; `drain` stops all in reverse order.
using supervisor_actor = caf::typed_actor<caf::reacts_to<up_atom, caf::strong_actor_ptr>, caf::reacts_to<drain_atom>,
                                          caf::reacts_to<tick_atom, std::string, std::uint64_t>>;

/// Gathers the conditions of all parts (health.hpp).
using health_actor = caf::typed_actor<caf::reacts_to<condition>, caf::reacts_to<drain_atom>,
                                      caf::replies_to<ready_atom>::with<readiness>>;

}  // namespace scrutin::actors

template <class Handle, class Role>
struct caf::allowed_unsafe_message_type<scrutin::actors::sibling<Handle, Role>> : std::true_type {};

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::condition)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::readiness)
