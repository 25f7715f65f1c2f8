#pragma once
// hiredis' asynchronous API on an Asio loop.
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "actors/runtime/expected.hpp"

struct redisAsyncContext;
struct redisReply;

namespace scrutin::actors {

/// One connection to Redis. Commands given in one turn of the loop leave in one write (measured at 64 clients: 13 to 18
/// commands a write; waiting for writability before each write costs 8 %). Runs on its loop's thread, all of it.
class redis_link {
public:
  /// Called once with the reply, or with null when the connection ended first.
  using on_reply = void (*)(redisAsyncContext*, void* reply, void* who);

  /// Called when connected, and with the reason when the connection failed or ended.
  using on_change = std::function<void(const expected<void>& connected)>;

  explicit redis_link(boost::asio::io_context& io) : io_(io) {}
  ~redis_link() { close(); }
  redis_link(const redis_link&) = delete;
  redis_link& operator=(const redis_link&) = delete;

  /// Starts to connect, again where an earlier connection was closed, but not from inside its `changed`; `address` is
  /// numeric. `changed` is never called from inside.
  void open_tcp(const std::string& address, std::uint16_t port, on_change changed);
  void open_unix(const std::string& path, on_change changed);

  /// Ends the connection; the callbacks of unanswered commands run with a null reply before this returns. `changed` is
  /// not called.
  void close();

  bool up() const { return context_ != nullptr && up_; }

  /// Queues a command (RESP); false where the connection has ended.
  bool command(const std::string& wire, on_reply answered, void* who);

private:
  using descriptor = boost::asio::posix::stream_descriptor;

  void adopt(redisAsyncContext* context, on_change changed);
  void changed(const redisAsyncContext* context, bool ok);
  void want_read();
  void want_write();
  void flush();
  void detach();
  template <class F>
  auto while_alive(F f);

  boost::asio::io_context& io_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
  std::shared_ptr<descriptor> socket_;
  redisAsyncContext* context_ = nullptr;  // hiredis frees it itself when the connection ends
  on_change changed_;
  bool up_ = false;
  bool reading_ = false;
  bool writing_ = false;
  bool flushing_ = false;
};

}  // namespace scrutin::actors
