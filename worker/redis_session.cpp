#include "worker/redis_session.hpp"

#include <hiredis/hiredis.h>
#include <sys/time.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <stdexcept>
#include <utility>

namespace scrutin::worker {

namespace {

timeval to_timeval(std::chrono::milliseconds time) {
  return {.tv_sec = static_cast<time_t>(time.count() / 1000),
          .tv_usec = static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

}  // namespace

redis_session::redis_session(const config::redis& settings) : context_(nullptr, &redisFree) {
  auto parsed = config::parse_redis_url(settings.url);
  if (!parsed) throw std::runtime_error("the Redis address is not usable: " + parsed.error().what);
  auto address = *std::move(parsed);
  if (!settings.password.empty()) address.password = settings.password;
  const auto timeout = to_timeval(settings.timeout);
  if (address.path.empty()) {
    server_ = address.host + ":" + std::to_string(address.port);
    connect(address, timeout);
  } else {
    server_ = address.path;
    context_.reset(redisConnectUnixWithTimeout(address.path.c_str(), timeout));
  }
  if (!context_ || context_->err != 0) {
    throw std::runtime_error("Redis at " + server_ + ": " + (context_ ? context_->errstr : "out of memory"));
  }
  redisSetTimeout(context_.get(), timeout);
  if (!address.password.empty() && address.user.empty()) ask({"AUTH", address.password});
  if (!address.password.empty() && !address.user.empty()) {
    ask({"AUTH", address.user, address.password});  // only from redis 6.0
  }
  if (address.db != 0) ask({"SELECT", std::to_string(address.db)});
}

// hiredis tries those of one family alone.
void redis_session::connect(const config::redis_address& address, timeval timeout) {
  namespace asio = boost::asio;
  asio::io_context io;
  boost::system::error_code unknown;
  const auto found = asio::ip::tcp::resolver{io}.resolve(address.host, std::to_string(address.port), unknown);
  if (unknown) {
    throw std::runtime_error("Redis at " + server_ + ": its name cannot be resolved: " + unknown.message());
  }
  for (const auto& one : found) {
    const auto numeric = one.endpoint().address().to_string();
    context_.reset(redisConnectWithTimeout(numeric.c_str(), address.port, timeout));
    if (context_ && context_->err == 0) return;
  }
}

actors::redis_value redis_session::ask(const actors::redis_command& command) {
  void* raw = nullptr;
  redisAppendFormattedCommand(context_.get(), command.wire().data(), command.wire().size());
  if (redisGetReply(context_.get(), &raw) != REDIS_OK) {
    throw std::runtime_error("Redis at " + server_ + " gave no answer: " + context_->errstr);
  }
  const std::unique_ptr<redisReply, void (*)(void*)> reply{static_cast<redisReply*>(raw), &freeReplyObject};
  if (reply->type == REDIS_REPLY_ERROR) {
    throw std::runtime_error("Redis at " + server_ + ": " + std::string(reply->str, reply->len));
  }
  return actors::to_value(*reply);
}

}  // namespace scrutin::worker
