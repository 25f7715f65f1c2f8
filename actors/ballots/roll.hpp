#pragma once
// Who may vote in polls in which each voter has a code.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/redis/redis_command.hpp"

namespace scrutin::actors {

/// What one voter is given: 80 random bits as 16 digits and letters in groups of four, `7K3M-9QPX-R2DA-54TC`. I, L, O
/// and U are not among them, so that nothing is taken for a 1, a 0 or a V.
class roll_code {
public:
  /// A new one. Throws std::runtime_error where the operating system gives no random bytes.
  static roll_code random();

  /// What somebody typed: small letters, spaces, other dashes or none; I and L are read as 1, O as 0.
  static std::optional<roll_code> parse(std::string_view text);

  /// With its dashes.
  std::string to_string() const;

  /// Who votes by it in that poll: the ballot's voter, and all that is stored. 32 hexadecimal digits, the first half of
  /// a SHA-256, by which nobody finds a code of 80 bits; those of another poll are others.
  std::string voter(std::string_view poll) const;

  bool operator==(const roll_code&) const = default;

private:
  explicit roll_code(std::string digits) : digits_(std::move(digits)) {}

  std::string digits_;  // without the dashes
};

/// Where Redis holds the roll of a poll: a set of its voters, and of a mark that no voter has.
std::string roll_key(std::string_view poll);

/// That mark stands there once all voters do. `vote` takes no vote by a roll without it: a voter who is missing might
/// only not be there yet.
inline constexpr std::string_view roll_mark = "-";

/// Puts members there.
redis_command fill_roll(std::string_view poll, const std::vector<std::string>& members);

}  // namespace scrutin::actors
