#pragma once
// The terms of a poll in a settings file: how many options a vote names, from when to when, and who sees the results.
#include <string>

#include "config/loaded.hpp"
#include "config/toml_notes.hpp"

namespace scrutin::config {

/// Reads the keys min, max, change, opens, closes and results of the poll's table `from`, each of which may be missing,
/// into `into`, whose options are read already. `name` is the poll's, "poll[0]". What is wrong is noted.
void read_terms(const toml::table& from, const std::string& name, poll& into, loaded& config, toml_notes& notes);

}  // namespace scrutin::config
