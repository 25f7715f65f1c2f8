#include "actors/listener.hpp"

#include <boost/asio/error.hpp>
#include <utility>

#include "actors/http_session.hpp"

namespace scrutin::actors {

namespace {

using boost::system::error_code;

constexpr std::chrono::milliseconds descriptor_pause{100};

}  // namespace

listener::listener(caf::actor_config& config, loop& home, std::shared_ptr<listening_socket> socket, unsigned index,
                   std::shared_ptr<http_service> service)
    : pinned(config, home),
      socket_(std::move(socket)),
      index_(index),
      service_(std::move(service)),
      acceptor_(socket_->accept_on(home.io(), index_)),
      pause_(home.io()) {}

auto listener::make_behavior() -> behavior_type {
  accept();
  return {
      [this](drain_atom) { drain(); },
      [this](const adopt& told) { service_->pages->adopted(told); },
  };
}

void listener::accept() {
  acceptor_.async_accept(on([this](const error_code& error, tcp_socket socket) {
    if (!error) welcome(std::move(socket));
    if (!acceptor_.is_open() || error == asio::error::operation_aborted) return;
    if (!error) return accept();
    if (error != asio::error::no_descriptors && error != boost::system::errc::too_many_files_open_in_system &&
        error != asio::error::no_memory && error != asio::error::no_buffer_space) {
      return accept();  // the client gave up while it waited in the queue
    }
    log().warn("listener accepts no connection on {} for {} ms: {}", socket_->at().to_string(),
               descriptor_pause.count(), error.message());
    pause_.expires_after(descriptor_pause);
    pause_.async_wait(on([this](const error_code& cancelled) {
      if (!cancelled) accept();
    }));
  }));
}

void listener::welcome(tcp_socket socket) {
  if (service_->sessions.count() >= service_->max_connections) return service_->metrics->turned_away();
  error_code error;
  const auto client = socket.remote_endpoint(error);
  if (error) return;
  socket.set_option(asio::ip::tcp::no_delay(true), error);
  home().spawn<http_session, caf::hidden>(service_, std::move(socket), client.address().to_string());
}

void listener::drain() {
  if (!acceptor_.is_open()) return;
  // The kernel has completed these connections: their clients believe that they are served.
  for (error_code error;;) {
    tcp_socket socket{io()};
    acceptor_.accept(socket, error);
    if (error) break;
    welcome(std::move(socket));
  }
  acceptor_.close();
  socket_->close(index_);
  // One more may be taken from the kernel and wait for its turn in the loop's queue.
  asio::post(io(), on([this] {
               service_->sessions.drain(
                   [this, me = caf::strong_actor_ptr{ctrl()}] { asio::post(io(), on([this] { quit(); })); });
             }));
}

void listener::on_exit() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  service_->sessions.forget();
}

}  // namespace scrutin::actors
