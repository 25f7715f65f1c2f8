#pragma once
// What pages show of an option beside its label.
#include "config/poll_keys.hpp"
#include "pages/page.hpp"

namespace scrutin::pages {

/// Sets each key of the option's look in `row`. One that it lacks is `false`, lest the library looks for it in the page
/// around the row.
inline void set_look(page_context& row, const config::option& option) {
  for (const auto& [key, value] : config::look_of(option)) {
    row.set(std::string(key), value.empty() ? page_context{false} : page_context{std::string(value)});
  }
}

}  // namespace scrutin::pages
