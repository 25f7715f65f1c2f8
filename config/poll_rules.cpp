#include "config/poll_rules.hpp"

#include <algorithm>

#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

bool is_lower_case(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

bool is_id(std::string_view text) {
  constexpr std::size_t longest = 32;
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
    return is_lower_case(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

bool is_language(std::string_view text) {
  return (text.size() == 2 || text.size() == 3) && std::all_of(text.begin(), text.end(), is_lower_case);
}

std::string wrong_with_text(std::string_view text, std::size_t longest) {
  const auto length = utf8_length(text);
  if (!length) return "is not UTF-8";
  if (text.find_first_not_of(' ') == std::string_view::npos) return "is empty";
  if (*length > longest) {
    return "has " + std::to_string(*length) + " characters; at most " + std::to_string(longest) + " fit";
  }
  const auto odd = std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
  return odd ? "has control characters, as line breaks or tabs; write it in one line" : "";
}

}  // namespace scrutin::config
