#include "worker/database.hpp"

#include <stdexcept>
#include <variant>

#include "actors/postgres/conninfo.hpp"

namespace scrutin::worker {

database::database(const config::postgres& settings) {
  const auto found = actors::make_conninfo(settings, "scrutin worker command");
  if (const auto* wrong = std::get_if<std::string>(&found)) {
    throw std::runtime_error("the PostgreSQL address is not usable: " + *wrong);
  }
  const auto& info = std::get<actors::conninfo>(found);
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
