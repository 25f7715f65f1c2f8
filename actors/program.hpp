#pragma once
// What the three executables have in common: arguments, settings, run, and the only catch-all.
#include <functional>
#include <string>
#include <variant>

#include "config/settings.hpp"

namespace scrutin::actors {

/// The exit status, or why the process cannot start.
using outcome = std::variant<int, std::string>;

/// What makes one executable differ from the others.
struct program {
  std::string name;
  outcome (*run)(const config::settings& settings);
  config::endpoint (*admin)(const config::settings& settings);  ///< what `healthcheck` asks
};

/// The whole of main(). Status 2: the settings are wrong or the process cannot start, a line each on standard error.
int run_program(const program& self, int argc, char** argv);

}  // namespace scrutin::actors
