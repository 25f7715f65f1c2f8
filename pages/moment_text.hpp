#pragma once
// Moments as people read them.
#include <string>

#include "config/moment.hpp"
#include "pages/catalogue.hpp"

namespace scrutin::pages {

/// The day and the minute in UTC, in the catalogue's language: "1 June 2026, 16:00 UTC". A page's script puts the
/// reader's own time zone in its place.
std::string moment_text(const catalogue& texts, config::moment when);

}  // namespace scrutin::pages
