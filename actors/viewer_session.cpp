#include "actors/viewer_session.hpp"

#include <chrono>
#include <utility>

namespace scrutin::actors {

viewer_session::viewer_session(caf::actor_config& config, loop& home, std::shared_ptr<http_service> service, seat where)
    : pinned(config, home), service_(std::move(service)), seat_(std::move(where)) {
  service_->sessions.enter(ctrl());
}

auto viewer_session::make_behavior() -> behavior_type {
  service_->metrics->connected();
  set_down_handler([this](const caf::down_msg&) { end(); });  // of the audience: nothing would be told here any more
  open();
  return {
      [this](const tally_snapshot_ptr& snapshot) {
        latest_ = snapshot;
        next();
      },
      [this](const beat_ptr& told) { pulse(told); },
      [this](drain_atom) { end(); },
  };
}

void viewer_session::opened() {
  open_ = true;
  monitor(seat_.audience);
  send(seat_.audience, join_atom::value, viewer_actor{this}, seat_.poll);
  next();
}

void viewer_session::pulse(const beat_ptr& told) {
  if (writing_) {
    if (++missed_ >= patience) quit();
  } else if (open_ && !closing_) {
    writing_ = true;
    beating_ = told;
    write(*beating_);
  }
}

void viewer_session::written() {
  writing_ = false;
  missed_ = 0;
  beating_ = nullptr;
  sending_.reset();
  next();
}

void viewer_session::next() {
  if (!open_ || writing_) return;
  if (closing_) {
    if (!std::exchange(left_, true)) close();  // once: a snapshot may come while the connection ends
    return;
  }
  if (!latest_) return;
  const auto view = tally_view::of(std::exchange(latest_, nullptr), seat_.poll, seat_.shown);
  if (!view) return end();
  const auto& text = view->text();
  if (std::exchange(seat_.seen, text.digest) == text.digest) return;
  const bool with_timeline = std::exchange(timeline_seen_, text.timeline_digest) != text.timeline_digest;
  writing_ = true;
  sending_ = view->message(std::chrono::system_clock::now(), with_timeline);
  write(*sending_);
}

void viewer_session::end() {
  if (std::exchange(closing_, true)) return;
  next();  // once what is on its way has left, or the connection has begun
}

void viewer_session::on_exit() {
  release();
  seat_.audience = nullptr;
  latest_ = nullptr;
  service_->metrics->disconnected();
  service_->sessions.leave(ctrl());
}

}  // namespace scrutin::actors
