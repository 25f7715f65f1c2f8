#pragma once
// A folder with files that end with their test.
#include <fstream>
#include <string>

#include "tests/support/temp_directory.hpp"

namespace scrutin::config {

class temporary_folder {
public:
  std::string path(const std::string& name) const { return (directory_.path() / name).string(); }

  /// The path of the new file.
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }

private:
  test::temp_directory directory_{"scrutin-config"};
};

}  // namespace scrutin::config
