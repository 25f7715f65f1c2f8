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
  inside_.emplace(session, resting_.end());
  quota_->take();
  if (when_empty_) tell(session);
}

void open_sessions::leave(caf::actor_control_block* session) {
  work(session);
  if (inside_.erase(session) > 0) quota_->give_back();
  if (!inside_.empty()) return;
  // Taken out first: it holds the listener, which holds this.
  if (const auto done = std::exchange(when_empty_, nullptr)) done();
}

void open_sessions::rest(caf::actor_control_block* session, resting_session& itself) {
  const auto found = inside_.find(session);
  if (found == inside_.end()) return;
  auto& place = found->second;
  if (place == resting_.end()) {
    place = resting_.insert(resting_.end(), {session, &itself});
  } else {
    resting_.splice(resting_.end(), resting_, place);
  }
}

void open_sessions::work(caf::actor_control_block* session) {
  const auto found = inside_.find(session);
  if (found == inside_.end() || found->second == resting_.end()) return;
  resting_.erase(found->second);
  found->second = resting_.end();
}

std::optional<connection_quota::place> open_sessions::find_place() {
  if (auto place = quota_->find()) return place;
  if (!make_room()) return std::nullopt;
  return quota_->find();
}

bool open_sessions::make_room() {
  constexpr int most = 8;  // whose request has just come; this is done for each connection
  auto next = resting_.begin();
  for (int i = 0; i < most && next != resting_.end(); ++i, ++next) {
    const auto [session, itself] = *next;
    if (!itself->give_way()) continue;
    leave(session);
    return true;
  }
  return false;
}

void open_sessions::drain(std::function<void()> done) {
  if (inside_.empty()) return done();
  when_empty_ = std::move(done);
  for (const auto& [session, place] : inside_) tell(session);
}

void open_sessions::cut() {
  for (const auto& [session, place] : inside_) caf::anon_send_exit(handle_of(session), caf::exit_reason::user_shutdown);
}

}  // namespace scrutin::actors
