#pragma once
// Characters of texts.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace scrutin::config {

/// How many code points `text` has; nothing where it is not UTF-8 (RFC 3629: no overlong forms, no surrogates).
std::optional<std::size_t> utf8_length(std::string_view text);

/// The code points of `text`; nothing where it is not UTF-8.
std::optional<std::u32string> code_points(std::string_view text);

/// `text` as a TOML basic string, in its double quotes.
std::string in_quotes(std::string_view text);

}  // namespace scrutin::config
