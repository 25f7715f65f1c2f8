// What viewers send by WebSocket: frames of any kind, after a handshake that was well.
#include <boost/asio/io_context.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/limits.hpp"
#include "tests/fuzz/bounded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace beast = boost::beast;
  constexpr std::string_view handshake =
      "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  return scrutin::fuzz::bounded(
      size,
      [&] {
        boost::asio::io_context io;
        beast::test::stream network{io};
        network.append({handshake.data(), handshake.size()});
        network.append({reinterpret_cast<const char*>(data), size});
        auto peer = beast::test::connect(network);
        peer.close();
        beast::websocket::stream<beast::test::stream> socket{std::move(network)};
        socket.read_message_max(scrutin::http::limits::websocket_message);
        boost::system::error_code failed;
        socket.accept(failed);
        if (failed) return;
        beast::flat_buffer message;
        while (!failed) {
          message.clear();
          socket.read(message, failed);
          if (message.size() > scrutin::http::limits::websocket_message) std::abort();
        }
      },
      20'000);
}
