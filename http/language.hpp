#pragma once
// Which of our languages a browser's owner reads.
#include <optional>
#include <span>
#include <string_view>

namespace scrutin::http {

/// The offered language that an Accept-Language header asks for: lookup of RFC 4647 section 3.4, ranges by falling q of
/// RFC 9110 section 12.4.2, those of equal q in the order in which they stand. Ranges that cannot be understood are
/// skipped, and so is what stands beyond the first limits::languages of them; where nothing matches, the first one that
/// is offered. `offered` holds at least one language tag.
std::string_view choose_language(std::string_view accept_language, std::span<const std::string_view> offered);

/// The offered language of that very tag, letter case aside: what a cookie or `?lang=` names. Both come from outside,
/// so what is not offered is nothing.
std::optional<std::string_view> offered_language(std::string_view tag, std::span<const std::string_view> offered);

}  // namespace scrutin::http
