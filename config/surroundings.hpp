#pragma once
// What a process is told from outside.
#include <map>
#include <string>
#include <vector>

namespace scrutin::config {

/// What a process is told from outside, so that tests can tell it.
struct surroundings {
  std::vector<std::string> arguments;  ///< without the program's name
  std::map<std::string, std::string> variables;
  /// Where the settings file is looked for if nothing names one: the first that exists is read.
  std::vector<std::string> usual_files{"config/scrutin.toml", "/etc/scrutin/scrutin.toml"};
  std::string self{};  ///< the name that the process was started by

  /// Those of this process.
  static surroundings of(int argc, char** argv);
};

}  // namespace scrutin::config
