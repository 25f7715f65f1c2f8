#include "http/language.hpp"

#include <algorithm>

#include "http/text.hpp"
#include "http/weight.hpp"

namespace scrutin::http {

namespace {

/// The next shorter range: without its last subtag, nor a single letter that would then stand last.
std::string_view shortened(std::string_view tag) {
  tag = tag.substr(0, tag.rfind('-') == std::string_view::npos ? 0 : tag.rfind('-'));
  if (tag.size() >= 2 && tag[tag.size() - 2] == '-') tag.remove_suffix(2);
  return tag;
}

}  // namespace

std::optional<preferred_languages::range> preferred_languages::parse(std::string_view text) {
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

preferred_languages::preferred_languages(std::string_view accept_language) {
  for (std::size_t read = 0; read < all_.size() && !accept_language.empty(); ++read) {
    if (const auto parsed = parse(take_until(accept_language, ','))) all_[count_++] = *parsed;
  }
  std::ranges::stable_sort(std::span(all_).first(count_), std::ranges::greater{}, &range::weight);
}

bool preferred_languages::refuse(std::string_view language) const {
  return std::ranges::any_of(ranges(),
                             [&](const range& r) { return r.weight == 0 && same_in_any_case(r.tag, language); });
}

std::optional<std::string_view> preferred_languages::choose(std::span<const std::string_view> offered) const {
  for (const auto& wanted : ranges()) {
    if (wanted.weight == 0) break;
    if (wanted.tag == "*") {
      const auto any = std::ranges::find_if_not(offered, [this](std::string_view one) { return refuse(one); });
      if (any != offered.end()) return *any;
    }
    for (auto tag = wanted.tag; !tag.empty(); tag = shortened(tag)) {
      const auto found = offered_language(tag, offered);
      if (found && !refuse(*found)) return *found;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> offered_language(std::string_view tag, std::span<const std::string_view> offered) {
  const auto found =
      std::ranges::find_if(offered, [&](std::string_view language) { return same_in_any_case(language, tag); });
  return found == offered.end() ? std::nullopt : std::optional(*found);
}

}  // namespace scrutin::http
