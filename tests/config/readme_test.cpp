// The README's table of settings is the one that the program prints.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "config/markdown.hpp"

namespace scrutin::config {
namespace {

TEST(Readme, HoldsTheTableOfAllSettings) {
  std::ifstream file{SCRUTIN_ROOT "/README.md"};
  const std::string readme{std::istreambuf_iterator<char>(file), {}};
  std::ostringstream table;
  write_settings_markdown(table);
  EXPECT_NE(readme.find("-->\n" + table.str() + "<!-- end of settings -->"), std::string::npos)
      << "between the markers belongs what `vote --settings-markdown` prints:\n"
      << table.str();
}

}  // namespace
}  // namespace scrutin::config
