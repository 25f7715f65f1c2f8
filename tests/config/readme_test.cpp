// The README's tables of settings, and of the keys of polls, are those that the program reads by.
#include <gtest/gtest.h>

#include <iterator>
#include <sstream>
#include <string>

#include "config/markdown.hpp"
#include "tests/support/text_of.hpp"

namespace scrutin::config {
namespace {

std::string readme() { return test::text_of(SCRUTIN_ROOT "/README.md"); }

TEST(Readme, HoldsTheTableOfAllSettings) {
  std::ostringstream table;
  write_settings_markdown(table);
  EXPECT_NE(readme().find("-->\n" + table.str() + "<!-- end of settings -->"), std::string::npos)
      << "between the markers belongs what `vote --settings-markdown` prints:\n"
      << table.str();
}

TEST(Readme, HoldsTheTablesOfAllKeysOfPolls) {
  std::ostringstream tables;
  write_polls_markdown(tables);
  EXPECT_NE(readme().find("-->\n" + tables.str() + "<!-- end of keys -->"), std::string::npos)
      << "between the markers belongs this:\n"
      << tables.str();
}

}  // namespace
}  // namespace scrutin::config
