#include "actors/postgres_guard.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <caf/actor.hpp>
#include <caf/event_based_actor.hpp>

#include "actors/file_descriptor.hpp"

namespace scrutin::actors {

bool wait_for_answer::end_after(std::chrono::milliseconds most) {
  const auto since = since_.load();
  if (since == 0 || clock::now().time_since_epoch() - clock::duration(since) < most) return false;
  ::shutdown(socket_->number(), SHUT_RDWR);
  return true;
}

caf::actor spawn_postgres_guard(caf::actor_system& system, std::shared_ptr<wait_for_answer> wait,
                                std::chrono::milliseconds most, const caf::actor_addr& guarded) {
  const auto pause = std::min<std::chrono::milliseconds>(most, std::chrono::seconds{1});
  return system.spawn([=](caf::event_based_actor* self) -> caf::behavior {
    self->monitor(guarded);
    self->set_down_handler([self](const caf::down_msg&) { self->quit(); });
    self->delayed_send(self, pause, tick_atom::value);
    return {[=](tick_atom) {
      wait->end_after(most);
      self->delayed_send(self, pause, tick_atom::value);
    }};
  });
}

}  // namespace scrutin::actors
