#include "tests/support/visits.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "tests/support/eventually.hpp"
#include "tests/support/http_client.hpp"

namespace scrutin::test {

namespace {

namespace asio = boost::asio;

constexpr std::size_t at_the_same_time = 20;
constexpr std::size_t silent_at_the_same_time = 500;  // each batch of them takes as long as the server's patience

class client {
public:
  explicit client(std::uint16_t port) : host_("Host: 127.0.0.1:" + std::to_string(port) + "\r\n") {
    socket_.connect({asio::ip::make_address("127.0.0.1"), port});
    const timeval patience{30, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }

  /// A request line, and the fields behind Host.
  void ask(const std::string& line, const std::string& fields = {}, const std::string& body = {}) {
    asio::write(socket_, asio::buffer(line + " HTTP/1.1\r\n" + host_ + fields + "\r\n" + body));
  }

  void say(std::string_view bytes) { asio::write(socket_, asio::buffer(bytes)); }

  /// All up to `end`, which has to come.
  std::string hear(const std::string& end) {
    boost::system::error_code error;
    const auto length = asio::read_until(socket_, asio::dynamic_buffer(text_), end, error);
    if (error) throw std::runtime_error("the server said only: " + text_);
    auto heard = text_.substr(0, length);
    text_.erase(0, length);
    return heard;
  }

  /// An answer that says how long it is.
  std::string answer() {
    auto head = hear("\r\n\r\n");
    const auto at = head.find("Content-Length: ");
    if (at == head.npos) throw std::runtime_error("the server did not say how long its answer is: " + head);
    const auto length = std::strtoul(head.c_str() + at + 16, nullptr, 10);
    if (text_.size() < length)
      asio::read(socket_, asio::dynamic_buffer(text_), asio::transfer_exactly(length - text_.size()));
    text_.erase(0, length);
    return head;
  }

  void hear_end() {
    boost::system::error_code error;
    asio::read(socket_, asio::dynamic_buffer(text_), error);
    if (error != asio::error::eof && error != asio::error::connection_reset) {
      throw std::runtime_error("the server does not close the connection: " + error.message());
    }
  }

  void reset() {
    socket_.set_option(asio::socket_base::linger(true, 0));
    socket_.close();
  }

private:
  std::string host_;
  asio::io_context io_;
  asio::ip::tcp::socket socket_{io_};
  std::string text_;
};

void begin(client& who, visit how) {
  switch (how) {
    case visit::websocket:
    case visit::websocket_farewell:
      return who.ask("GET /ws?poll=default",
                     "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    case visit::event_stream:
      return who.ask("GET /events?poll=default");
    case visit::page:
      return who.ask("GET /");
    case visit::at_once:
      return;
    case visit::cut:
    case visit::silent:
      return who.say("GET / HTTP/1.1\r\nHost: x\r\nCookie: ");
  }
}

void end(client& who, visit how) {
  switch (how) {
    case visit::websocket:
    case visit::websocket_farewell:
      who.hear("\r\n\r\n");
      who.hear(R"("type":"tally")");
      if (how == visit::websocket) return;
      who.say({"\x88\x80\0\0\0\0", 6});
      return who.hear_end();
    case visit::event_stream:
      who.hear("event: tally\n");
      return;
    case visit::page:
      who.answer();
      who.ask("GET /");
      who.answer();
      return;
    case visit::at_once:
      return;
    case visit::cut:
      return who.reset();
    case visit::silent:
      return who.hear_end();
  }
}

}  // namespace

const char* to_string(visit how) {
  switch (how) {
    case visit::websocket:
      return "websocket";
    case visit::websocket_farewell:
      return "websocket_farewell";
    case visit::event_stream:
      return "event_stream";
    case visit::page:
      return "page";
    case visit::at_once:
      return "at_once";
    case visit::cut:
      return "cut";
    case visit::silent:
      return "silent";
  }
  return "unknown";
}

void come_and_go(std::uint16_t port, visit how, std::size_t many) {
  const auto batch = how == visit::silent ? silent_at_the_same_time : at_the_same_time;
  for (std::size_t gone = 0; gone < many; gone += batch) {
    std::vector<std::unique_ptr<client>> here;
    for (auto left = std::min(batch, many - gone); left > 0; --left) {
      begin(*here.emplace_back(std::make_unique<client>(port)), how);
    }
    for (auto& who : here) end(*who, how);
  }
}

void cast_votes(std::uint16_t port, std::size_t many) {
  std::vector<std::unique_ptr<client>> here;
  while (here.size() < at_the_same_time) here.push_back(std::make_unique<client>(port));
  for (std::size_t cast = 0; cast < many; cast += here.size()) {
    for (auto& who : here) {
      who->ask("POST /", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n", "vote=a");
    }
    for (auto& who : here) {
      if (const auto head = who->answer(); !head.starts_with("HTTP/1.1 303 ")) {
        throw std::runtime_error("a vote was not recorded: " + head);
      }
    }
  }
}

double metric(std::uint16_t admin, const std::string& name) {
  std::istringstream all{ask(admin, "GET", "/metrics").body};
  double sum = 0;
  bool found = false;
  for (std::string line; std::getline(all, line);) {
    if (!line.starts_with(name + " ") && !line.starts_with(name + "{")) continue;
    found = true;
    sum += std::strtod(line.c_str() + line.rfind(' '), nullptr);
  }
  if (!found) throw std::runtime_error("there is no metric " + name);
  return sum;
}

std::size_t visits() {
  const auto* told = std::getenv("TEST_VISITS");
  return told == nullptr ? 2000 : std::strtoul(told, nullptr, 10);
}

double growth(std::uint16_t admin, std::size_t many, const std::function<void(std::size_t)>& work) {
  const auto look = [admin] {
    if (!eventually([admin] { return metric(admin, R"(scrutin_http_connections{listener="public"})") == 0; })) {
      throw std::runtime_error("connections stay open");
    }
    return metric(admin, "scrutin_heap_bytes");
  };
  work(std::max(many / 4, std::min(many, silent_at_the_same_time)));  // and as many at once
  const auto before = look();
  work(many);
  return (look() - before) / static_cast<double>(many);
}

}  // namespace scrutin::test
