#pragma once
// One HTTP connection.
#include <boost/beast/core/flat_buffer.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "actors/runtime/pinned.hpp"
#include "actors/runtime/time_source.hpp"
#include "actors/web/http_service.hpp"
#include "actors/web/listening_socket.hpp"
#include "actors/web/messages.hpp"
#include "http/front.hpp"
#include "http/message.hpp"
#include "http/request_reader.hpp"

namespace scrutin::actors {

/// Reads requests, has the site answer them one after the other, and keeps every deadline: header, body, idle, write. A
/// refused request is answered and ends the connection. On `drain` an idle connection ends, a busy one after its
/// answer, and one whose request is still to come or not whole yet gets a moment for it.
class http_session final : public pinned<session_actor::base>, private resting_session {
public:
  http_session(caf::actor_config& config, loop& home, std::shared_ptr<http_service> service, tcp_socket socket,
               http::far_end peer);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "http_session"; }

  /// The request that waits for its answer.
  const http::request& incoming() const { return incoming_; }
  loop& where() { return home(); }
  http_service& service() { return *service_; }
  const std::shared_ptr<http_service>& shared_service() const { return service_; }

  /// Whom its connection is counted for; also for what it becomes after an upgrade.
  connection_quota::block from() const { return from_; }

  /// Answers it. `close` ends the connection afterwards.
  void respond(http::response answer, bool close = false);

  /// Gives the socket away, to what the connection becomes after an upgrade; this actor then ends.
  tcp_socket hand_over();

private:
  using time_point = time_source::time_point;
  enum class phase { idle, header, body, answering, writing, lingering };

  void enter(phase next);
  void read();
  bool read_proxy_header();
  void advance();
  void refuse(const http::refusal& why);
  void answer();
  void write(bool keep);
  void written(const boost::system::error_code& error, std::size_t bytes, bool keep);
  void linger();
  void discard();
  void watch_time();
  void expire();
  void drain();
  bool give_way() override;
  time_point arrive_by() const;

  std::shared_ptr<http_service> service_;
  tcp_socket socket_;
  http::far_end peer_;
  connection_quota::block from_;
  bool header_due_;  // what comes first is a PROXY header
  boost::beast::flat_buffer buffer_;
  http::request_reader reader_;
  http::request incoming_;
  http::response outgoing_;
  std::string head_;  // of that
  std::unique_ptr<alarm> alarm_;
  phase phase_ = phase::idle;
  time_point deadline_;
  time_point complete_at_;
  time_point drained_at_;
  bool first_ = true;
  bool draining_ = false;
};

}  // namespace scrutin::actors
