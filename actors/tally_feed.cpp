#include "actors/tally_feed.hpp"

#include <caf/send.hpp>
#include <charconv>
#include <utility>

#include "actors/failure.hpp"
#include "actors/file_descriptor.hpp"

namespace scrutin::actors {

namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

constexpr auto least_pause = 50ms;
constexpr auto heartbeat = 2s;
constexpr const char* channel = "scrutin_tallies";

std::int64_t to_integer(const std::optional<std::string>& text) {
  std::int64_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

}  // namespace

tally_feed::tally_feed(caf::actor_config& config, loop& home, std::vector<config::poll> polls, supervisor_actor parent)
    : pinned(config, home),
      polls_(std::move(polls)),
      parent_(std::move(parent)),
      notified_(home.io()),
      next_(home.io()),
      beat_(home.io()) {}

auto tally_feed::make_behavior() -> behavior_type {
  return {
      [this](const adopt& told) {
        if (told.child == "postgres_connection") {
          return connected(caf::actor_cast<postgres_connection_actor>(told.handle));
        }
        auto& audience = audiences_[told.child];
        audience = caf::actor_cast<audience_actor>(told.handle);
        if (audience && latest_) send(audience, latest_);
      },
  };
}

void tally_feed::connected(postgres_connection_actor connection) {
  postgres_ = std::move(connection);
  error_code ignored;
  notified_.close(ignored);
  next_.cancel();
  beat_.cancel();
  reading_ = dirty_ = waiting_ = false;
  if (postgres_) return listen();
  go_stale();
}

// First listen, then read: a change in between is told, and read once more.
void tally_feed::listen() {
  request(postgres_, caf::infinite, listen_atom::value, std::string{channel})
      .then(
          [this, asked = postgres_](const shared_descriptor& descriptor) {
            if (asked != postgres_) return;
            notified_.assign(descriptor->release());
            watch();
            read();
          },
          [](const caf::error&) {});  // the connection has ended: its supervisor brings another
}

void tally_feed::watch() {
  notified_.async_wait(asio::posix::stream_descriptor::wait_read, on([this](const error_code& cancelled) {
                         if (cancelled) return;
                         request(postgres_, caf::infinite, news_atom::value)
                             .then(
                                 [this, asked = postgres_](const std::vector<std::string>& payloads) {
                                   if (asked != postgres_) return;
                                   watch();
                                   if (!payloads.empty()) refresh();
                                 },
                                 [](const caf::error&) {});
                       }));
}

void tally_feed::refresh() {
  dirty_ = true;
  if (reading_ || waiting_) return;
  const auto since = clock::now() - read_at_;
  if (since >= least_pause) return read();
  waiting_ = true;
  next_.expires_after(least_pause - since);
  next_.async_wait(on([this](const error_code& cancelled) {
    if (cancelled) return;
    waiting_ = false;
    read();
  }));
}

void tally_feed::read() {
  reading_ = true;
  dirty_ = false;
  read_at_ = clock::now();
  beat();
  request(postgres_, caf::infinite, statement{"SELECT sequence, poll, choice, n FROM tally_snapshot()", {}})
      .then(
          [this, asked = postgres_](const rows& answer) {
            if (asked != postgres_) return;
            reading_ = false;
            publish(answer);
            if (dirty_) refresh();
          },
          [this, asked = postgres_](const caf::error& error) {
            if (asked != postgres_ || failure_of(error) != failure::refused) return;
            reading_ = false;  // the heartbeat tries again: the worker may not have made the schema yet
            log().warn("tally_feed cannot read the tallies: {}", describe(error));
          });
}

void tally_feed::beat() {
  beat_.expires_after(heartbeat);
  beat_.async_wait(on([this](const error_code& cancelled) {
    if (cancelled) return;
    if (!reading_) return refresh();
    go_stale();  // the server hangs: its connection may take long to break
    beat();
  }));
}

void tally_feed::go_stale() {
  if (latest_ && latest_->live) tell(make_snapshot(latest_->sequence, false, latest_->tallies));
}

void tally_feed::publish(const rows& answer) {
  std::int64_t sequence = 0;
  std::map<std::string, counts, std::less<>> counted;
  for (const auto& row : answer.values) {
    sequence = to_integer(row[0]);
    if (row[1] && row[2]) counted[*row[1]][*row[2]] = to_integer(row[3]);
  }
  if (latest_ && latest_->live && latest_->sequence == sequence) return;
  std::map<std::string, tally, std::less<>> tallies;
  for (const auto& poll : polls_) tallies.emplace(poll.id, make_tally(poll, counted[poll.id]));
  const bool first = latest_ == nullptr;
  tell(make_snapshot(sequence, true, std::move(tallies)));
  if (first) send(parent_, up_atom::value, caf::strong_actor_ptr{ctrl()});
}

void tally_feed::tell(tally_snapshot_ptr snapshot) {
  latest_ = std::move(snapshot);
  for (const auto& [name, audience] : audiences_) {
    if (audience) send(audience, latest_);
  }
}

void tally_feed::on_exit() {
  error_code ignored;
  notified_.close(ignored);
  next_.cancel();
  beat_.cancel();
  postgres_ = nullptr;
  audiences_.clear();
  parent_ = nullptr;
}

}  // namespace scrutin::actors
