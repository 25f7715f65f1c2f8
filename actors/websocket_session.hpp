#pragma once
// One browser that watches a poll.
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <memory>
#include <string>

#include "actors/http_service.hpp"
#include "actors/listening_socket.hpp"
#include "actors/messages.hpp"
#include "actors/pinned.hpp"
#include "http/message.hpp"

namespace scrutin::actors {

/// Sends each tally of its poll, and of those that come while one is being sent only the newest: a slow phone gets
/// fewer, never late ones. Pings an idle browser and lets go of one that does not answer. What browsers send is read
/// and ignored; more than 1 KiB in a message ends the connection.
class websocket_session final : public pinned<websocket_actor::base> {
public:
  websocket_session(caf::actor_config& config, loop& home, std::shared_ptr<http_service> service, tcp_socket socket,
                    http::request upgrade, std::string poll, audience_actor audience);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "websocket_session"; }

private:
  void read();
  void write();
  void close(boost::beast::websocket::close_code code);

  std::shared_ptr<http_service> service_;
  boost::beast::websocket::stream<tcp_socket> stream_;
  http::request upgrade_;
  std::string poll_;
  audience_actor audience_;
  boost::beast::flat_buffer incoming_;
  tally_snapshot_ptr latest_;   ///< what is still to be sent
  tally_snapshot_ptr sending_;  ///< holds the bytes that are on their way
  bool closing_ = false;
};

}  // namespace scrutin::actors
