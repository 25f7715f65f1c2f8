#pragma once
// What a file holds.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace scrutin::test {

/// All of it, byte by byte; empty where it cannot be read.
inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace scrutin::test
