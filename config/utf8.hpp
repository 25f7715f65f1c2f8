#pragma once
// Characters of texts.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace scrutin::config {

/// Takes the code point at the start of `text` off it; nothing where there is none, or what stands there is not UTF-8
/// (RFC 3629: no overlong forms, no surrogates). Then `text` stays as it is.
std::optional<char32_t> take_code_point(std::string_view& text) noexcept;

/// How many code points `text` has; nothing where it is not UTF-8.
std::optional<std::size_t> utf8_length(std::string_view text);

/// The code points of `text`; nothing where it is not UTF-8.
std::optional<std::u32string> code_points(std::string_view text);

/// `text` as a TOML basic string, in its double quotes.
std::string in_quotes(std::string_view text);

}  // namespace scrutin::config
