// The ceiling that `vote` is measured against: the same work for one kind of request, by Beast and hiredis alone. No
// actors, no routes, no deadlines, no supervision: one loop, one connection to Redis, `bare_server PORT REDIS_PORT`.
#include <hiredis/async.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "actors/ballots/ballot.hpp"
#include "actors/redis/redis_link.hpp"
#include "http/cookie.hpp"
#include "http/form.hpp"
#include "http/voter_cookie.hpp"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using namespace scrutin;
using socket_type = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
using acceptor_type = asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>;

class session : public std::enable_shared_from_this<session> {
public:
  session(socket_type socket, actors::redis_link& redis, const scrutin::http::voter_cookie& key)
      : socket_(std::move(socket)), redis_(redis), key_(key) {}

  void read() {
    parser_.emplace();
    parser_->body_limit(4096);
    http::async_read(socket_, buffer_, *parser_,
                     [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                       if (!error) self->record();
                     });
  }

private:
  void record() {
    const auto& request = parser_->get();
    const auto form = scrutin::http::parse_form(request.body());
    if (!form) return;
    const auto choice = form->only("vote");
    const auto cookie = scrutin::http::find_cookie(scrutin::http::value(request, http::field::cookie),
                                                   scrutin::http::voter_cookie::name);
    auto voter = cookie ? key_.read(*cookie) : std::nullopt;
    if (!voter) voter = scrutin::http::voter_id::random();
    cookie_ = key_.issue(*voter);
    choice_ = choice.value();
    const actors::ballot vote{actors::uid::make(), "default", voter->to_string(), choice_, "0123456789abcdef"};
    const auto partition = actors::partition_of(vote.voter, 4);
    held_ = shared_from_this();
    redis_.command(
        actors::to_command(vote, actors::stream_name(partition)).wire(),
        [](redisAsyncContext*, void* reply, void* self) {
          if (reply != nullptr) std::exchange(static_cast<session*>(self)->held_, nullptr)->answer();
        },
        this);
  }

  void answer() {
    response_ = {http::status::see_other, 11};
    response_.set(http::field::location, "/");
    response_.set(http::field::cache_control, "no-store");
    const auto keep = [this](std::string_view name, const std::string& value) {
      response_.insert(
          http::field::set_cookie,
          scrutin::http::set_cookie{.name = std::string(name), .value = value, .max_age = std::chrono::hours(8760)}
              .to_string());
    };
    keep(scrutin::http::voter_cookie::name, cookie_);
    keep("choice_default", choice_);
    response_.content_length(0);
    response_.keep_alive(parser_->get().keep_alive());
    http::async_write(socket_, response_,
                      [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                        if (!error && self->response_.keep_alive()) self->read();
                      });
  }

  socket_type socket_;
  actors::redis_link& redis_;
  const scrutin::http::voter_cookie& key_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::empty_body> response_;
  std::string cookie_;
  std::string choice_;
  std::shared_ptr<session> held_;  // while Redis has the command
};

class door {
public:
  door(asio::io_context& io, std::uint16_t port, actors::redis_link& redis)
      : acceptor_(io, {asio::ip::make_address("127.0.0.1"), port}), redis_(redis) {
    acceptor_.listen(4096);
    accept();
  }

private:
  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, socket_type socket) {
      if (error) return;
      socket.set_option(asio::ip::tcp::no_delay(true));
      std::make_shared<session>(std::move(socket), redis_, key_)->read();
      accept();
    });
  }

  acceptor_type acceptor_;
  actors::redis_link& redis_;
  scrutin::http::voter_cookie key_{"a key of more than sixteen bytes"};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  asio::io_context io{1};
  actors::redis_link redis{io};
  std::optional<door> open;
  redis.open_tcp("127.0.0.1", static_cast<std::uint16_t>(std::stoi(argv[2])),
                 [&](const actors::expected<void>& connected) {
                   if (!connected) std::exit(1);
                   open.emplace(io, static_cast<std::uint16_t>(std::stoi(argv[1])), redis);
                 });
  io.run();
}
