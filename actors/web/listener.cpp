#include "actors/web/listener.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <utility>

#include "actors/web/http_session.hpp"

namespace scrutin::actors {

namespace {

using boost::system::error_code;

constexpr std::chrono::milliseconds accept_pause{100};

// Of the connection that was to be accepted, and not of this process or its socket (accept(2)): the next may be well.
bool is_of_the_client(const error_code& error) {
  static constexpr std::array all{ECONNABORTED, ENETDOWN, EPROTO,       ENOPROTOOPT,
                                  EHOSTDOWN,    ENONET,   EHOSTUNREACH, ENETUNREACH};
  return error.category() == boost::system::system_category() && std::ranges::find(all, error.value()) != all.end();
}

http::far_end far_end_of(const asio::ip::address& address) {
  const auto bytes = address.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()).to_bytes()
                                     : address.to_v6().to_bytes();
  return {config::ip_address::of({reinterpret_cast<const char*>(bytes.data()), bytes.size()})};
}

}  // namespace

listener::listener(caf::actor_config& config, loop& home, std::shared_ptr<listening_socket> socket, unsigned index,
                   std::shared_ptr<http_service> service)
    : pinned(config, home),
      socket_(std::move(socket)),
      index_(index),
      service_(std::move(service)),
      acceptor_(socket_->accept_on(home.io(), index_)),
      pause_(home.time().make_alarm()) {}

auto listener::make_behavior() -> behavior_type {
  accept();
  return {
      [this](drain_atom) { drain(); },
  };
}

void listener::accept() {
  acceptor_.async_accept(on([this](const error_code& error, tcp_socket socket) {
    if (!error) welcome(std::move(socket));
    if (!acceptor_.is_open() || error == asio::error::operation_aborted) return;
    if (error && !is_of_the_client(error)) return rest(error);
    if (!error && std::exchange(resting_, false)) {
      log().info("listener accepts connections on {} again", socket_->at().to_string());
    }
    accept();
  }));
}

// What is wrong now, descriptors or memory most likely, would be wrong at once again: trying so would take the whole
// loop's time.
void listener::rest(const error_code& why) {
  if (!std::exchange(resting_, true)) {
    log().warn("listener accepts no connection on {}, and tries again each {} ms: {}", socket_->at().to_string(),
               accept_pause.count(), why.message());
  }
  pause_->set(accept_pause, on([this] {
                if (acceptor_.is_open()) accept();
              }));
}

void listener::welcome(tcp_socket socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return;
  const auto peer = far_end_of(endpoint.address());
  // Until the session has taken its own.
  const auto place = service_->sessions.find_place(service_->block_of(peer));
  if (!place) return service_->metrics->turned_away();
  socket.set_option(asio::ip::tcp::no_delay(true), error);
  home().spawn<http_session, caf::hidden>(service_, std::move(socket), peer);
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
  pause_->set(service_->longest_drain, on([this] {
                log().warn("listener on {} cuts {} connections that do not end", socket_->at().to_string(),
                           service_->sessions.count());
                service_->sessions.cut();
              }));
  // One more may be taken from the kernel and wait for its turn in the loop's queue.
  asio::post(io(), on([this] {
               service_->sessions.drain(
                   [this, me = caf::strong_actor_ptr{ctrl()}] { asio::post(io(), on([this] { quit(); })); });
             }));
}

void listener::on_exit() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_->cancel();
  service_->sessions.forget();
}

}  // namespace scrutin::actors
