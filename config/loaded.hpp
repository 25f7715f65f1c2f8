#pragma once
// Settings that know where each of their values came from.
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "config/settings.hpp"

namespace scrutin::config {

/// The settings, and for each key ("vote.listen", "poll[0].id") the source of its value: "default",
/// "config/scrutin.toml:12", "environment SCRUTIN_REDIS_URL" or "argument --redis-url".
struct loaded {
  settings values;
  std::map<std::string, std::string> sources;
  std::vector<std::string> notes{};  ///< what is fine and better known, a line each, for who starts the program

  const std::string& source(const std::string& key) const;  ///< "default" where nothing gave the key a value
};

/// What `--check` prints: each value with where it came from, secrets masked. The lines are TOML.
void print(const loaded& config, std::ostream& out);

}  // namespace scrutin::config
