#pragma once
// The settings' documentation.
#include <iosfwd>

namespace scrutin::config {

/// A Markdown table of every key: default, values, environment variable, meaning.
void write_settings_markdown(std::ostream& out);

/// A Markdown table of every key of a poll, and one of every key of an option: default, values, meaning.
void write_polls_markdown(std::ostream& out);

}  // namespace scrutin::config
