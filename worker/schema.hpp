#pragma once
// The tables and functions in PostgreSQL.
#include <pqxx/pqxx>

namespace scrutin::worker {

/// Brings the schema to this worker's version; does nothing where it is there. Any number of workers may call it at
/// once. Throws std::runtime_error with a text for people: the server is older than 9.4, the schema newer than this
/// worker, or what PostgreSQL said.
void install_schema(pqxx::connection& connection);

}  // namespace scrutin::worker
