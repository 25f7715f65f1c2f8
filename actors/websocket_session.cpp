#include "actors/websocket_session.hpp"

#include <utility>

#include "actors/tally.hpp"
#include "http/limits.hpp"

namespace scrutin::actors {

namespace {

namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using namespace std::chrono_literals;

}  // namespace

websocket_session::websocket_session(caf::actor_config& config, loop& home, std::shared_ptr<http_service> service,
                                     tcp_socket socket, http::request upgrade, std::string poll,
                                     audience_actor audience)
    : pinned(config, home),
      service_(std::move(service)),
      stream_(std::move(socket)),
      upgrade_(std::move(upgrade)),
      poll_(std::move(poll)),
      audience_(std::move(audience)) {
  stream_.set_option(
      websocket::stream_base::timeout{.handshake_timeout = 5s, .idle_timeout = 30s, .keep_alive_pings = true});
  stream_.read_message_max(http::limits::websocket_message);
  stream_.text(true);
}

auto websocket_session::make_behavior() -> behavior_type {
  service_->sessions.enter(ctrl());
  service_->metrics->connected();
  stream_.async_accept(upgrade_, on([this](const error_code& error) {
                         if (error) return quit();
                         upgrade_ = {};
                         send(audience_, join_atom::value, websocket_actor{this});
                         read();
                       }));
  return {
      [this](const tally_snapshot_ptr& snapshot) {
        latest_ = snapshot;
        if (!sending_) write();
      },
      [this](drain_atom) { close(websocket::close_code::going_away); },
  };
}

void websocket_session::read() {
  stream_.async_read(incoming_, on([this](const error_code& error, std::size_t) {
                       if (error) return quit();
                       incoming_.clear();
                       read();
                     }));
}

void websocket_session::write() {
  if (!latest_ || closing_) return;
  sending_ = std::exchange(latest_, nullptr);
  const auto message = sending_->messages.find(poll_);
  if (message == sending_->messages.end()) {
    sending_ = nullptr;
    return;
  }
  stream_.async_write(asio::buffer(message->second), on([this](const error_code& error, std::size_t) {
                        if (error) return quit();
                        sending_ = nullptr;
                        if (closing_) return close(websocket::close_code::going_away);
                        write();
                      }));
}

void websocket_session::close(websocket::close_code code) {
  closing_ = true;
  if (sending_) return;  // one thing at a time may be written; that one's end closes
  stream_.async_close(code, on([this](const error_code&) { quit(); }));
}

void websocket_session::on_exit() {
  error_code ignored;
  stream_.next_layer().close(ignored);
  audience_ = nullptr;
  service_->metrics->disconnected();
  service_->sessions.leave(ctrl());
}

}  // namespace scrutin::actors
