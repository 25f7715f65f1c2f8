#pragma once
// What is wrong in the settings, said to people.
#include <string>
#include <vector>

namespace scrutin::config {

/// Something wrong in the settings, and where.
struct complaint {
  std::string source;   ///< a file's path, an environment variable's or an argument's name
  unsigned line = 0;    ///< from 1; 0 where the source has no lines
  unsigned column = 0;  ///< from 1, in characters
  std::string what;     ///< what is wrong and what to write instead, without a full stop

  // Constructors, lest a text alone be one: expected<std::string> takes a text for its value.
  complaint() = default;
  complaint(std::string source, unsigned line, unsigned column, std::string what);

  /// Of a value whose place only the caller knows: `what` is what follows its name, `must be 0 to 1024, not 2000`.
  static complaint that(std::string what);

  std::string to_string() const;  ///< `config/scrutin.toml:12:3: unknown key "vote.lisen"; did you mean "listen"?`

  bool operator==(const complaint&) const = default;
};

/// What a reading of several values has to say, all at once. It reads on after each, so values come beside these.
using complaints = std::vector<complaint>;

/// Puts what `more` says behind what `all` says.
void append(complaints& all, complaints more);

}  // namespace scrutin::config
