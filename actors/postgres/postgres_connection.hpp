#pragma once
// One connection to PostgreSQL.
#include <caf/typed_event_based_actor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/postgres/conninfo.hpp"
#include "actors/postgres/messages.hpp"
#include "actors/runtime/logger.hpp"
#include "actors/runtime/messages.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

class postgres_session;
class wait_for_answer;

/// What a connection needs to know.
struct postgres_options {
  config::postgres settings;
  std::string application;  ///< what pg_stat_activity shows: "scrutin worker"
  /// Run once connected, before the connection serves: brings the schema up to date. Throws with a text for people. Its
  /// statements are guarded like any other, until it calls the session's `take_any_time`.
  std::function<void(postgres_session&)> prepare;
  session_use use = session_use::reads;
};

/// Blocks on libpqxx, so spawn it detached: it has a thread of its own. Says `up` to its supervisor once connected to a
/// server that will do, and prepared; ends with the reason when the connection fails, when a statement is not answered
/// within `statement_timeout` and 2 s, or when one that is there to write finds its transactions read-only. An exit
/// waits for a running statement.
class postgres_connection final : public postgres_connection_actor::base {
public:
  postgres_connection(caf::actor_config& config, postgres_options options, supervisor_actor parent,
                      std::shared_ptr<spdlog::logger> log);
  ~postgres_connection() override;

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "postgres_connection"; }

private:
  void open();
  void prepare();
  caf::result<rows> run(const statement& what);
  caf::result<shared_descriptor> listen(const std::string& channel);
  caf::result<std::vector<std::string>> news();

  /// Ends this actor because the connection broke, and says so to whoever asked.
  caf::error broken(const char* why);

  postgres_options options_;
  supervisor_actor parent_;
  std::shared_ptr<spdlog::logger> log_;
  std::string server_;
  std::unique_ptr<postgres_session> session_;
  std::shared_ptr<wait_for_answer> wait_;
};

}  // namespace scrutin::actors
