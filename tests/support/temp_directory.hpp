#pragma once
// A directory that is gone with its owner.
#include <filesystem>
#include <string>

namespace scrutin::test {

class temp_directory {
public:
  /// Under $TMPDIR, else /tmp. Throws std::runtime_error.
  explicit temp_directory(const std::string& prefix);
  ~temp_directory();

  temp_directory(const temp_directory&) = delete;
  temp_directory& operator=(const temp_directory&) = delete;

  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

}  // namespace scrutin::test
