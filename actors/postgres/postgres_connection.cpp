#include "actors/postgres/postgres_connection.hpp"

#include <fcntl.h>

#include <utility>

#include "actors/postgres/postgres_guard.hpp"
#include "actors/postgres/postgres_session.hpp"
#include "actors/postgres/postgres_version.hpp"
#include "actors/postgres/sql_exec.hpp"
#include "actors/runtime/failure.hpp"
#include "actors/runtime/file_descriptor.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::milliseconds grace{2000};
constexpr const char* read_only = "25006";

std::string first_line(const char* text) {
  const std::string whole = text;
  return whole.substr(0, whole.find('\n'));
}

}  // namespace

postgres_connection::postgres_connection(caf::actor_config& config, postgres_options options, supervisor_actor parent,
                                         std::shared_ptr<spdlog::logger> log)
    : postgres_connection_actor::base(config),
      options_(std::move(options)),
      parent_(std::move(parent)),
      log_(std::move(log)) {}

postgres_connection::~postgres_connection() = default;

auto postgres_connection::make_behavior() -> behavior_type {
  open();
  return {
      [this](const statement& what) { return run(what); },
      [this](listen_atom, const std::string& channel) { return listen(channel); },
      [this](news_atom) { return news(); },
  };
}

void postgres_connection::open() {
  const auto info = make_conninfo(options_.settings, options_.application, options_.use);
  if (!info) {
    return quit(make_error(failure::refused, "the PostgreSQL address is not usable: " + info.error().why));
  }
  server_ = info->server;
  try {
    session_ = std::make_unique<postgres_session>(*info);
    if (const auto new_enough = check_postgres_version(session_->connection.server_version()); !new_enough) {
      return quit(make_error(failure::unavailable, "PostgreSQL at " + server_ + ": " + new_enough.error().why));
    }
    wait_ = std::make_shared<wait_for_answer>(
        std::make_shared<file_descriptor>(::fcntl(session_->connection.sock(), F_DUPFD_CLOEXEC, 0)));
    // The server has the first word on what takes too long.
    system().spawn<postgres_guard>(
        wait_, options_.settings.statement_timeout + grace,
        postgres_guard::guarded_connection{address(), session_->connection.backendpid(), options_.settings}, log_);
    prepare();
    log_->info("postgres_connection reached {}", server_);
    send(parent_, up_atom::value, caf::strong_actor_ptr{ctrl()});
  } catch (const std::exception& e) {
    quit(make_error(failure::unavailable, "PostgreSQL at " + server_ + ": " +
                                              (session_ ? first_line(e.what()) : why_not_connected(e.what()))));
  }
}

void postgres_connection::prepare() {
  if (!options_.prepare) return;
  const wait_for_answer::scope waiting{*wait_};
  session_->take_any_time = [wait = wait_] { wait->allow_any_time(); };
  options_.prepare(*session_);
  wait_->allow_no_more();
}

caf::result<rows> postgres_connection::run(const statement& what) {
  const wait_for_answer::scope waiting{*wait_};
  try {
    pqxx::nontransaction transaction{session_->connection};
    return to_rows(sql_exec(transaction, what.sql, what.parameters));
  } catch (const pqxx::broken_connection& e) {
    return broken(e.what());
  } catch (const pqxx::serialization_failure& e) {  // in libpqxx 6.4 these two are no sql_error, and have no SQLSTATE
    return make_error(failure::refused, "PostgreSQL at " + server_ + ": " + first_line(e.what()), "40001");
  } catch (const pqxx::deadlock_detected& e) {
    return make_error(failure::refused, "PostgreSQL at " + server_ + ": " + first_line(e.what()), "40P01");
  } catch (const pqxx::sql_error& e) {
    if (!session_->connection.is_open()) return broken(e.what());
    // A new connection finds a server that takes writes, or says that there is none.
    if (options_.use == session_use::writes && e.sqlstate() == read_only) return broken(e.what());
    return make_error(failure::refused, "PostgreSQL at " + server_ + ": " + first_line(e.what()), e.sqlstate());
  } catch (const std::exception& e) {
    return broken(e.what());
  }
}

caf::result<shared_descriptor> postgres_connection::listen(const std::string& channel) {
  const wait_for_answer::scope waiting{*wait_};
  try {
    session_->listen(channel);
    return std::make_shared<file_descriptor>(::fcntl(session_->connection.sock(), F_DUPFD_CLOEXEC, 0));
  } catch (const std::exception& e) {
    return broken(e.what());
  }
}

caf::result<std::vector<std::string>> postgres_connection::news() {
  try {
    return session_->take_notifications();
  } catch (const std::exception& e) {
    return broken(e.what());
  }
}

caf::error postgres_connection::broken(const char* why) {
  quit(make_error(failure::unavailable, "PostgreSQL at " + server_ + ": " + first_line(why)));
  return make_error(failure::unconfirmed, "the connection to PostgreSQL at " + server_ + " broke: " + first_line(why));
}

void postgres_connection::on_exit() {
  session_.reset();
  parent_ = nullptr;
}

}  // namespace scrutin::actors
