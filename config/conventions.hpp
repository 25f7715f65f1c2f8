#pragma once
// Variables by which other people's files tell a container its servers: REDIS_HOST, POSTGRES_PASSWORD, PORT.
#include <map>
#include <string>
#include <vector>

#include "config/complaint.hpp"
#include "config/loaded.hpp"

namespace scrutin::config {

/// Reads those that the servers' own images, libpq and platforms made usual, for `sections` alone, over what the file
/// says and under SCRUTIN_ variables: where one of those names an address, these say nothing about it. What begins like
/// them and is none goes into `config.notes`.
[[nodiscard]] complaints read_conventions(const std::map<std::string, std::string>& variables,
                                          const std::vector<std::string>& sections, loaded& config);

}  // namespace scrutin::config
