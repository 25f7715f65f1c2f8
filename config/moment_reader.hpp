#pragma once
// A date-time of a settings file.
#include <optional>
#include <string>

#include "config/moment.hpp"
#include "config/toml_notes.hpp"

namespace scrutin::config {

/// The moment at `from`, the value of the key `name`: a date, a time and an offset from UTC, in the years 2000 to 2199,
/// so that every clock's type can hold it. Else nothing, after a note that says what to write.
std::optional<moment> read_moment(const toml::node& from, const std::string& name, toml_notes& notes);

}  // namespace scrutin::config
