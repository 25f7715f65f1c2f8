// The ceiling that `vote` is measured against: the same work for one kind of request, by Beast and hiredis alone. No
// actors, no routes, no supervision: one loop, one connection to Redis, `bare_server PORT REDIS_PORT`. Its votes go to
// Redis by the script that ours go by, those of one turn of the loop by one call.
#include <hiredis/async.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/ballots/ballot.hpp"
#include "actors/ballots/keys.hpp"
#include "actors/ingest/timed_append.hpp"
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

class session;

/// The votes of one turn, and who waits for them.
class queue {
public:
  queue(asio::io_context& io, actors::redis_link& redis) : io_(io), redis_(redis) {}

  /// Loads the script and makes the offer known, then calls `ready`.
  void open(std::function<void()> ready);
  void add(actors::ballot vote, std::shared_ptr<session> whose);

  static constexpr const char* offer = "0123456789abcdef";

private:
  struct batch {
    std::vector<actors::ballot> votes;
    std::vector<std::shared_ptr<session>> whose;
  };

  void send();

  asio::io_context& io_;
  actors::redis_link& redis_;
  std::function<void()> ready_;
  std::string script_;
  std::unique_ptr<batch> next_;
};

class session : public std::enable_shared_from_this<session> {
public:
  session(socket_type socket, queue& redis, const scrutin::http::voter_cookie& key)
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
    const actors::ballot vote{actors::uid::make(), "default", voter->to_string(), choice_, queue::offer};
    redis_.add(vote, shared_from_this());
  }

public:
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

private:
  socket_type socket_;
  queue& redis_;
  const scrutin::http::voter_cookie& key_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::empty_body> response_;
  std::string cookie_;
  std::string choice_;
};

void queue::open(std::function<void()> ready) {
  ready_ = std::move(ready);
  redis_.command(
      actors::redis_command{"HSET", actors::offers_key, offer, "{}"}.wire(), [](redisAsyncContext*, void*, void*) {},
      this);
  redis_.command(
      actors::redis_command{"SCRIPT", "LOAD", actors::timed_append_script}.wire(),
      [](redisAsyncContext*, void* reply, void* self) {
        if (reply == nullptr) std::exit(1);
        const auto* digest = static_cast<redisReply*>(reply);
        static_cast<queue*>(self)->script_.assign(digest->str, digest->len);
        static_cast<queue*>(self)->ready_();
      },
      this);
}

void queue::add(actors::ballot vote, std::shared_ptr<session> whose) {
  if (!next_) {
    next_ = std::make_unique<batch>();
    asio::post(io_, [this] { send(); });
  }
  next_->votes.push_back(std::move(vote));
  next_->whose.push_back(std::move(whose));
}

void queue::send() {
  constexpr std::int64_t never = 9'000'000'000'000'000;
  std::vector<std::string> streams;
  std::vector<actors::placement> placed;
  streams.reserve(next_->votes.size());
  for (const auto& vote : next_->votes) {
    placed.push_back({&vote, streams.emplace_back(actors::stream_name(actors::partition_of(vote.voter, 4)))});
  }
  const auto command = actors::timed_append({"EVALSHA", script_}, never, placed);
  redis_.command(
      command.wire(),
      [](redisAsyncContext*, void* reply, void* sent) {
        const std::unique_ptr<batch> mine{static_cast<batch*>(sent)};
        const auto* all = static_cast<redisReply*>(reply);
        if (all == nullptr || all->type != REDIS_REPLY_ARRAY || all->elements != mine->votes.size() + 1) std::exit(1);
        for (std::size_t i = 0; i < mine->whose.size(); ++i) {
          if (all->element[i + 1]->type == REDIS_REPLY_ARRAY) std::exit(1);
          mine->whose[i]->answer();
        }
      },
      next_.release());
}

class door {
public:
  door(asio::io_context& io, std::uint16_t port, queue& redis)
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
  queue& redis_;
  scrutin::http::voter_cookie key_{"a key of more than sixteen bytes"};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  asio::io_context io{1};
  actors::redis_link redis{io};
  queue votes{io, redis};
  std::optional<door> open;
  redis.open_tcp("127.0.0.1", static_cast<std::uint16_t>(std::stoi(argv[2])),
                 [&](const actors::expected<void>& connected) {
                   if (!connected) std::exit(1);
                   votes.open([&] { open.emplace(io, static_cast<std::uint16_t>(std::stoi(argv[1])), votes); });
                 });
  io.run();
}
