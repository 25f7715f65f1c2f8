#include "tests/support/http_client.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cctype>

namespace scrutin::test {

http_answer ask(std::uint16_t port, const std::string& method, const std::string& target, const std::string& body,
                const std::string& fields) {
  namespace asio = boost::asio;
  namespace beast = boost::beast;
  asio::io_context io;
  asio::ip::tcp::socket socket{io};
  boost::system::error_code error;
  socket.connect({asio::ip::make_address("127.0.0.1"), port}, error);
  http_answer answer;
  if (error) return answer;
  std::string request = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                        "\r\nConnection: close\r\n" + fields;
  if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  asio::write(socket, asio::buffer(request + "\r\n" + body), error);
  beast::flat_buffer buffer;
  beast::http::response<beast::http::string_body> message;
  beast::http::read(socket, buffer, message, error);
  if (error && error != beast::http::error::end_of_stream) return answer;
  answer.status = message.result_int();
  answer.body = message.body();
  for (const auto& field : message) {
    std::string name{field.name_string()};
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    auto& value = answer.fields[name];
    value += (value.empty() ? "" : "\n") + std::string(field.value());
  }
  return answer;
}

http_answer post_vote(std::uint16_t port, const std::string& choice, const std::string& fields) {
  return ask(port, "POST", "/", "vote=" + choice, "Content-Type: application/x-www-form-urlencoded\r\n" + fields);
}

std::string cookies_of(const http_answer& answer) {
  std::string line = "Cookie: ";
  const auto& fields = answer.fields.at("set-cookie");
  for (std::size_t at = 0; at < fields.size();) {
    line += fields.substr(at, fields.find(';', at) - at) + "; ";
    const auto next = fields.find('\n', at);
    at = next == fields.npos ? fields.size() : next + 1;
  }
  return line + "\r\n";
}

}  // namespace scrutin::test
