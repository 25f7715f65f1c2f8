#include "actors/open_sessions.hpp"

#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/send.hpp>
#include <utility>

#include "actors/messages.hpp"

namespace scrutin::actors {

namespace {

void tell(caf::actor_control_block* session) {
  caf::anon_send(caf::actor_cast<caf::actor>(caf::strong_actor_ptr{session}), drain_atom::value);
}

}  // namespace

void open_sessions::enter(caf::actor_control_block* session) {
  inside_.insert(session);
  if (when_empty_) tell(session);
}

void open_sessions::leave(caf::actor_control_block* session) {
  inside_.erase(session);
  if (!inside_.empty()) return;
  // Taken out first: it holds the listener, which holds this.
  if (const auto done = std::exchange(when_empty_, nullptr)) done();
}

void open_sessions::drain(std::function<void()> done) {
  if (inside_.empty()) return done();
  when_empty_ = std::move(done);
  for (auto* session : inside_) tell(session);
}

}  // namespace scrutin::actors
