#include "tests/support/link.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>
#include <vector>

namespace scrutin::faults {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

struct two_ends {
  tcp::socket service;
  tcp::socket server;

  void close() {
    boost::system::error_code ignored;
    service.close(ignored);
    server.close(ignored);
  }

  void reset() {
    boost::system::error_code ignored;
    for (auto* end : {&service, &server}) end->set_option(tcp::socket::linger{true, 0}, ignored);
    close();
  }
};

asio::awaitable<void> pause(std::chrono::milliseconds time) {
  asio::steady_timer timer{co_await asio::this_coro::executor, time};
  co_await timer.async_wait(as_value);
}

}  // namespace

struct link::state {
  asio::io_context& io;
  tcp::endpoint at;
  tcp::endpoint server;
  tcp::acceptor acceptor{io};
  std::vector<std::weak_ptr<two_ends>> open{};
  bool frozen = false;
  bool tearing = false;
  std::chrono::milliseconds delay{0};

  void listen() {
    acceptor.open(at.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address{true});
    acceptor.bind(at);
    acceptor.listen();
  }

  void close_all(bool by_reset) {
    for (const auto& one : std::exchange(open, {})) {
      const auto ends = one.lock();
      if (!ends) continue;
      if (by_reset) {
        ends->reset();
      } else {
        ends->close();
      }
    }
  }

  static asio::awaitable<void> accept(std::shared_ptr<state> self) {
    for (;;) {
      auto [error, socket] = co_await self->acceptor.async_accept(as_value);
      if (error) co_return;
      co_spawn(self->io, serve(self, std::move(socket)), asio::detached);
    }
  }

  static asio::awaitable<void> serve(std::shared_ptr<state> self, tcp::socket service) {
    auto ends = std::make_shared<two_ends>(two_ends{std::move(service), tcp::socket{self->io}});
    std::erase_if(self->open, [](const auto& one) { return one.expired(); });
    self->open.push_back(ends);
    while (self->frozen) co_await pause(5ms);
    const auto [error] = co_await ends->server.async_connect(self->server, as_value);
    boost::system::error_code ignored;
    ends->service.set_option(tcp::no_delay{true}, ignored);
    ends->server.set_option(tcp::no_delay{true}, ignored);
    if (error) {
      ends->reset();
      co_return;
    }
    co_spawn(self->io, pass(self, ends, false), asio::detached);
    co_spawn(self->io, pass(self, ends, true), asio::detached);
  }

  static asio::awaitable<void> pass(std::shared_ptr<state> self, std::shared_ptr<two_ends> ends, bool replies) {
    auto& from = replies ? ends->server : ends->service;
    auto& to = replies ? ends->service : ends->server;
    std::array<char, 65536> bytes;
    for (;;) {
      const auto [error, size] = co_await from.async_read_some(asio::buffer(bytes), as_value);
      if (self->delay > 0ms) co_await pause(self->delay);
      while (self->frozen) co_await pause(5ms);
      const bool torn = replies && self->tearing && size > 0;
      const auto [failed, written] = co_await async_write(to, asio::buffer(bytes, torn ? size / 2 : size), as_value);
      if (torn) {
        self->tearing = false;
        ends->reset();
        co_return;
      }
      if (!error && !failed) continue;
      ends->close();
      co_return;
    }
  }
};

link::link(asio::io_context& io, std::string address, std::uint16_t port, std::uint16_t server)
    : address_(std::move(address)),
      state_(std::make_shared<state>(state{.io = io,
                                           .at = {asio::ip::make_address(address_), port},
                                           .server = {asio::ip::address_v4::loopback(), server}})) {
  state_->listen();
  co_spawn(io, state::accept(state_), asio::detached);
}

link::~link() { cut(); }

template <class F>
void link::post(F change) {
  asio::post(state_->io, [self = state_, change] { change(*self); });
}

void link::cut() {
  post([](state& self) {
    boost::system::error_code ignored;
    self.acceptor.close(ignored);
    self.close_all(false);
  });
}

void link::freeze() {
  post([](state& self) { self.frozen = true; });
}

void link::slow(std::chrono::milliseconds delay) {
  post([delay](state& self) { self.delay = delay; });
}

void link::tear() {
  post([](state& self) { self.tearing = true; });
}

void link::heal() {
  asio::post(state_->io, [self = state_] {
    self->frozen = self->tearing = false;
    self->delay = 0ms;
    if (self->acceptor.is_open()) return;
    self->listen();
    co_spawn(self->io, state::accept(self), asio::detached);
  });
}

void link::drop() {
  post([](state& self) { self.close_all(true); });
}

}  // namespace scrutin::faults
