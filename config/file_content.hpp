#pragma once
// Whole files, small ones.
#include <cstddef>
#include <string>
#include <variant>

namespace scrutin::config {

struct file_error {
  std::string why;  ///< "No such file or directory"
};

/// All bytes of the file at `path`, if there are at most `most`.
std::variant<std::string, file_error> file_content(const std::string& path, std::size_t most);

}  // namespace scrutin::config
