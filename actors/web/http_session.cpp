#include "actors/web/http_session.hpp"

#include <array>
#include <boost/asio/write.hpp>
#include <exception>
#include <utility>

#include "http/access_log.hpp"
#include "http/limits.hpp"
#include "http/proxy_header.hpp"
#include "http/response_head.hpp"

namespace scrutin::actors {

namespace {

using boost::system::error_code;

constexpr std::size_t read_size = 4096;                // holds nearly every request whole
constexpr std::chrono::seconds write_deadline{10};     // for a client that does not read its answer
constexpr std::chrono::milliseconds drain_grace{500};  // for a first request that is on its way
constexpr std::chrono::milliseconds drain_rest{1000};  // for the rest of a request that had begun by then
constexpr std::chrono::milliseconds linger_time{500};  // for a client to read a refusal before the connection goes
constexpr auto forever = time_source::time_point::max();

}  // namespace

http_session::http_session(caf::actor_config& config, loop& home, std::shared_ptr<http_service> service,
                           tcp_socket socket, http::far_end peer)
    : pinned(config, home),
      service_(std::move(service)),
      socket_(std::move(socket)),
      peer_(peer),
      from_(service_->block_of(peer_)),
      header_due_(service_->front.expects_header(peer_)),
      buffer_(http::limits::header + http::limits::body + read_size),
      alarm_(home.time().make_alarm()) {
  service_->sessions.enter(ctrl(), from_);
}

auto http_session::make_behavior() -> behavior_type {
  service_->metrics->connected();
  enter(phase::idle);
  watch_time();
  read();
  return {[this](drain_atom) { drain(); }};
}

void http_session::enter(phase next) {
  const auto now = home().time().now();
  phase_ = next;
  if (next <= phase::body || next == phase::lingering) {
    service_->sessions.rest(ctrl(), *this);
  } else {
    service_->sessions.work(ctrl());
  }
  switch (next) {
    case phase::idle:
      deadline_ = now + (first_ ? http::limits::header_deadline : service_->keep_alive);
      break;
    case phase::header:
      deadline_ = now + http::limits::header_deadline;
      break;
    case phase::body:
      deadline_ = now + http::limits::body_deadline;
      break;
    case phase::answering:
      deadline_ = forever;
      break;  // what the site waits for has time-outs of its own
    case phase::writing:
      deadline_ = now + write_deadline;
      break;
    case phase::lingering:
      deadline_ = now + linger_time;
      break;
  }
  if (draining_ && phase_ <= phase::body) deadline_ = std::min(deadline_, arrive_by());
}

// A process that ends has no time for slow ones.
auto http_session::arrive_by() const -> time_point {
  return drained_at_ + (phase_ == phase::idle ? drain_grace : drain_rest);
}

void http_session::read() {
  socket_.async_read_some(buffer_.prepare(read_size), on([this](const error_code& error, std::size_t bytes) {
                            if (phase_ == phase::writing) return;  // too late: it is being told so
                            if (error) return quit();
                            buffer_.commit(bytes);
                            advance();
                          }));
}

// Whether a request may follow now.
bool http_session::read_proxy_header() {
  const auto bytes = buffer_.data();
  const auto header = http::read_proxy_header({static_cast<const char*>(bytes.data()), bytes.size()});
  if (!header) {
    refuse(header.error());
    return false;
  }
  if (!*header) {
    if (phase_ == phase::idle && bytes.size() > 0) enter(phase::header);
    read();
    return false;
  }
  buffer_.consume((*header)->size);
  if ((*header)->client) peer_ = *(*header)->client;
  header_due_ = false;
  return true;
}

void http_session::advance() {
  if (header_due_ && !read_proxy_header()) return;
  const auto before = phase_;
  const auto step = reader_.advance(buffer_);
  if (!step) return refuse(step.error());
  switch (*step) {
    case http::request_reader::progress::header:
      if (before == phase::idle && reader_.started()) enter(phase::header);
      return read();
    case http::request_reader::progress::body: {
      if (before == phase::body) return read();
      enter(phase::body);
      if (!reader_.expects_continue()) return read();
      static constexpr std::string_view proceed = "HTTP/1.1 100 Continue\r\n\r\n";
      return asio::async_write(socket_, asio::buffer(proceed), on([this](const error_code& error, std::size_t) {
                                 if (error) return quit();
                                 read();
                               }));
    }
    case http::request_reader::progress::complete:
      incoming_ = reader_.take();
      service_->front.tell(incoming_, peer_);
      if (service_->names_requests() && incoming_.arrival.trace.id.empty()) {
        incoming_.arrival.trace = http::trace_context::random();
      }
      return answer();
  }
}

void http_session::refuse(const http::refusal& why) {
  complete_at_ = home().time().now();
  incoming_ = {};
  service_->front.tell(incoming_, peer_);
  respond(service_->pages->refuse(incoming_, why), true);
}

void http_session::answer() {
  complete_at_ = home().time().now();
  enter(phase::answering);
  try {
    service_->pages->answer(*this);
  } catch (const std::exception& e) {
    log().error("http_session failed to answer {}: {}", http::target(incoming_), e.what());
    const http::refusal failed{http::status::internal_server_error, "The server failed to answer this request.", true};
    respond(service_->pages->refuse(incoming_, failed), true);
  }
}

void http_session::respond(http::response answer, bool close) {
  if (phase_ == phase::writing) return;  // the failure of a handler that had answered already
  const bool keep = !close && !draining_ && incoming_.keep_alive() && service_->keep_alive.count() > 0;
  first_ = false;
  outgoing_ =
      incoming_.method() == http::verb::head ? http::respond::without_body(std::move(answer)) : std::move(answer);
  outgoing_.version(11);
  outgoing_.keep_alive(keep);
  if (incoming_.version() == 10 && keep) outgoing_.set(http::field::connection, "keep-alive");
  outgoing_.set(http::field::date, service_->date());
  if (service_->front.strict()) outgoing_.set("Strict-Transport-Security", "max-age=31536000");
  enter(phase::writing);
  write(keep);
}

void http_session::write(bool keep) {
  http::write_head(outgoing_, head_);
  const std::array<asio::const_buffer, 2> both{asio::buffer(head_), asio::buffer(outgoing_.body())};
  asio::async_write(socket_, both,
                    on([this, keep](const error_code& error, std::size_t bytes) { written(error, bytes, keep); }));
}

void http_session::written(const error_code& error, std::size_t bytes, bool keep) {
  const auto took = home().time().now() - complete_at_;
  service_->metrics->answered(outgoing_.result_int(), took);
  if (service_->access_log) {
    const auto client = incoming_.arrival.client.to_string();
    auto line = http::access::of(incoming_);
    line.client = client;
    line.at = std::chrono::system_clock::now();
    line.status = outgoing_.result_int();
    line.bytes = bytes;
    service_->access_log->info(line.to_string(service_->log_format, service_->process));
  }
  if (error) return quit();
  // What came with the last request, whose answer did not say that there will be no other, is one that was taken.
  if (!keep || (draining_ && buffer_.size() == 0)) return linger();
  enter(phase::idle);
  // The next request came with the last one: those who ask for one at a time come first.
  if (buffer_.size() > 0) return home().run_behind(on([this] { advance(); }));
  read();
}

// A socket closed with unread bytes resets the connection, and the client may lose the answer (RFC 9112, 9.6): so end
// our side, and read on until the client ends its own.
void http_session::linger() {
  enter(phase::lingering);
  error_code error;
  socket_.shutdown(asio::socket_base::shutdown_send, error);
  if (error) return quit();
  discard();
}

void http_session::discard() {
  buffer_.clear();
  socket_.async_read_some(buffer_.prepare(read_size), on([this](const error_code& error, std::size_t) {
                            if (error) return quit();
                            discard();
                          }));
}

// One timer a session, moved only when it fires: deadlines change with every request, and none of them pays for it.
void http_session::watch_time() {
  const auto now = home().time().now();
  const time_point longest = now + std::chrono::seconds(1);
  alarm_->set(std::min(deadline_, longest) - now, on([this] {
                if (home().time().now() >= deadline_) expire();
                watch_time();
              }));
}

void http_session::expire() {
  if (phase_ == phase::header || phase_ == phase::body) {
    error_code ignored;
    socket_.cancel(ignored);
    return refuse({http::status::request_timeout, "The request did not arrive in time. Send it again.", true});
  }
  quit();
}

void http_session::drain() {
  if (std::exchange(draining_, true)) return;
  drained_at_ = home().time().now();
  error_code error;
  if (phase_ == phase::idle && !first_ && buffer_.size() == 0 && socket_.available(error) == 0) return quit();
  if (phase_ > phase::body) return;
  deadline_ = std::min(deadline_, arrive_by());
  watch_time();
}

// A request that has just come is served; one that comes slowly may be no request at all. The read that is under way
// ends with an error, and with it this actor.
bool http_session::give_way() {
  error_code error;
  if (phase_ == phase::idle && socket_.available(error) > 0) return false;
  socket_.close(error);
  service_->metrics->made_room();
  return true;
}

tcp_socket http_session::hand_over() {
  auto socket = std::move(socket_);
  quit();
  return socket;
}

void http_session::on_exit() {
  error_code ignored;
  socket_.close(ignored);
  alarm_->cancel();
  service_->metrics->disconnected();
  service_->sessions.leave(ctrl());
}

}  // namespace scrutin::actors
