#pragma once
// The [[poll]] tables of a settings file.
#include "config/loaded.hpp"
#include "config/toml_notes.hpp"

namespace scrutin::config {

class value_reader;

/// Puts the polls that `node` (the file's `poll`) names in place of those of `config`.
void read_polls(const toml::node& node, loaded& config, toml_notes& notes);

/// Puts the options at `from` into `into`, those that are wrong too, so that they are counted. False where there is no
/// array of them.
bool read_options(value_reader& from, poll& into);

}  // namespace scrutin::config
