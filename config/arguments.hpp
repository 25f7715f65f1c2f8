#pragma once
// The command line.
#include <optional>
#include <string>
#include <vector>

#include "config/assignment.hpp"
#include "config/command.hpp"
#include "config/load.hpp"

namespace scrutin::config {

struct arguments {
  call::kind what = call::kind::run;
  std::string printed;              ///< with `done`: help, the version or the table of settings
  std::optional<std::string> file;  ///< what `--config` names
  std::vector<assignment> layer;
  request asked;       ///< with `command`
  complaints wrong{};  ///< what is left out of the rest
};

/// Reads the arguments that `program` takes: its commands, and the settings of its own sections.
arguments read_arguments(const std::string& program, const std::vector<command>& commands,
                         const std::vector<std::string>& given);

}  // namespace scrutin::config
