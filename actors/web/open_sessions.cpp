#include "actors/web/open_sessions.hpp"

#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <utility>

#include "actors/runtime/messages.hpp"

namespace scrutin::actors {

namespace {

caf::actor handle_of(caf::actor_control_block* session) {
  return caf::actor_cast<caf::actor>(caf::strong_actor_ptr{session});
}

void tell(caf::actor_control_block* session) { caf::anon_send(handle_of(session), drain_atom::value); }

}  // namespace

void open_sessions::enter(caf::actor_control_block* session) {
  inside_.insert(session);
  quota_->take();
  if (when_empty_) tell(session);
}

void open_sessions::leave(caf::actor_control_block* session) {
  if (inside_.erase(session) > 0) quota_->give_back();
  if (!inside_.empty()) return;
  // Taken out first: it holds the listener, which holds this.
  if (const auto done = std::exchange(when_empty_, nullptr)) done();
}

void open_sessions::drain(std::function<void()> done) {
  if (inside_.empty()) return done();
  when_empty_ = std::move(done);
  for (auto* session : inside_) tell(session);
}

void open_sessions::cut() {
  for (auto* session : inside_) caf::anon_send_exit(handle_of(session), caf::exit_reason::user_shutdown);
}

}  // namespace scrutin::actors
