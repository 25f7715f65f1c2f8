#include "actors/postgres_guard.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "actors/file_descriptor.hpp"

namespace scrutin::actors {

bool wait_for_answer::end_after(std::chrono::milliseconds most) {
  const auto since = since_.load();
  if (since == 0 || clock::now().time_since_epoch() - clock::duration(since) < most) return false;
  ::shutdown(socket_->number(), SHUT_RDWR);
  return true;
}

postgres_guard::postgres_guard(caf::actor_config& config, std::shared_ptr<wait_for_answer> wait,
                               std::chrono::milliseconds most, const caf::actor_addr& guarded)
    : caf::event_based_actor(config), wait_(std::move(wait)), most_(most) {
  monitor(guarded);
  set_down_handler([this](const caf::down_msg&) { quit(); });
}

caf::behavior postgres_guard::make_behavior() {
  look();
  return {[this](tick_atom) { look(); }};
}

void postgres_guard::look() {
  wait_->end_after(most_);
  delayed_send(this, std::min<std::chrono::milliseconds>(most_, std::chrono::seconds{1}), tick_atom::value);
}

}  // namespace scrutin::actors
