#pragma once
// One connection to Redis.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>
#include <chrono>
#include <deque>
#include <string>

#include "actors/messages.hpp"
#include "actors/pinned.hpp"
#include "actors/redis_link.hpp"
#include "config/redis_url.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// Connects, authenticates, selects, and says `up` to its supervisor once Redis answers PING (a server that still loads
/// its data does not count) and is new enough. Then each command is answered in order. It never repairs itself: when
/// the connection fails, a reply is late, or Redis cannot serve, it ends with the reason, and whoever waits gets
/// `unconfirmed`.
class redis_connection final : public pinned<redis_connection_actor::base> {
public:
  redis_connection(caf::actor_config& config, loop& home, const config::redis& settings, supervisor_actor parent);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "redis_connection"; }

private:
  using clock = std::chrono::steady_clock;
  struct unanswered {
    caf::typed_response_promise<redis_value> answer;
    clock::time_point due;
    bool discards_reply;
  };

  void connect();
  void open(const std::string& address);
  void greet();
  void greeted(const void* reply);
  void introduced(const void* reply);
  void fail(const std::string& why);
  void watch_time();
  void settle(const void* reply);

  config::redis settings_;
  config::redis_address address_;
  std::string server_;  ///< for people
  supervisor_actor parent_;
  asio::ip::tcp::resolver resolver_;
  asio::steady_timer timer_;
  clock::time_point up_by_;
  redis_link link_;
  unsigned greetings_ = 0;  ///< replies that are still to come before it may introduce itself
  bool serving_ = false;
  std::deque<unanswered> waiting_;
};

}  // namespace scrutin::actors
