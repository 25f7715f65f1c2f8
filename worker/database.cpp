#include "worker/database.hpp"

#include <stdexcept>

#include "actors/postgres/conninfo.hpp"

namespace scrutin::worker {

database::database(const config::postgres& settings) {
  const auto found = actors::make_conninfo(settings, "scrutin worker command");
  if (!found) throw std::runtime_error("the PostgreSQL address is not usable: " + found.error().why);
  const auto& info = *found;
  server_ = info.server;
  try {
    connection_ = std::make_unique<pqxx::connection>(info.text);
  } catch (const std::exception& e) {
    throw std::runtime_error("PostgreSQL at " + server_ + ": " + actors::why_not_connected(e.what()));
  }
  with([](pqxx::connection& connection) {
    actors::require_schema(connection);
    actors::allow_any_time(connection);
  });
}

}  // namespace scrutin::worker
