#pragma once
// Ballots put where the measured process finds them, as fast as the servers take them.
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "actors/ballots/ballot.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::bench {

/// Adds the ballots to the streams of four partitions, without waiting for each. Throws std::runtime_error.
void fill_streams(const test::redis_server& redis, const std::vector<actors::ballot>& ballots);

/// COPY with these lines, as a transaction of its own, on a second connection to the same database.
void copy_lines(pqxx::connection& connection, const std::string& sql, const std::string& lines);

}  // namespace scrutin::bench
