#pragma once
// The settings file.
#include <string>
#include <string_view>
#include <vector>

#include "config/complaint.hpp"
#include "config/loaded.hpp"

namespace scrutin::config {

/// Puts what the file at `path` says into `config`; with `text`, its content. Secrets' files are read for `sections`
/// alone, their paths relative to the file's folder. Complaints come in the file's order; a syntax error is the only
/// one.
[[nodiscard]] complaints read_toml(const std::string& path, std::string_view text,
                                   const std::vector<std::string>& sections, loaded& config);

}  // namespace scrutin::config
