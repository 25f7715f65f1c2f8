#include "actors/schema/schema.hpp"

#include <embedded/schema_functions.hpp>
#include <embedded/schema_tables_1.hpp>
#include <embedded/schema_tables_2.hpp>
#include <embedded/schema_tables_3.hpp>
#include <embedded/schema_tables_4.hpp>
#include <embedded/schema_upgrade.hpp>
#include <stdexcept>
#include <string>

#include "actors/schema/version.hpp"

namespace scrutin::actors {

namespace {

constexpr int oldest_server = 90400;

// Any number will do, if only every worker takes the same.
constexpr const char* lock = "SELECT pg_advisory_xact_lock(7236284719)";

// From a table, if one that does not matter: only who opens a table hears of those that others made since this session
// last looked.
int installed(pqxx::transaction_base& transaction) {
  const auto found = transaction.exec("SELECT to_regclass('scrutin_schema') IS NOT NULL FROM pg_class LIMIT 1");
  if (!found[0][0].as<bool>()) return 0;
  return transaction.exec("SELECT coalesce(max(version), 0) FROM scrutin_schema")[0][0].as<int>();
}

void refuse_newer(int found) {
  if (found <= schema_version) return;
  throw std::runtime_error("its schema has version " + std::to_string(found) + ", this worker knows " +
                           std::to_string(schema_version) + ": run a newer worker");
}

void refuse_older(pqxx::connection& connection) {
  if (connection.server_version() < oldest_server) {
    throw std::runtime_error("the server is PostgreSQL " + std::to_string(connection.server_version() / 10000) + "." +
                             std::to_string(connection.server_version() / 100 % 100) +
                             ", and 9.4 is the oldest that serves: name a newer one in postgres.url");
  }
}

void install(pqxx::connection& connection) {
  pqxx::work transaction{connection};
  // What is read under the lock must be what stands then, and an old table with many rows takes its time.
  transaction.exec("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0");
  transaction.exec(lock);
  const auto before = installed(transaction);
  refuse_newer(before);
  if (before == schema_version) return;
  const auto run = [&transaction](const auto& files) {
    for (const auto& [name, sql] : files) transaction.exec(std::string(sql));
  };
  if (before > 0) run(embedded::schema_upgrade);
  if (before < 1) run(embedded::schema_tables_1);
  if (before < 2) run(embedded::schema_tables_2);
  if (before < 3) run(embedded::schema_tables_3);
  if (before < 4) run(embedded::schema_tables_4);
  run(embedded::schema_functions);
  transaction.exec("INSERT INTO scrutin_schema (version) VALUES (" + std::to_string(schema_version) + ")");
  transaction.commit();
}

}  // namespace

bool has_schema(pqxx::connection& connection) {
  refuse_older(connection);
  pqxx::nontransaction transaction{connection};
  const auto found = installed(transaction);
  refuse_newer(found);
  return found == schema_version;
}

void install_schema(pqxx::connection& connection) {
  refuse_older(connection);
  try {
    install(connection);
  } catch (const pqxx::insufficient_privilege& e) {
    throw std::runtime_error("its user may not make the tables (" + gist(e) +
                             "): grant it CREATE on the schema, or name another user in postgres.url");
  } catch (const pqxx::sql_error& e) {
    throw std::runtime_error("its tables cannot be made (" + gist(e) +
                             "): mend that, or name another database in postgres.url");
  }
}

void require_schema(pqxx::connection& connection) {
  pqxx::nontransaction transaction{connection};
  const auto found = installed(transaction);
  refuse_newer(found);
  if (found < schema_version) {
    throw std::runtime_error((found == 0 ? std::string("it has no tables of ours")
                                         : "its schema has version " + std::to_string(found) + ", this worker wants " +
                                               std::to_string(schema_version)) +
                             ": start a worker on it first, or name another database in postgres.url");
  }
}

void allow_any_time(pqxx::connection& connection) {
  pqxx::nontransaction{connection}.exec("SET statement_timeout = 0");
}

std::string gist(const std::exception& error) {
  std::string text = error.what();
  text = text.substr(0, text.find('\n'));
  return text.starts_with("ERROR:  ") ? text.substr(8) : text;
}

}  // namespace scrutin::actors
