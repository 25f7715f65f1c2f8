#pragma once
// One browser that watches a poll by WebSocket.
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <memory>

#include "actors/live/viewer_session.hpp"
#include "actors/web/listening_socket.hpp"
#include "http/message.hpp"

namespace scrutin::actors {

/// Pings an idle browser and lets go of one that does not answer. What browsers send is read and ignored; more than
/// 1 KiB in a message ends the connection.
class websocket_session final : public viewer_session {
public:
  websocket_session(caf::actor_config& config, loop& home, std::shared_ptr<http_service> service, tcp_socket socket,
                    http::request upgrade, seat where);

  const char* name() const override { return "websocket_session"; }

private:
  void open() override;
  void write(const tally_message& message) override;
  void write(const beat& told) override;
  void close() override;
  void release() override;
  void read();
  void sent(const boost::system::error_code& error);

  boost::beast::websocket::stream<tcp_socket> stream_;
  http::request upgrade_;
  boost::beast::flat_buffer incoming_;
};

}  // namespace scrutin::actors
