#pragma once
// The settings that config/scrutin.toml shows.
#include <iosfwd>
#include <string>

namespace scrutin::config {

/// The keys of that section with their defaults as TOML, each with what it means; secrets are commented out.
void write_settings_example(const std::string& section, std::ostream& out);

}  // namespace scrutin::config
