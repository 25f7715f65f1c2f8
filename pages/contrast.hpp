#pragma once
// Whether one colour can be told from another.
#include <string_view>

namespace scrutin::pages {

/// The contrast of two colours, `#rgb` or `#rrggbb`: 1 to 21 (WCAG 2.2, "contrast ratio").
double contrast(std::string_view one, std::string_view other);

}  // namespace scrutin::pages
