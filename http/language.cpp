#include "http/language.hpp"

#include <algorithm>
#include <array>

#include "http/limits.hpp"
#include "http/text.hpp"
#include "http/weight.hpp"

namespace scrutin::http {

namespace {

struct range {
  std::string_view tag;
  int weight;
};

std::optional<range> parse_range(std::string_view text) {
  range parsed{take_until(text, ';'), 1000};
  if (parsed.tag.empty() || parsed.tag.size() > limits::language_tag) return std::nullopt;
  while (!text.empty()) {
    auto parameter = take_until(text, ';');
    if (!same_in_any_case(take_until(parameter, '='), "q")) continue;
    const auto q = parse_weight(trim(parameter));
    if (!q) return std::nullopt;
    parsed.weight = *q;
  }
  return parsed;
}

/// The next shorter range: without its last subtag, nor a single letter that would then stand last.
std::string_view shortened(std::string_view tag) {
  tag = tag.substr(0, tag.rfind('-') == std::string_view::npos ? 0 : tag.rfind('-'));
  if (tag.size() >= 2 && tag[tag.size() - 2] == '-') tag.remove_suffix(2);
  return tag;
}

}  // namespace

std::optional<std::string_view> offered_language(std::string_view tag, std::span<const std::string_view> offered) {
  const auto found =
      std::ranges::find_if(offered, [&](std::string_view language) { return same_in_any_case(language, tag); });
  return found == offered.end() ? std::nullopt : std::optional(*found);
}

std::string_view choose_language(std::string_view accept_language, std::span<const std::string_view> offered) {
  std::array<range, limits::languages> all{};
  std::size_t count = 0;
  for (std::size_t read = 0; read < all.size() && !accept_language.empty(); ++read) {
    if (const auto parsed = parse_range(take_until(accept_language, ','))) all[count++] = *parsed;
  }
  const auto ranges = std::span(all).first(count);
  std::ranges::stable_sort(ranges, std::ranges::greater{}, &range::weight);

  const auto refused = [&](std::string_view language) {
    return std::ranges::any_of(ranges,
                               [&](const range& r) { return r.weight == 0 && same_in_any_case(r.tag, language); });
  };
  for (const auto& wanted : ranges) {
    if (wanted.weight == 0) break;
    if (wanted.tag == "*") {
      const auto any = std::ranges::find_if_not(offered, refused);
      if (any != offered.end()) return *any;
    }
    for (auto tag = wanted.tag; !tag.empty(); tag = shortened(tag)) {
      const auto found = offered_language(tag, offered);
      if (found && !refused(*found)) return *found;
    }
  }
  return offered.front();
}

}  // namespace scrutin::http
