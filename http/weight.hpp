#pragma once
// How well something is liked that a header field of content negotiation names.
#include <optional>
#include <string_view>

namespace scrutin::http {

/// The value of a parameter q in thousandths: "0", "1", and up to three digits after the point (RFC 9110, 12.4.2).
/// Nothing where it is no weight.
std::optional<int> parse_weight(std::string_view text) noexcept;

}  // namespace scrutin::http
