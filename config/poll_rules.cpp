#include "config/poll_rules.hpp"

#include <algorithm>

#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

bool is_lower_case(char c) { return c >= 'a' && c <= 'z'; }

bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029; }

/// Unicode's Bidi_Control: what follows such a mark may run the other way, beyond the emoji's end.
bool turns_text(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_markup(char32_t c) { return std::u32string_view(U"<>&\"'`\\").find(c) != std::u32string_view::npos; }

constexpr publication all_publications[] = {publication::live, publication::after_vote, publication::after_close,
                                            publication::hidden};
constexpr integrity all_integrities[] = {integrity::open, integrity::paced, integrity::roll};

template <class Value, std::size_t N>
std::optional<Value> parse_one_of(const Value (&all)[N], std::string_view text) {
  for (const auto one : all) {
    if (text == to_string(one)) return one;
  }
  return std::nullopt;
}

template <class Value, std::size_t N>
std::vector<std::string> written_of(const Value (&all)[N]) {
  std::vector<std::string> written;
  for (const auto one : all) written.emplace_back(to_string(one));
  return written;
}

}  // namespace

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= longest_id && std::all_of(text.begin(), text.end(), [](char c) {
    return is_lower_case(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

bool is_language(std::string_view text) {
  return (text.size() == 2 || text.size() == 3) && std::all_of(text.begin(), text.end(), is_lower_case);
}

expected<void> check_text(std::string_view text, std::size_t longest) {
  const auto length = utf8_length(text);
  if (!length) return complaint::that("is not UTF-8");
  if (text.find_first_not_of(' ') == std::string_view::npos) return complaint::that("is empty");
  if (*length > longest) {
    return complaint::that("has " + std::to_string(*length) + " characters; at most " + std::to_string(longest) +
                           " fit");
  }
  const auto odd = std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
  if (odd) return complaint::that("has control characters, as line breaks or tabs; write it in one line");
  return {};
}

expected<void> check_colour(std::string_view text) {
  const bool right = (text.size() == 4 || text.size() == 7) && text.front() == '#' &&
                     std::all_of(text.begin() + 1, text.end(), is_hexadecimal);
  if (!right) return complaint::that("must be #rgb or #rrggbb, as #1e90ff, not " + in_quotes(text));
  return {};
}

expected<void> check_emoji(std::string_view text) {
  const auto points = code_points(text);
  if (!points) return complaint::that("is not UTF-8");
  if (points->empty()) return complaint::that("is empty; leave it out where there is none");
  if (points->size() > longest_emoji) {
    return complaint::that("has " + std::to_string(points->size()) + " characters; at most " +
                           std::to_string(longest_emoji) + " fit");
  }
  const auto has = [&](bool (*is)(char32_t)) { return std::any_of(points->begin(), points->end(), is); };
  if (has(is_control) || has(turns_text)) return complaint::that("has control characters, which no emoji has");
  if (has(is_markup)) return complaint::that("has a character of markup, one of < > & \" ' ` \\");
  if (points->find(U' ') != std::u32string::npos) return complaint::that("has a space; write one emoji");
  return {};
}

std::optional<publication> parse_publication(std::string_view text) { return parse_one_of(all_publications, text); }

std::vector<std::string> publications() { return written_of(all_publications); }

std::optional<integrity> parse_integrity(std::string_view text) { return parse_one_of(all_integrities, text); }

std::vector<std::string> integrities() { return written_of(all_integrities); }

}  // namespace scrutin::config
