#include "actors/redis/redis_connection.hpp"

#include <hiredis/hiredis.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <utility>

#include "actors/redis/redis_role.hpp"
#include "actors/redis/redis_version.hpp"
#include "actors/runtime/failure.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::milliseconds time_step{50};
constexpr std::chrono::seconds look_pause{1};

}  // namespace

redis_connection::redis_connection(caf::actor_config& config, loop& home, const config::redis& settings,
                                   supervisor_actor parent)
    : pinned(config, home),
      settings_(settings),
      parent_(std::move(parent)),
      resolver_(home.io()),
      alarm_(home.time().make_alarm()),
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
    waiting_.push_back({.answer = answer,
                        .due = now() + settings_.timeout + command.patience,
                        .discards_reply = command.discards_reply});
    return answer;
  }};
}

void redis_connection::connect() {
  auto parsed = config::parse_redis_url(settings_.url);
  if (!parsed) {
    return quit(make_error(failure::refused, "the Redis address is not usable: " + parsed.error().what));
  }
  address_ = *std::move(parsed);
  if (!settings_.password.empty()) address_.password = settings_.password;
  up_by_ = now() + settings_.timeout;
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
                            for (const auto& one : found) {
                              auto address = one.endpoint().address().to_string();
                              if (std::ranges::find(addresses_, address) == addresses_.end()) {
                                addresses_.push_back(std::move(address));
                              }
                            }
                            try_next();
                          }));
}

void redis_connection::try_next() {
  up_by_ = now() + settings_.timeout;
  open(addresses_[tried_++]);
}

void redis_connection::open(const std::string& address) {
  auto changed = on([this](const expected<void>& connected) {
    if (!connected) return fail(connected.error().why);
    greet();
  });
  if (address_.path.empty()) {
    link_.open_tcp(address, address_.port, std::move(changed));
  } else {
    link_.open_unix(address, std::move(changed));
  }
}

void redis_connection::greet() {
  may_ask_role_ = true;
  std::vector<redis_command> greetings;
  if (!address_.password.empty()) {
    if (address_.user.empty()) {
      greetings.push_back({"AUTH", address_.password});
    } else {
      greetings.push_back({"AUTH", address_.user, address_.password});  // only from redis 6.0
    }
  }
  if (address_.db != 0) greetings.push_back({"SELECT", std::to_string(address_.db)});
  const auto say = [this](const redis_command& command, redis_link::on_reply then) {
    link_.command(command.wire(), then, this);
  };
  greetings_ = static_cast<unsigned>(greetings.size());
  const redis_link::on_reply answered = [](redisAsyncContext*, void* reply, void* self) {
    static_cast<redis_connection*>(self)->greeted(reply);
  };
  for (const auto& greeting : greetings) say(greeting, answered);
  // Before the PING: a replica that refuses it shall be called a replica.
  say({"ROLE"},
      [](redisAsyncContext*, void* reply, void* self) { static_cast<redis_connection*>(self)->told_role(reply); });
  ++greetings_;
  say({"PING"}, answered);
  say({"INFO", "server"},
      [](redisAsyncContext*, void* reply, void* self) { static_cast<redis_connection*>(self)->introduced(reply); });
}

void redis_connection::greeted(const void* raw) {
  const auto* reply = static_cast<const redisReply*>(raw);
  if (reply == nullptr) return;  // the connection ended: that is told elsewhere
  if (reply->type == REDIS_REPLY_ERROR) return fail_soon(std::string(reply->str, reply->len));
  --greetings_;
}

// Where the user may not ask, the first write will tell.
void redis_connection::told_role(const void* raw) {
  const auto* reply = static_cast<const redisReply*>(raw);
  if (reply == nullptr) return;
  if (reply->type == REDIS_REPLY_ERROR) {
    if (std::string why(reply->str, reply->len); is_out_of_service(why)) return fail_soon(std::move(why));
    may_ask_role_ = false;
  } else if (const auto is_master = check_role(to_value(*reply)); !is_master) {
    fail_soon(is_master.error().why);
  }
}

void redis_connection::introduced(const void* raw) {
  const auto* reply = static_cast<const redisReply*>(raw);
  if (reply == nullptr || greetings_ > 0) return;  // a greeting was refused: that is told already
  // Any other reply means that the user may not ask, which is no reason to stay away.
  if (reply->type == REDIS_REPLY_STRING) {
    const auto new_enough = check_redis_version({reply->str, reply->len});
    if (!new_enough) return fail_soon(new_enough.error().why);
  }
  if (failing_) return;
  serving_ = true;
  complaints_.clear();
  look_at_ = now() + look_pause;
  log().info("redis_connection reached {}", server_);
  send(parent_, up_atom::value, caf::strong_actor_ptr{ctrl()});
}

void redis_connection::fail(const std::string& why) {
  ++attempt_;
  failing_ = false;
  complaints_ += (complaints_.empty() ? "" : "; ") + (addresses_.size() > 1 ? addresses_[tried_ - 1] + ": " : "") + why;
  if (serving_ || tried_ == addresses_.size()) {
    return quit(make_error(failure::unavailable, "Redis at " + server_ + ": " + complaints_));
  }
  link_.close();
  up_by_ = time_point::max();
  asio::post(io(), on([this] { try_next(); }));  // hiredis may still be at work on the connection that failed
}

// Outside of hiredis' own call, since failing frees its context.
void redis_connection::fail_soon(std::string why) {
  failing_ = true;
  asio::post(io(), on([this, why = std::move(why), mine = attempt_] {
               if (mine == attempt_) fail(why);
             }));
}

// A server that hangs or becomes a replica is noticed while nobody asks it anything, too.
void redis_connection::look() {
  look_at_ = now() + look_pause;
  const redis_command question{may_ask_role_ ? "ROLE" : "PING"};
  if (link_.command(
          question.wire(),
          [](redisAsyncContext*, void* reply, void* self) { static_cast<redis_connection*>(self)->settle(reply); },
          this)) {
    waiting_.push_back({.answer = {}, .due = now() + settings_.timeout, .is_own = true});
  }
}

// Replies come in order, so only the oldest can be late: one timer serves all commands.
void redis_connection::watch_time() {
  alarm_->set(time_step, on([this] {
                watch_time();
                const auto late = serving_ ? !waiting_.empty() && waiting_.front().due < now() : up_by_ < now();
                if (late) return fail("no answer within " + std::to_string(settings_.timeout.count()) + " ms");
                if (serving_ && look_at_ < now()) look();
              }));
}

void redis_connection::settle(const void* raw) {
  auto one = std::move(waiting_.front());
  waiting_.pop_front();
  const auto* reply = static_cast<const redisReply*>(raw);
  if (one.is_own) {
    told_role(reply);
  } else if (reply == nullptr) {
    one.answer.deliver(
        make_error(failure::unconfirmed, "the connection to Redis at " + server_ + " ended before it answered"));
  } else if (reply->type == REDIS_REPLY_ERROR) {
    std::string why(reply->str, reply->len);
    const bool ends = is_out_of_service(why);
    one.answer.deliver(make_error(ends ? failure::unavailable : failure::refused, why));
    if (ends) fail_soon(std::move(why));
  } else {
    one.answer.deliver(one.discards_reply ? redis_value{} : to_value(*reply));
  }
}

void redis_connection::on_exit() {
  link_.close();
  alarm_->cancel();
  resolver_.cancel();
  parent_ = nullptr;
}

}  // namespace scrutin::actors
