#include "actors/live/websocket_session.hpp"

#include <array>
#include <utility>

#include "http/limits.hpp"

namespace scrutin::actors {

namespace {

namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using namespace std::chrono_literals;

}  // namespace

websocket_session::websocket_session(caf::actor_config& config, loop& home, std::shared_ptr<http_service> service,
                                     tcp_socket socket, http::request upgrade, seat where)
    : viewer_session(config, home, std::move(service), std::move(where)),
      stream_(std::move(socket)),
      upgrade_(std::move(upgrade)) {
  stream_.set_option(
      websocket::stream_base::timeout{.handshake_timeout = 5s, .idle_timeout = 30s, .keep_alive_pings = true});
  stream_.read_message_max(http::limits::websocket_message);
  stream_.text(true);
}

void websocket_session::open() {
  prepare(stream_.next_layer());
  stream_.async_accept(upgrade_, on([this](const error_code& error) {
                         if (error) return quit();
                         upgrade_ = {};
                         read();
                         opened();
                       }));
}

void websocket_session::read() {
  stream_.async_read(incoming_, on([this](const error_code& error, std::size_t) {
                       if (error) return quit();
                       incoming_.clear();
                       read();
                     }));
}

void websocket_session::write(const tally_message& message) {
  std::array<asio::const_buffer, 4> buffers;
  const auto parts = message.parts();
  for (std::size_t i = 0; i < parts.size(); ++i) buffers[i] = asio::buffer(parts[i]);
  stream_.async_write(buffers, on([this](const error_code& error, std::size_t) { sent(error); }));
}

void websocket_session::write(const beat& told) {
  stream_.async_write(asio::buffer(told.text()), on([this](const error_code& error, std::size_t) { sent(error); }));
}

void websocket_session::sent(const error_code& error) {
  if (error) return quit();
  written();
}

void websocket_session::close() {
  // Who does not answer is not waited for longer: the process may be ending, and has seconds for that.
  stream_.set_option(
      websocket::stream_base::timeout{.handshake_timeout = 1s, .idle_timeout = 30s, .keep_alive_pings = true});
  stream_.async_close(websocket::close_code::going_away, on([this](const error_code&) { quit(); }));
}

void websocket_session::release() {
  error_code ignored;
  stream_.next_layer().close(ignored);
}

}  // namespace scrutin::actors
