#pragma once
// The place where a process listens.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <vector>

#include "actors/runtime/expected.hpp"
#include "actors/runtime/file_descriptor.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

namespace asio = boost::asio;

// Concrete executors: what a session does with its socket is not called through a virtual table.
using acceptor = asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>;
using tcp_socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;

/// Several sockets on one address, one an event loop: the kernel spreads the connections (SO_REUSEPORT). All are open
/// from the start to the drain, so that a restarted listener takes over what waits in its queue.
class listening_socket {
public:
  /// Binds and listens, or says why it cannot. `::` takes IPv4 too, and is `0.0.0.0` on a kernel without IPv6. Refuses
  /// an address that another process serves, though SO_REUSEPORT would let this one in.
  static expected<listening_socket> open(const config::endpoint& at, unsigned loops);

  /// Where it listens, the port found where the settings left it to the system.
  const config::endpoint& at() const { return at_; }

  /// A descriptor of its own for the loop's acceptor.
  acceptor accept_on(asio::io_context& io, unsigned loop) const;

  /// No new connection from here on.
  void close(unsigned loop) { sockets_[loop].reset(); }

private:
  config::endpoint at_;
  std::vector<std::unique_ptr<file_descriptor>> sockets_;
};

}  // namespace scrutin::actors
