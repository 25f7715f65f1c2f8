#pragma once
// A connection that says what a test wants it to say, and no more.
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/eventually.hpp"

namespace scrutin::test {

class raw_connection {
public:
  /// `from` is an address of this machine: all of 127.0.0.0/8 are.
  explicit raw_connection(std::uint16_t port, const char* from = "127.0.0.1") {
    boost::system::error_code error;
    socket_.open(boost::asio::ip::tcp::v4());
    socket_.bind({boost::asio::ip::make_address(from), 0});
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port}, error);
    connected_ = !error;
    socket_.non_blocking(true, error);
  }

  /// False where nobody listened.
  bool connected() const { return connected_; }

  void say(std::string_view bytes) {
    boost::system::error_code ignored;
    boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
  }

  /// All that has come so far.
  const std::string& heard() {
    char bytes[4096];
    while (!over_) {
      boost::system::error_code error;
      const auto n = socket_.read_some(boost::asio::buffer(bytes), error);
      heard_.append(bytes, n);
      if (error == boost::asio::error::would_block) break;
      over_ = static_cast<bool>(error);
    }
    return heard_;
  }

  bool hears(std::string_view words, std::chrono::milliseconds patience = std::chrono::seconds{20}) {
    return eventually([&] { return heard().find(words) != std::string::npos; }, patience);
  }

  /// All that came until the server ended the connection.
  const std::string& last_words(std::chrono::milliseconds patience = std::chrono::seconds{20}) {
    eventually([&] { return (heard(), over_); }, patience);
    return heard_;
  }

  /// Whether the server has ended the connection, as far as heard() knows.
  bool over() const { return over_; }

private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_{io_};
  std::string heard_;
  bool connected_ = false;
  bool over_ = false;
};

}  // namespace scrutin::test
