// config/scrutin.toml, the file that ships.
#include <gtest/gtest.h>

#include <sstream>

#include "config/file_content.hpp"
#include "config/poll_example.hpp"
#include "config/settings_example.hpp"
#include "tests/config/reading.hpp"

namespace scrutin::config {
namespace {

std::string shipped() { return file_content(SCRUTIN_ROOT "/config/scrutin.toml", 1U << 20U).value(); }

/// With every line that is commented out, but would be TOML, switched on; what is commented out twice stays so once.
std::string with_examples() {
  auto text = shipped();
  const auto poll = text.find("# [[poll]]");
  for (auto at = poll; at != std::string::npos; at = text.find("\n# ", at + 1))
    text.erase(text[at] == '\n' ? at + 1 : at, 2);
  return text;
}

TEST(ScrutinToml, HasTheDefaults) {
  const reading read(shipped());
  EXPECT_EQ(read.said(), "");
  EXPECT_EQ(read.values(), settings());
}

/// What stands below the line of that section.
std::string below(const std::string& section) {
  const auto text = shipped();
  const auto begin = text.find('\n', text.find("\n[" + section + "]") + 1) + 1;
  return text.substr(begin, text.find("\n\n", begin) + 1 - begin);
}

TEST(ScrutinToml, ShowsEveryKeyOfEachSection) {
  for (const auto& section : sections()) {
    std::ostringstream keys;
    write_settings_example(section, keys);
    EXPECT_EQ(below(section), keys.str()) << "below [" << section << "] belongs this:\n" << keys.str();
  }
}

TEST(ScrutinToml, EndsWithThePollThatShowsEveryKey) {
  std::ostringstream example;
  write_poll_example(example);
  EXPECT_TRUE(shipped().ends_with("\n#\n" + example.str())) << "its end must be this:\n" << example.str();
}

TEST(ScrutinToml, ShowsTheDefaultPoll) {
  const reading read(with_examples());
  EXPECT_EQ(read.said(), "");
  EXPECT_EQ(read.values().polls, std::vector{default_poll()});
  EXPECT_NE(read.config.source("poll[0].id"), "default");
}

}  // namespace
}  // namespace scrutin::config
