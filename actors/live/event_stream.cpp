#include "actors/live/event_stream.hpp"

#include <boost/asio/write.hpp>
#include <charconv>
#include <random>
#include <system_error>
#include <utility>

#include "http/respond.hpp"

namespace scrutin::actors {

namespace {

using boost::system::error_code;

constexpr std::string_view end_of_event = "\n\n";
// Browsers that all lost their server do not all come back at once.
std::string preamble(bool anywhere) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  const auto retry = std::uniform_int_distribution{1000, 5000}(random);
  return std::string(
             "HTTP/1.1 200 OK\r\n"
             "Content-Type: text/event-stream\r\n"
             "Cache-Control: no-store\r\n"
             "X-Accel-Buffering: no\r\n"
             "X-Content-Type-Options: nosniff\r\n"
             "Content-Security-Policy: ")
      .append(http::respond::content_security_policy)
      .append(anywhere ? "\r\nAccess-Control-Allow-Origin: *" : "")
      .append("\r\nConnection: close\r\n\r\nretry: ")
      .append(std::to_string(retry))
      .append("\n\n");
}

}  // namespace

event_stream::event_stream(caf::actor_config& config, loop& home, std::shared_ptr<http_service> service,
                           tcp_socket socket, seat where, bool anywhere)
    : viewer_session(config, home, std::move(service), std::move(where)),
      socket_(std::move(socket)),
      anywhere_(anywhere) {}

std::uint64_t event_stream::seen(std::string_view last_event_id) {
  const auto dash = last_event_id.find('-');
  if (dash == last_event_id.npos) return 0;
  const auto* end = last_event_id.data() + last_event_id.size();
  std::uint64_t digest = 0;
  const auto read = std::from_chars(last_event_id.data() + dash + 1, end, digest, 16);
  return read.ec == std::errc{} && read.ptr == end ? digest : 0;
}

void event_stream::open() {
  prepare(socket_);
  before_ = preamble(anywhere_);
  asio::async_write(socket_, asio::buffer(before_), on([this](const error_code& error, std::size_t) {
                      if (error) return quit();
                      opened();
                    }));
  read();
}

// There is nothing to hear but the end.
void event_stream::read() {
  socket_.async_read_some(asio::buffer(incoming_), on([this](const error_code& error, std::size_t) {
                            if (error) return quit();
                            read();
                          }));
}

void event_stream::write(const tally_message& message) {
  before_ =
      "id: " + std::to_string(message.sequence()) + "-" + to_hex(message.text().digest) + "\nevent: tally\ndata: ";
  const auto parts = message.parts();
  std::array<asio::const_buffer, 6> buffers;
  buffers.front() = asio::buffer(before_);
  for (std::size_t i = 0; i < parts.size(); ++i) buffers[i + 1] = asio::buffer(parts[i]);
  buffers.back() = asio::buffer(end_of_event);
  asio::async_write(socket_, buffers, on([this](const error_code& error, std::size_t) { sent(error); }));
}

void event_stream::sent(const error_code& error) {
  if (error) return quit();
  written();
}

void event_stream::write(const beat& told) {
  static constexpr std::string_view begin_of_event = "event: beat\ndata: ";
  const std::array<asio::const_buffer, 3> buffers{asio::buffer(begin_of_event), asio::buffer(told.text()),
                                                  asio::buffer(end_of_event)};
  asio::async_write(socket_, buffers, on([this](const error_code& error, std::size_t) { sent(error); }));
}

void event_stream::close() {
  error_code ignored;
  socket_.shutdown(asio::socket_base::shutdown_send, ignored);
  quit();
}

void event_stream::release() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace scrutin::actors
