#pragma once
// The [[poll]] tables of a settings file.
#include <string>

#include "config/loaded.hpp"
#include "config/toml_notes.hpp"

namespace scrutin::config {

/// Puts the polls that `node` (the file's `poll`) names in place of those of `config`.
void read_polls(const toml::node& node, loaded& config, toml_notes& notes);

}  // namespace scrutin::config
