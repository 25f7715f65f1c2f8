#include "actors/process/healthcheck.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <ostream>

#include "http/message.hpp"

namespace scrutin::actors {

int healthcheck(const config::endpoint& admin, std::ostream& out) {
  namespace asio = boost::asio;
  namespace beast = boost::beast;
  using boost::system::error_code;
  asio::io_context io;
  beast::tcp_stream stream{io};
  stream.expires_after(std::chrono::seconds(3));

  beast::http::request<beast::http::empty_body> question{http::verb::get, "/readyz", 11};
  question.set(http::field::host, admin.to_string());
  question.set(http::field::connection, "close");
  http::response answer;
  beast::flat_buffer buffer;
  error_code failed;

  auto host = asio::ip::make_address(admin.host);
  // Where `::` is listened on, IPv4 is served too, and some machines have nothing else.
  if (host.is_unspecified()) host = asio::ip::address_v4::loopback();
  const auto keep = [&failed](const error_code& error) {
    failed = error;
    return !error;
  };
  stream.async_connect(asio::ip::tcp::endpoint{host, admin.port}, [&](const error_code& connected) {
    if (!keep(connected)) return;
    beast::http::async_write(stream, question, [&](const error_code& written, std::size_t) {
      if (!keep(written)) return;
      beast::http::async_read(stream, buffer, answer, [&](const error_code& read, std::size_t) { keep(read); });
    });
  });
  io.run();
  if (failed) {
    out << "no answer from " << admin.to_string() << ": " << failed.message() << '\n';
    return 1;
  }
  out << answer.body() << '\n';
  return answer.result() == http::status::ok ? 0 : 1;
}

}  // namespace scrutin::actors
