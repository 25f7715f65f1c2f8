#pragma once
// One connection to Redis.
#include <boost/asio/ip/tcp.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "actors/redis/messages.hpp"
#include "actors/redis/redis_link.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/time_source.hpp"
#include "config/redis_url.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// Connects, authenticates, selects, and says `up` to its supervisor once Redis answers PING (a server that still loads
/// its data does not count), is a master, as far as the user may ask, and new enough. Of a name it tries every address
/// in turn, until one serves; each has the whole time-out. Then each command is answered in order.
///
/// It never repairs itself: when the connection fails, a reply is late, or Redis cannot serve, it ends with the reason,
/// and whoever waits gets `unconfirmed`. A master that becomes a replica is noticed within a second, asked or not. A
/// command that met such a server (redis_role.hpp) is answered with `unavailable`, and the connection ends.
class redis_connection final : public pinned<redis_connection_actor::base> {
public:
  redis_connection(caf::actor_config& config, loop& home, const config::redis& settings, supervisor_actor parent);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "redis_connection"; }

private:
  using time_point = time_source::time_point;
  struct unanswered {
    caf::typed_response_promise<redis_value> answer;
    time_point due;
    bool discards_reply = false;
    bool is_own = false;  ///< this actor's own question; nobody waits for the answer
  };

  time_point now() { return home().time().now(); }
  void connect();
  void try_next();
  void open(const std::string& address);
  void greet();
  void greeted(const void* reply);
  void told_role(const void* reply);
  void introduced(const void* reply);
  void fail(const std::string& why);
  void fail_soon(std::string why);
  void look();
  void watch_time();
  void settle(const void* reply);

  config::redis settings_;
  config::redis_address address_;
  std::string server_;  ///< for people
  supervisor_actor parent_;
  asio::ip::tcp::resolver resolver_;
  std::unique_ptr<alarm> alarm_;
  time_point up_by_;
  redis_link link_;
  std::vector<std::string> addresses_;  ///< of the server's name
  std::size_t tried_ = 0;
  std::uint64_t attempt_ = 0;  ///< counts the failures: what an earlier one still says is of no interest
  std::string complaints_;     ///< about those that were tried
  unsigned greetings_ = 0;     ///< replies that are still to come before it may introduce itself
  bool may_ask_role_ = true;
  time_point look_at_;
  bool failing_ = false;  ///< it will end, or try the next address, once the loop has its turn
  bool serving_ = false;
  std::deque<unanswered> waiting_;
};

}  // namespace scrutin::actors
