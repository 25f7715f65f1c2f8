#include "actors/live/viewer_session.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <chrono>
#include <utility>

namespace scrutin::actors {

namespace {

constexpr unsigned peer_patience_ms = 30000;
constexpr unsigned most_unsent = 2048;  // bytes, about one message; the kernel's own default is as much as its buffer

}  // namespace

void viewer_session::prepare(tcp_socket& socket) {
  const int descriptor = socket.native_handle();
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &peer_patience_ms, sizeof(peer_patience_ms));
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &most_unsent, sizeof(most_unsent));
}

viewer_session::viewer_session(caf::actor_config& config, loop& home, std::shared_ptr<http_service> service, seat where)
    : pinned(config, home), service_(std::move(service)), seat_(std::move(where)) {
  service_->sessions.enter(ctrl(), seat_.from);
}

auto viewer_session::make_behavior() -> behavior_type {
  service_->metrics->connected();
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
  // An audience that is gone says so by this; one that ends later tells all who joined to end. A monitor would be kept
  // by it for each viewer that ever was, and with it the memory of that viewer.
  request(seat_.audience, caf::infinite, join_atom::value, viewer_actor{this}, seat_.poll)
      .then([] {}, [this](const caf::error&) { end(); });
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
