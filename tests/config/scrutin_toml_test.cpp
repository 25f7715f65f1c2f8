// config/scrutin.toml, the file that ships.
#include <gtest/gtest.h>

#include <sstream>

#include "config/file_content.hpp"
#include "config/poll_example.hpp"
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

TEST(ScrutinToml, ShowsEveryKey) {
  const reading read(shipped());
  for (const auto& key : descriptors()) {
    if (key.form == descriptor::shape::secret) {
      EXPECT_NE(shipped().find("# " + key.key + " = "), std::string::npos) << key.name();
    } else {
      EXPECT_NE(read.config.source(key.name()), "default") << key.name();
    }
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
