#pragma once
// What is wrong in the settings, said to people.
#include <string>

namespace scrutin::config {

/// Something wrong in the settings, and where.
struct complaint {
  std::string source;   ///< a file's path, an environment variable's or an argument's name
  unsigned line = 0;    ///< from 1; 0 where the source has no lines
  unsigned column = 0;  ///< from 1, in characters
  std::string what;     ///< what is wrong and what to write instead, without a full stop

  std::string to_string() const;  ///< `config/scrutin.toml:12:3: unknown key "vote.lisen"; did you mean "listen"?`

  bool operator==(const complaint&) const = default;
};

}  // namespace scrutin::config
