#pragma once
// A browser's socket, as a test listens to it.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace scrutin::test {

/// Reads one message at a time. Beats come between tallies.
class watcher {
public:
  explicit watcher(std::uint16_t port, const std::string& origin = {}, const std::string& query = "poll=default") {
    stream_.next_layer().connect({boost::asio::ip::make_address("127.0.0.1"), port});
    stream_.set_option(
        boost::beast::websocket::stream_base::decorator([origin](boost::beast::websocket::request_type& request) {
          if (!origin.empty()) request.set(boost::beast::http::field::origin, origin);
        }));
    stream_.handshake("127.0.0.1:" + std::to_string(port), "/ws?" + query, failed);
  }

  /// The next tally; null at the end.
  boost::json::value next() { return next("tally"); }

  /// The next message of that type.
  boost::json::value next(std::string_view type) {
    for (;;) {
      boost::beast::flat_buffer buffer;
      stream_.read(buffer, failed);
      if (failed) return nullptr;
      auto told = boost::json::parse(boost::beast::buffers_to_string(buffer.data()));
      if (told.at("type").as_string() == type) return told;
    }
  }

  /// The next one with a change of votes; those of viewers and times come in between.
  boost::json::value next_after(std::int64_t sequence) {
    for (;;) {
      auto told = next();
      if (!told.is_object() || told.at("sequence").as_int64() > sequence) return told;
    }
  }

  boost::system::error_code failed;
  boost::asio::io_context io;

private:
  boost::beast::websocket::stream<boost::asio::ip::tcp::socket> stream_{io};
};

}  // namespace scrutin::test
