#include "actors/web/listening_socket.hpp"

#include <sys/socket.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <utility>

namespace scrutin::actors {

namespace {

using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using boost::system::error_code;

// As many as the kernel allows: what does not fit is refused while a crowd presses one button.
constexpr int backlog = 4096;

acceptor bind(asio::io_context& io, const asio::ip::tcp::endpoint& to, bool shared, error_code& error) {
  acceptor socket{io};
  socket.open(to.protocol(), error);
  if (!error) socket.set_option(asio::socket_base::reuse_address(true), error);
  if (!error && shared) socket.set_option(reuse_port(true), error);
  if (!error && to.address().is_v6()) socket.set_option(asio::ip::v6_only(false), error);
  if (!error) socket.bind(to, error);
  return socket;
}

}  // namespace

expected<listening_socket> listening_socket::open(const config::endpoint& at, unsigned loops) {
  asio::io_context io;
  error_code error;
  const auto address = asio::ip::make_address(at.host, error);
  if (error) return problem::that("cannot listen on " + at.to_string() + ": the host is no numeric address");
  asio::ip::tcp::endpoint to{address, at.port};

  // A kernel without IPv6 has every address of IPv4 all the same.
  if (address.is_v6() && address.is_unspecified()) {
    acceptor any{io};
    any.open(asio::ip::tcp::v6(), error);
    if (error == asio::error::address_family_not_supported) to.address(asio::ip::address_v4::any());
    error.clear();
  }

  const auto refused = [&at](const error_code& why) {
    std::string text = "cannot listen on " + at.to_string() + ": " + why.message();
    if (why == asio::error::address_in_use) text += "; end the process that has it, or name another port";
    return problem::that(std::move(text));
  };
  {
    const auto alone = bind(io, to, false, error);
    if (error) return refused(error);
    if (to.port() == 0) to.port(alone.local_endpoint().port());
  }

  listening_socket opened;
  opened.at_ = {to.address().to_string(), to.port()};
  for (unsigned i = 0; i < loops; ++i) {
    auto socket = bind(io, to, true, error);
    if (!error) socket.listen(backlog, error);
    if (error) return refused(error);
    opened.sockets_.push_back(std::make_unique<file_descriptor>(socket.release()));
  }
  return opened;
}

acceptor listening_socket::accept_on(asio::io_context& io, unsigned loop) const {
  acceptor socket{io};
  const auto version = asio::ip::make_address(at_.host).is_v6() ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
  socket.assign(version, ::dup(sockets_[loop]->number()));
  socket.non_blocking(true);
  return socket;
}

}  // namespace scrutin::actors
