#include "config/markdown.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "config/descriptor.hpp"
#include "config/poll_keys.hpp"

namespace scrutin::config {
namespace {

TEST(SettingsMarkdown, HasARowOfFiveCellsForEachKey) {
  std::ostringstream out;
  write_settings_markdown(out);
  std::istringstream lines(out.str());
  std::string line;
  std::size_t count = 0;
  for (; std::getline(lines, line); ++count) EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 6) << line;
  EXPECT_EQ(count, descriptors().size() + 2);
}

TEST(SettingsMarkdown, NamesDefaultsAndVariables) {
  std::ostringstream out;
  write_settings_markdown(out);
  EXPECT_NE(out.str().find("| `vote.keep_alive` | `75` | 0 to 86400 seconds | `SCRUTIN_VOTE_KEEP_ALIVE` | An idle"),
            std::string::npos);
  EXPECT_NE(out.str().find("| `redis.password`, `redis.password_file` | empty | text | `SCRUTIN_REDIS_PASSWORD`, "
                           "`SCRUTIN_REDIS_PASSWORD_FILE` | "),
            std::string::npos);
}

TEST(PollsMarkdown, HasARowOfFourCellsForEachKey) {
  std::ostringstream out;
  write_polls_markdown(out);
  std::istringstream lines(out.str());
  std::string line;
  std::size_t count = 0;
  for (; std::getline(lines, line); ++count) {
    if (line.empty()) continue;
    EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 5) << line;
  }
  EXPECT_EQ(count, poll_keys().size() + option_keys().size() + 5);
}

TEST(PollsMarkdown, NamesDefaultsAndExamples) {
  std::ostringstream out;
  write_polls_markdown(out);
  EXPECT_NE(out.str().find("| `min` | `1` | 1 to the number of options | Options that"), std::string::npos);
  EXPECT_NE(out.str().find("| `id` | required | "), std::string::npos);
  EXPECT_NE(out.str().find("| `colour` | none | #rgb or #rrggbb, as `\"#1e90ff\"` | "), std::string::npos);
}

}  // namespace
}  // namespace scrutin::config
