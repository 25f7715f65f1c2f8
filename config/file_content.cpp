#include "config/file_content.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace scrutin::config {

expected<std::string> file_content(const std::string& path, std::size_t most) {
  const auto last_error = [] { return complaint::that(std::generic_category().message(errno)); };
  struct closing {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, closing> file(std::fopen(path.c_str(), "rbe"));
  if (!file) return last_error();
  std::string content;
  std::array<char, 4096> block{};
  while (const auto count = std::fread(block.data(), 1, block.size(), file.get())) {
    content.append(block.data(), count);
    if (content.size() > most) return complaint::that("it has more than " + std::to_string(most) + " bytes");
  }
  if (std::ferror(file.get()) != 0) return last_error();
  return content;
}

}  // namespace scrutin::config
