#include "http/text.hpp"

#include <algorithm>

#include "config/utf8.hpp"

namespace scrutin::http {
namespace {

template <class Allowed>
bool holds(std::string_view bytes, Allowed allowed) noexcept {
  while (!bytes.empty()) {
    const auto point = config::take_code_point(bytes);
    if (!point) return false;
    const bool control = *point < 0x20 || (*point >= 0x7f && *point < 0xa0);
    if (control && !allowed(*point)) return false;
  }
  return true;
}

}  // namespace

bool is_line(std::string_view bytes) noexcept {
  return holds(bytes, [](auto) { return false; });
}

bool is_text(std::string_view bytes) noexcept {
  return holds(bytes, [](auto point) { return point == '\t' || point == '\n' || point == '\r'; });
}

bool same_in_any_case(std::string_view left, std::string_view right) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view trim(std::string_view text) noexcept {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

std::string_view take_until(std::string_view& rest, char mark) noexcept {
  const auto end = std::min(rest.find(mark), rest.size());
  const auto taken = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trim(taken);
}

std::vector<std::string_view> split(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(mark);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace scrutin::http
