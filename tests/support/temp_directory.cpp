#include "tests/support/temp_directory.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace scrutin::test {

temp_directory::temp_directory(const std::string& prefix) {
  const char* base = std::getenv("TMPDIR");
  auto name = (std::filesystem::path(base != nullptr && *base != '\0' ? base : "/tmp") / (prefix + "-XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error("no temporary directory at " + name + ": " + std::strerror(errno));
  }
  path_ = name;
}

temp_directory::~temp_directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace scrutin::test
