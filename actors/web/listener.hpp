#pragma once
// Accepts connections on one loop.
#include <caf/typed_event_based_actor.hpp>
#include <memory>

#include "actors/runtime/pinned.hpp"
#include "actors/runtime/time_source.hpp"
#include "actors/web/http_service.hpp"
#include "actors/web/listening_socket.hpp"
#include "actors/web/messages.hpp"

namespace scrutin::actors {

/// In a drain those whom a listener's sessions ask are waited for so long (child_spec::patience). Then they are
/// stopped, and say what they know by then: an answer is due to every request.
inline constexpr std::chrono::milliseconds answer_patience{3000};

/// Spawns a session for each connection. Beyond the quota the connection that has waited longest for
/// its client gives way, so that connections that do nothing shut nobody out; where none waits, new
/// ones are closed at once. It pauses while the kernel gives it none for want of something. On `drain` it takes what
/// the kernel has already accepted, listens no more, and ends once all sessions have; those that are left after
/// `longest_drain` are cut.
class listener final : public pinned<listener_actor::base> {
public:
  listener(caf::actor_config& config, loop& home, std::shared_ptr<listening_socket> socket, unsigned index,
           std::shared_ptr<http_service> service);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "listener"; }

private:
  void accept();
  void welcome(tcp_socket socket);
  void rest(const boost::system::error_code& why);
  void drain();

  std::shared_ptr<listening_socket> socket_;
  unsigned index_;
  std::shared_ptr<http_service> service_;
  acceptor acceptor_;
  std::unique_ptr<alarm> pause_;
  bool resting_ = false;  // it has said that it gets no connection
};

}  // namespace scrutin::actors
