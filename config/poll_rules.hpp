#pragma once
// What polls must be like, wherever they are named.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/expected.hpp"
#include "config/poll.hpp"

namespace scrutin::config {

constexpr std::size_t least_options = 2;
constexpr std::size_t most_options = 100;
constexpr std::size_t longest_id = 64;
/// Bytes of the ids that a vote names, a comma between: a cookie keeps them, and workers bury what is longer.
constexpr std::size_t longest_choice = 700;
constexpr std::size_t longest_question = 300;  ///< characters
constexpr std::size_t longest_label = 100;     ///< characters
constexpr std::size_t longest_emoji = 10;      ///< code points: as many as the longest emoji of Unicode has

/// 1 to 64 of [a-z0-9_-].
bool is_id(std::string_view text);

/// A primary language subtag (RFC 5646, 2.2.1) in lower case: 2 or 3 letters.
bool is_language(std::string_view text);

/// Whether it can be a question or a label.
expected<void> check_text(std::string_view text, std::size_t longest);

/// Whether it can be an option's colour, which is CSS's #rgb or #rrggbb.
expected<void> check_colour(std::string_view text);

/// Whether it can be an option's emoji: one piece, without markup, and without marks that turn the text around it.
expected<void> check_emoji(std::string_view text);

/// The publication that settings write so ("after-vote").
std::optional<publication> parse_publication(std::string_view text);

/// All ways to write one.
std::vector<std::string> publications();

/// The same of a poll's integrity ("roll").
std::optional<integrity> parse_integrity(std::string_view text);
std::vector<std::string> integrities();

}  // namespace scrutin::config
