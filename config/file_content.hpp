#pragma once
// Whole files, small ones.
#include <cstddef>
#include <string>

#include "config/expected.hpp"

namespace scrutin::config {

/// All bytes of the file at `path`, if there are at most `most`; else why it cannot be read: "No such file or
/// directory".
expected<std::string> file_content(const std::string& path, std::size_t most);

}  // namespace scrutin::config
