#include "crowd/connection.hpp"

#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cerrno>
#include <utility>

namespace scrutin::crowd {

namespace beast = boost::beast;

namespace {

constexpr std::uint64_t longest_body = 16 * 1024 * 1024;

// Whether the site closed a connection that was idle. A client that does not look loses its next request to it.
bool is_gone(stream& open) {
  char byte = 0;
  const auto socket = std::visit([](auto& one) { return beast::get_lowest_layer(one).socket().native_handle(); }, open);
  const auto got = ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  // What TLS 1.3 says behind the handshake (tickets) may lie there unread.
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

mishap no_connection(const boost::system::error_code& error) {
  return {error == beast::error::timeout ? "no connection in time" : "no connection: " + error.message()};
}

mishap no_answer(const boost::system::error_code& error) {
  return {error == beast::error::timeout ? "no answer in time" : "no answer: " + error.message()};
}

template <class Stream>
asio::awaitable<expected<answer>> talk(Stream& over, const std::string& request, clock::duration patience, bool& keep) {
  beast::get_lowest_layer(over).expires_after(patience);
  auto [error, size] = co_await asio::async_write(over, asio::buffer(request), as_value);
  beast::flat_buffer buffer;
  beast::http::response_parser<beast::http::string_body> parser;
  parser.body_limit(longest_body);
  if (!error) std::tie(error, size) = co_await beast::http::async_read(over, buffer, parser, as_value);
  if (error) co_return no_answer(error);
  auto& message = parser.get();
  keep = keep && message.keep_alive();
  answer said;
  said.status = message.result_int();
  const auto cookies = message.equal_range(beast::http::field::set_cookie);
  for (auto one = cookies.first; one != cookies.second; ++one) {
    const std::string_view text{one->value()};
    said.cookies.emplace_back(text.substr(0, text.find(';')));
  }
  said.body = std::move(message.body());
  co_return said;
}

}  // namespace

std::string why_not(const expected<answer>& said) {
  return said ? "answered " + std::to_string(said->status) : said.error().what;
}

asio::awaitable<expected<stream>> connect(asio::any_io_executor on, const site& to, asio::ssl::context& trust,
                                          unsigned turn, clock::duration patience) {
  plain_stream plain{std::move(on)};
  plain.expires_after(patience);
  auto [error] = co_await plain.async_connect(to.endpoints[turn % to.endpoints.size()], as_value);
  if (error) co_return no_connection(error);
  plain.socket().set_option(asio::ip::tcp::no_delay(true), error);
  if (!to.secure) co_return stream{std::move(plain)};

  secure_stream secure{std::move(plain), trust};
  SSL_set_tlsext_host_name(secure.native_handle(), to.host.c_str());
  secure.set_verify_callback(asio::ssl::host_name_verification(to.host), error);
  std::tie(error) = co_await secure.async_handshake(asio::ssl::stream_base::client, as_value);
  if (error) co_return mishap{"no TLS with " + to.host + ": " + error.message()};
  co_return stream{std::move(secure)};
}

asio::awaitable<expected<answer>> connection::ask(const question& what, clock::duration patience, bool keep) {
  std::string request = what.method + " " + to_.prefix + what.path + " HTTP/1.1\r\nHost: " + to_.host_field() +
                        "\r\nUser-Agent: scrutin-crowd\r\n" + what.fields;
  if (!keep) request += "Connection: close\r\n";
  if (!what.body.empty()) {
    request +=
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(what.body.size()) +
        "\r\n";
  }
  request += "\r\n" + what.body;

  if (stream_ && is_gone(*stream_)) close();
  if (!stream_) {
    auto opened = co_await connect(on_, to_, trust_, turn_, patience);
    if (!opened) co_return opened.error();
    stream_.emplace(*std::move(opened));
  }
  expected<answer> said = mishap{};
  if (auto* plain = std::get_if<plain_stream>(&*stream_)) {
    said = co_await talk(*plain, request, patience, keep);
  } else {
    said = co_await talk(std::get<secure_stream>(*stream_), request, patience, keep);
  }
  if (!said || !keep) close();
  co_return said;
}

expected<answer> ask_once(const site& to, asio::ssl::context& trust, const question& what, clock::duration patience) {
  asio::io_context io;
  connection once{io.get_executor(), to, trust, 0};
  auto said = asio::co_spawn(io, once.ask(what, patience, false), asio::use_future);
  io.run();
  return said.get();
}

}  // namespace scrutin::crowd
