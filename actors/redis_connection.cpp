#include "actors/redis_connection.hpp"

#include <hiredis/hiredis.h>

#include <boost/asio/ip/address.hpp>
#include <utility>
#include <variant>

#include "actors/failure.hpp"
#include "actors/server_version.hpp"

namespace scrutin::actors {

redis_connection::redis_connection(caf::actor_config& config, loop& home, const config::redis& settings,
                                   supervisor_actor parent)
    : pinned(config, home),
      settings_(settings),
      parent_(std::move(parent)),
      resolver_(home.io()),
      timer_(home.io()),
      link_(home.io()) {}

auto redis_connection::make_behavior() -> behavior_type {
  connect();
  return {[this](redis_command& command) -> caf::result<redis_value> {
    if (!serving_) return make_error(failure::unavailable, "Redis at " + server_ + " is not connected yet");
    auto answer = make_response_promise<redis_value>();
    if (!link_.command(
            command.wire(),
            [](redisAsyncContext*, void* reply, void* self) { static_cast<redis_connection*>(self)->settle(reply); },
            this)) {
      return make_error(failure::unavailable, "the connection to Redis at " + server_ + " has ended");
    }
    waiting_.push_back({answer, clock::now() + settings_.timeout + command.patience, command.discards_reply});
    return answer;
  }};
}

void redis_connection::connect() {
  auto parsed = config::parse_redis_url(settings_.url);
  if (const auto* wrong = std::get_if<std::string>(&parsed)) {
    return quit(make_error(failure::refused, "the Redis address is not usable: " + *wrong));
  }
  address_ = std::get<config::redis_address>(std::move(parsed));
  if (!settings_.password.empty()) address_.password = settings_.password;
  up_by_ = clock::now() + settings_.timeout;
  watch_time();
  if (!address_.path.empty()) {
    server_ = address_.path;
    return open(address_.path);
  }
  server_ = address_.host + ":" + std::to_string(address_.port);
  boost::system::error_code not_numeric;
  asio::ip::make_address(address_.host, not_numeric);
  if (!not_numeric) return open(address_.host);
  // hiredis would resolve the name on this thread, and block all that lives here.
  resolver_.async_resolve(address_.host, std::to_string(address_.port),
                          on([this](const boost::system::error_code& error, const auto& found) {
                            if (error) return fail("its name cannot be resolved: " + error.message());
                            open(found.begin()->endpoint().address().to_string());
                          }));
}

void redis_connection::open(const std::string& address) {
  auto changed = on([this](const std::string& error) {
    if (!error.empty()) return fail(error);
    greet();
  });
  if (address_.path.empty()) {
    link_.open_tcp(address, address_.port, std::move(changed));
  } else {
    link_.open_unix(address, std::move(changed));
  }
}

void redis_connection::greet() {
  std::vector<redis_command> greetings;
  if (!address_.password.empty()) {
    if (address_.user.empty()) {
      greetings.push_back({"AUTH", address_.password});
    } else {
      greetings.push_back({"AUTH", address_.user, address_.password});  // only from redis 6.0
    }
  }
  if (address_.db != 0) greetings.push_back({"SELECT", std::to_string(address_.db)});
  greetings.push_back({"PING"});
  greetings_ = static_cast<unsigned>(greetings.size());
  for (const auto& greeting : greetings) {
    link_.command(
        greeting.wire(),
        [](redisAsyncContext*, void* reply, void* self) { static_cast<redis_connection*>(self)->greeted(reply); },
        this);
  }
  link_.command(
      redis_command{"INFO", "server"}.wire(),
      [](redisAsyncContext*, void* reply, void* self) { static_cast<redis_connection*>(self)->introduced(reply); },
      this);
}

void redis_connection::greeted(const void* raw) {
  const auto* reply = static_cast<const redisReply*>(raw);
  if (reply == nullptr) return;  // the connection ended: that is told elsewhere
  // Outside of hiredis' own call, since failing frees its context.
  if (reply->type == REDIS_REPLY_ERROR) {
    return asio::post(io(), on([this, why = std::string(reply->str, reply->len)] { fail(why); }));
  }
  --greetings_;
}

void redis_connection::introduced(const void* raw) {
  const auto* reply = static_cast<const redisReply*>(raw);
  if (reply == nullptr || greetings_ > 0) return;  // a greeting was refused: that is told already
  // Any other reply means that the user may not ask, which is no reason to stay away.
  if (reply->type == REDIS_REPLY_STRING) {
    auto wrong = wrong_with_redis({reply->str, reply->len});
    if (!wrong.empty()) return asio::post(io(), on([this, why = std::move(wrong)] { fail(why); }));
  }
  serving_ = true;
  log().info("redis_connection reached {}", server_);
  send(parent_, up_atom::value, caf::strong_actor_ptr{ctrl()});
}

void redis_connection::fail(const std::string& why) {
  quit(make_error(failure::unavailable, "Redis at " + server_ + ": " + why));
}

// Replies come in order, so only the oldest can be late: one timer serves all commands.
void redis_connection::watch_time() {
  timer_.expires_after(std::chrono::milliseconds(50));
  timer_.async_wait(on([this](const boost::system::error_code& error) {
    if (error) return;
    const auto now = clock::now();
    const auto late = serving_ ? !waiting_.empty() && waiting_.front().due < now : up_by_ < now;
    if (late) return fail("no answer within " + std::to_string(settings_.timeout.count()) + " ms");
    watch_time();
  }));
}

void redis_connection::settle(const void* raw) {
  auto [answer, due, discards] = std::move(waiting_.front());
  waiting_.pop_front();
  const auto* reply = static_cast<const redisReply*>(raw);
  if (reply == nullptr) {
    answer.deliver(
        make_error(failure::unconfirmed, "the connection to Redis at " + server_ + " ended before it answered"));
  } else if (reply->type == REDIS_REPLY_ERROR) {
    answer.deliver(make_error(failure::refused, std::string(reply->str, reply->len)));
  } else {
    answer.deliver(discards ? redis_value{} : to_value(*reply));
  }
}

void redis_connection::on_exit() {
  link_.close();
  timer_.cancel();
  resolver_.cancel();
  parent_ = nullptr;
}

}  // namespace scrutin::actors
