#pragma once
// What bytes from outside must be before they count as text.
#include <string_view>
#include <vector>

namespace scrutin::http {

/// Whether that is well-formed UTF-8 (no surrogates, no overlong forms; RFC 3629, 3) without control characters, C1 and
/// DEL included.
bool is_line(std::string_view bytes) noexcept;

/// The same, but tabs and line breaks may stand in it.
bool is_text(std::string_view bytes) noexcept;

/// Whether it may stand in a line of a header, or between chunks: no control character other than a tab.
constexpr bool stands_in_line(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7f) || c == '\t';
}

/// Whether both are the same but for the case of ASCII letters, as names of fields, schemes and hosts are compared. Not
/// by Beast's iequals, which reads a byte behind the end where letters differ in case (1.81).
bool same_in_any_case(std::string_view left, std::string_view right) noexcept;

/// `text` without the optional white space around it (RFC 9110, 5.6.3): spaces and tabs.
std::string_view trim(std::string_view text) noexcept;

/// Takes off `rest` what stands before the first `mark`, and the mark, and returns it trimmed: one element after the
/// other of a list (RFC 9110, 5.6.1) whose elements hold no quoted string with a mark in it.
std::string_view take_until(std::string_view& rest, char mark) noexcept;

/// What stands before, between and behind the marks, as it is: one part more than there are marks.
std::vector<std::string_view> split(std::string_view text, char mark);

}  // namespace scrutin::http
