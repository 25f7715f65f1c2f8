#include "actors/redis/redis_link.hpp"

#include <hiredis/async.h>
#include <hiredis/hiredis.h>

#include <boost/asio/post.hpp>
#include <utility>

namespace scrutin::actors {

template <class F>
auto redis_link::while_alive(F f) {
  return [alive = std::weak_ptr<char>(alive_), f = std::move(f)] {
    if (!alive.expired()) f();
  };
}

void redis_link::open_tcp(const std::string& address, std::uint16_t port, on_change changed) {
  adopt(redisAsyncConnect(address.c_str(), port), std::move(changed));
}

void redis_link::open_unix(const std::string& path, on_change changed) {
  adopt(redisAsyncConnectUnix(path.c_str()), std::move(changed));
}

void redis_link::adopt(redisAsyncContext* context, on_change changed) {
  changed_ = std::move(changed);
  up_ = false;
  if (context == nullptr || context->err != 0) {
    const auto why = problem::that(context != nullptr ? context->errstr : "out of memory");
    if (context != nullptr) redisAsyncFree(context);
    boost::asio::post(io_, while_alive([this, why] {
                        if (const auto tell = changed_) tell(why);
                      }));
    return;
  }
  context_ = context;
  context_->data = this;
  socket_ = std::make_shared<descriptor>(io_, context_->c.fd);
  auto& events = context_->ev;
  events.data = this;
  events.addRead = [](void* self) { static_cast<redis_link*>(self)->want_read(); };
  events.addWrite = [](void* self) { static_cast<redis_link*>(self)->want_write(); };
  events.delRead = [](void*) {};
  events.delWrite = [](void*) {};
  events.cleanup = [](void* self) { static_cast<redis_link*>(self)->detach(); };
  // The connect callback comes first: setting it is what makes hiredis ask for writability.
  redisAsyncSetDisconnectCallback(context_, [](const redisAsyncContext* ended, int) {
    static_cast<redis_link*>(ended->data)->changed(ended, false);
  });
  redisAsyncSetConnectCallback(context_, [](const redisAsyncContext* tried, int status) {
    static_cast<redis_link*>(tried->data)->changed(tried, status == REDIS_OK);
  });
}

void redis_link::close() {
  changed_ = nullptr;
  if (context_ != nullptr) redisAsyncFree(std::exchange(context_, nullptr));
}

bool redis_link::command(const std::string& wire, on_reply answered, void* who) {
  if (context_ == nullptr) return false;
  return redisAsyncFormattedCommand(context_, reinterpret_cast<redisCallbackFn*>(answered), who, wire.data(),
                                    wire.size()) == REDIS_OK;
}

void redis_link::changed(const redisAsyncContext* context, bool ok) {
  up_ = ok;
  expected<void> connected;
  if (!ok) {
    const bool says_why = context->errstr != nullptr && *context->errstr != 0;
    connected = problem::that(says_why ? context->errstr : "the server closed the connection");
    context_ = nullptr;
  }
  if (const auto tell = changed_) tell(connected);  // a copy: what it calls may close(), which drops changed_
}

void redis_link::want_read() {
  if (std::exchange(reading_, true)) return;
  socket_->async_wait(descriptor::wait_read, [ready = while_alive([this] {
                                                reading_ = false;
                                                if (context_ != nullptr) redisAsyncHandleRead(context_);
                                              }),
                                              keep = socket_](const boost::system::error_code& error) {
    if (!error) ready();
  });
}

void redis_link::want_write() {
  if (std::exchange(writing_, true)) return;
  if (up_ && !flushing_) {  // at the end of this turn, with all that it still brings
    boost::asio::post(io_, while_alive([this] { flush(); }));
    return;
  }
  // Connecting, or the socket is full.
  socket_->async_wait(descriptor::wait_write, [ready = while_alive([this] { flush(); }),
                                               keep = socket_](const boost::system::error_code& error) {
    if (!error) ready();
  });
}

void redis_link::flush() {
  writing_ = false;
  if (context_ == nullptr) return;
  flushing_ = true;
  redisAsyncHandleWrite(context_);
  flushing_ = false;
}

void redis_link::detach() {
  if (socket_) socket_->release();  // hiredis closes the descriptor
  socket_.reset();
  reading_ = writing_ = false;
}

}  // namespace scrutin::actors
