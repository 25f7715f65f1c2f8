#pragma once
// The tables and functions in PostgreSQL.
#include <exception>
#include <pqxx/pqxx>
#include <string>

namespace scrutin::actors {

/// Whether install_schema has nothing to do. Throws as that does where the schema is newer than this worker.
bool has_schema(pqxx::connection& connection);

/// Brings the schema to this worker's version, with what an earlier one kept; does nothing where it is there. Workers
/// of that earlier one lose their partitions, and are told to be replaced when they ask for them again. Any number of
/// workers may call it at once. Throws std::runtime_error with a text for people: the server is older than 9.4, the
/// schema newer than this worker, or what PostgreSQL said.
void install_schema(pqxx::connection& connection);

/// Throws std::runtime_error with a text for people where the schema is not there, or not of this worker's version.
void require_schema(pqxx::connection& connection);

/// Statements of this session may take any time from here on.
void allow_any_time(pqxx::connection& connection);

/// Of "ERROR:  permission denied for schema public\nLINE 1: ..." what people read.
std::string gist(const std::exception& error);

}  // namespace scrutin::actors
