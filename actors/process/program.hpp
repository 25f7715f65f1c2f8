#pragma once
// What the three executables have in common: arguments, settings, run, and the only catch-all.
#include <iosfwd>
#include <string>
#include <vector>

#include "actors/runtime/expected.hpp"
#include "config/command.hpp"
#include "config/load.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// The exit status, or why the process cannot start.
using outcome = expected<int>;

/// Something that a program does once, by its settings, without its actors. It blocks; it may throw.
struct program_command {
  config::command says;
  outcome (*run)(const config::settings& settings, const config::request& asked, std::ostream& out);
};

/// What makes one executable differ from the others.
struct program {
  std::string name;
  /// `again` reads the settings anew; it may be called on any thread, one at a time.
  outcome (*run)(const config::settings& settings, const config::reading& again);
  config::endpoint (*admin)(const config::settings& settings);  ///< what `healthcheck` asks
  std::vector<program_command> commands{};
};

/// The whole of main(). Status 2: the settings are wrong, the process cannot start or a command cannot do its work; a
/// line each on standard error.
int run_program(const program& self, int argc, char** argv);

}  // namespace scrutin::actors
