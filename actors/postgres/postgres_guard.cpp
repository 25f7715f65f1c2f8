#include "actors/postgres/postgres_guard.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <utility>

#include "actors/postgres/postgres_connection.hpp"
#include "actors/runtime/file_descriptor.hpp"

namespace scrutin::actors {

namespace {

// Whoever does not keep track of what backends do says nothing of it.
constexpr const char* is_at_work =
    "SELECT count(*) FROM pg_stat_activity WHERE pid = $1::int AND coalesce(state, '') NOT LIKE 'idle%'";

}  // namespace

bool wait_for_answer::lasts_longer_than(std::chrono::milliseconds most) const {
  const auto since = since_.load();
  return since != 0 && clock::now().time_since_epoch() - clock::duration(since) >= most;
}

void wait_for_answer::end() { ::shutdown(socket_->number(), SHUT_RDWR); }

postgres_guard::postgres_guard(caf::actor_config& config, std::shared_ptr<wait_for_answer> wait,
                               std::chrono::milliseconds most, guarded_connection guarded,
                               std::shared_ptr<spdlog::logger> log)
    : caf::event_based_actor(config),
      wait_(std::move(wait)),
      most_(most),
      guarded_(std::move(guarded)),
      log_(std::move(log)) {
  monitor(guarded_.actor);
  set_down_handler([this](const caf::down_msg& down) {
    if (down.source == guarded_.actor) quit();
  });
}

caf::behavior postgres_guard::make_behavior() {
  look();
  return {[this](tick_atom) { look(); }};
}

void postgres_guard::look() {
  if (wait_->lasts_longer_than(most_)) {
    if (!wait_->any_time()) {
      wait_->end();
    } else if (!other_) {
      ask_the_server();
    }
  }
  delayed_send(this, std::min<std::chrono::milliseconds>(most_, std::chrono::seconds{1}), tick_atom::value);
}

// Its own guard sees to it that an answer comes, or an error.
void postgres_guard::ask_the_server() {
  postgres_options options{guarded_.settings, "scrutin guard", nullptr};
  other_ = system().spawn<postgres_connection, caf::detached>(std::move(options), supervisor_actor{}, log_);
  const auto done = [this] {
    caf::anon_send_exit(other_, caf::exit_reason::user_shutdown);
    other_ = nullptr;
  };
  request(other_, caf::infinite, statement{is_at_work, {std::to_string(guarded_.backend)}})
      .then(
          [this, done](const rows& found) {
            done();
            if (found.values.at(0).at(0) != "0") return wait_->begin_anew();
            const auto now = wait_->which();
            if (now != 0 && std::exchange(answered_, now) == now) wait_->end();
          },
          [this, done](const caf::error&) {
            done();
            wait_->end();
          });
}

void postgres_guard::on_exit() {
  if (other_) caf::anon_send_exit(other_, caf::exit_reason::user_shutdown);
  other_ = nullptr;
}

}  // namespace scrutin::actors
