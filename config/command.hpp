#pragma once
// What a program can be asked to do besides its service.
#include <map>
#include <string>
#include <vector>

namespace scrutin::config {

/// A command of a program, as the command line takes it: `worker audit --repair`.
struct command {
  struct flag {
    std::string name;  ///< `--repair`
    std::string about;
    std::string value{};  ///< what the next word is, `FILE`; empty: it stands alone
  };

  std::string name;
  std::string about;
  std::vector<flag> flags{};
  std::string operands{};           ///< what its further words are, `ID`; empty: it takes none
  std::vector<command> commands{};  ///< where there are any, one of them must follow
};

/// Which command was asked for, and with what.
struct request {
  std::vector<std::string> command;  ///< its names: {"dead-letters", "retry"}
  std::vector<std::string> flags;    ///< those that were given
  std::vector<std::string> operands;
  std::map<std::string, std::string> values{};  ///< of flags that have one: `--poll`

  bool has(const std::string& flag) const;
};

}  // namespace scrutin::config
