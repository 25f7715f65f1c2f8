#pragma once
// The addresses that stand in a page.
#include <regex>
#include <string>
#include <vector>

namespace scrutin::test {

/// Paths in links, forms, scripts and refreshes of a page that do not begin with `prefix`.
inline std::vector<std::string> addresses_outside(const std::string& prefix, const std::string& page) {
  static const std::regex address{"(?:href|src|action|data-next|data-path)=\"(/[^\"]*)\"|url=(/[^\"]*)\""};
  std::vector<std::string> found;
  for (std::sregex_iterator one{page.begin(), page.end(), address}; one != std::sregex_iterator{}; ++one) {
    const auto text = (*one)[1].matched ? (*one)[1].str() : (*one)[2].str();
    if (!text.starts_with(prefix)) found.push_back(text);
  }
  return found;
}

}  // namespace scrutin::test
