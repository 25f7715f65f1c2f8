#pragma once
// A program that listens to the events of a poll, as a test does.
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace scrutin::test {

/// Reads one event at a time.
class event_source {
public:
  explicit event_source(std::uint16_t port, const std::string& query = "poll=default", const std::string& fields = {}) {
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    boost::asio::write(
        socket_, boost::asio::buffer("GET /events?" + query + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                                     "\r\nAccept: text/event-stream\r\n" + fields + "\r\n"));
    boost::system::error_code ended;
    const auto length = boost::asio::read_until(socket_, boost::asio::dynamic_buffer(text_), "\r\n\r\n", ended);
    head = text_.substr(0, length);
    text_.erase(0, length);
  }

  /// The tally of the next event that has one; null at the end.
  boost::json::value next() { return next("tally"); }

  /// The data of the next event of that type.
  boost::json::value next(std::string_view type) {
    for (;;) {
      boost::system::error_code ended;
      const auto length = boost::asio::read_until(socket_, boost::asio::dynamic_buffer(text_), "\n\n", ended);
      if (ended) return nullptr;
      const auto block = text_.substr(0, length);
      text_.erase(0, length);
      const auto data = block.find("data: ");
      if (data == block.npos || block.find("event: " + std::string(type) + "\n") == block.npos) continue;
      if (block.starts_with("id: ")) id = block.substr(4, block.find('\n') - 4);
      return boost::json::parse(block.substr(data + 6, block.size() - data - 8));
    }
  }

  std::string head;
  std::string id;  ///< of the last event that had one

private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_{io_};
  std::string text_;
};

}  // namespace scrutin::test
