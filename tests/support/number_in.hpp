#pragma once
// A number that a process tells in its log.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace scrutin::test {

/// The first number that stands right between these two texts. (Not by std::regex, of which g++ 12 warns in a build
/// with sanitizers.)
inline std::optional<unsigned long> number_in(std::string_view text, std::string_view before, std::string_view after) {
  for (auto at = text.find(before); at != std::string_view::npos; at = text.find(before, at + 1)) {
    const auto rest = text.substr(at + before.size());
    const auto digits = rest.substr(0, rest.find_first_not_of("0123456789"));
    if (!digits.empty() && rest.substr(digits.size()).starts_with(after)) return std::stoul(std::string(digits));
  }
  return std::nullopt;
}

}  // namespace scrutin::test
