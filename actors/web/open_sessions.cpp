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

void open_sessions::enter(caf::actor_control_block* session, block of) {
  inside_.emplace(session, guest{of, resting_.end()});
  quota_->take(of);
  if (when_empty_) tell(session);
}

void open_sessions::leave(caf::actor_control_block* session) {
  work(session);
  if (const auto found = inside_.find(session); found != inside_.end()) {
    quota_->give_back(found->second.of);
    inside_.erase(found);
  }
  if (!inside_.empty()) return;
  // Taken out first: it holds the listener, which holds this.
  if (const auto done = std::exchange(when_empty_, nullptr)) done();
}

void open_sessions::rest(caf::actor_control_block* session, resting_session& itself) {
  const auto found = inside_.find(session);
  if (found == inside_.end()) return;
  auto& [of, place] = found->second;
  if (place == resting_.end()) {
    place = resting_.insert(resting_.end(), {session, &itself, of});
  } else {
    resting_.splice(resting_.end(), resting_, place);
  }
}

void open_sessions::work(caf::actor_control_block* session) {
  const auto found = inside_.find(session);
  if (found == inside_.end() || found->second.place == resting_.end()) return;
  resting_.erase(found->second.place);
  found->second.place = resting_.end();
}

std::optional<connection_quota::place> open_sessions::find_place(block of) {
  if (auto place = quota_->find(of)) return place;
  if (!make_room(quota_->has_its_share(of) ? std::optional{of} : std::nullopt)) return std::nullopt;
  return quota_->find(of);
}

// Looks at so many at most: it is done for each connection that comes.
bool open_sessions::make_room(std::optional<block> only) {
  constexpr int most_asked = 8;  // whose request has just come
  constexpr int most_seen = 64;
  int asked = 0;
  int seen = 0;
  for (auto next = resting_.begin(); next != resting_.end() && asked < most_asked && seen < most_seen; ++next, ++seen) {
    if (only && next->of != *only) continue;
    ++asked;
    if (!next->itself->give_way()) continue;
    leave(next->session);
    return true;
  }
  return false;
}

void open_sessions::drain(std::function<void()> done) {
  if (inside_.empty()) return done();
  when_empty_ = std::move(done);
  for (const auto& [session, one] : inside_) tell(session);
}

void open_sessions::cut() {
  for (const auto& [session, one] : inside_) caf::anon_send_exit(handle_of(session), caf::exit_reason::user_shutdown);
}

}  // namespace scrutin::actors
