#pragma once
// Takes votes in.
#include <boost/asio/steady_timer.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/messages.hpp"
#include "actors/pinned.hpp"
#include "actors/voter_key.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// Puts each ballot into its partition's stream. Before it serves on a new connection it agrees with Redis on the
/// number of partitions and on the key of the voters' cookies, and looks whether Redis keeps what it acknowledges; of
/// what is not as it must be it tells `health`. While Redis is away it answers `unavailable` at once.
class vote_ingest final : public pinned<vote_ingest_actor::base> {
public:
  vote_ingest(caf::actor_config& config, loop& home, const config::redis& settings, std::shared_ptr<voter_key> key,
              health_actor watcher, std::string label);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "vote_ingest"; }

private:
  /// Reads a value that all processes share, or sets it to `mine` where there is none.
  void agree(const char* name, const std::string& mine, const std::function<void(const std::string&)>& then);
  void agree_on_partitions();
  void agree_on_key();
  void check_durability();
  void serve();
  void doubt(const std::string& why);
  void report(const char* part, condition::level level, std::string why);

  template <class F>
  void ask(redis_command command, F then);

  unsigned partitions_;
  std::vector<std::string> streams_;
  std::shared_ptr<voter_key> key_;
  health_actor watcher_;
  std::string label_;
  asio::steady_timer retry_;
  redis_connection_actor redis_;  // null while Redis is away
  bool serving_ = false;          // what must be agreed on is
};

}  // namespace scrutin::actors
