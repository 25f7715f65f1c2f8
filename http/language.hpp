#pragma once
// Which of our languages a browser's owner reads.
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "http/limits.hpp"

namespace scrutin::http {

/// What an Accept-Language header asks for: ranges by falling q of RFC 9110 section 12.4.2, those of equal q in the
/// order in which they stand. Ranges that cannot be understood are skipped, and so is what stands beyond the first
/// limits::languages of them. The header outlives it.
class preferred_languages {
public:
  explicit preferred_languages(std::string_view accept_language);

  /// The offered language that is preferred: lookup of RFC 4647 section 3.4. Nothing where none is.
  std::optional<std::string_view> choose(std::span<const std::string_view> offered) const;

private:
  struct range {
    std::string_view tag;
    int weight;
  };

  static std::optional<range> parse(std::string_view text);
  std::span<const range> ranges() const { return std::span(all_).first(count_); }
  bool refuse(std::string_view language) const;

  std::array<range, limits::languages> all_{};
  std::size_t count_ = 0;
};

/// The offered language of that very tag, letter case aside: what a cookie or `?lang=` names. Both come from outside,
/// so what is not offered is nothing.
std::optional<std::string_view> offered_language(std::string_view tag, std::span<const std::string_view> offered);

}  // namespace scrutin::http
