#pragma once
// Settings from everywhere they may come from: defaults < file < conventions < environment < arguments.
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "config/command.hpp"
#include "config/expected.hpp"
#include "config/loaded.hpp"
#include "config/surroundings.hpp"

namespace scrutin::config {

/// What the command line asked for.
struct call {
  enum class kind { run, check, healthcheck, command, done };
  kind what = kind::run;  ///< check: the settings were printed; done: help, the version or the table was printed
  loaded config;
  request asked{};  ///< with `command`
};

/// Reads the settings once more, from where they came from the first time: what changed in the file is in it. Either
/// them, or every complaint at once. Blocks for a file's read; never throws.
using reading = std::function<boost::system::result<settings, complaints>()>;

/// Reads the command line of `program` ("vote"), which has these `commands`, then file and environment. Never throws.
/// Either the call, or every complaint at once.
///
/// The file is the one that `--config` names, else SCRUTIN_CONFIG, else the first usual one that exists, else none.
/// Secrets that stand in files of their own are read for the sections that `program` uses, and for those alone: the
/// others may well be out of its reach.
boost::system::result<call, complaints> load(const std::string& program, const std::vector<command>& commands,
                                             const surroundings& world, std::ostream& out);

}  // namespace scrutin::config
