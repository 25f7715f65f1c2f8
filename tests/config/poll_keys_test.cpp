#include "config/poll_keys.hpp"

#include <gtest/gtest.h>

#include "tests/config/reading.hpp"

namespace scrutin::config {
namespace {

TEST(PollKeys, AreListedWithTheOptionsLast) {
  EXPECT_EQ(names_of(poll_keys()), (std::vector<std::string>{"id", "question", "min", "max", "change", "opens",
                                                             "closes", "results", "integrity", "listed", "options"}));
  EXPECT_EQ(names_of(option_keys()).front(), "id");
}

TEST(PollKeys, WriteWhatTheyRead) {
  const std::string row = R"({ id = "a", label = { en = "A", fr = "B" }, colour = "#19f", emoji = "+" })";
  const reading read("[[poll]]\nid = \"p\"\nquestion = \"Q\"\noptions = [" + row +
                     ", { id = \"b\", label = \"B\" }]\n");
  ASSERT_EQ(read.said(), "");
  EXPECT_EQ(written(read.values().polls.at(0).options.at(0)), row);
}

TEST(PollKeys, TellTheLookOfAnOption) {
  const option one{"a", text("A"), "#19f", ""};
  const auto look = look_of(one);
  ASSERT_GE(look.size(), 2U);
  EXPECT_EQ(look[0].key, "colour");
  EXPECT_EQ(look[0].value, "#19f");
  EXPECT_EQ(look[1].key, "emoji");
  EXPECT_EQ(look[1].value, "");
}

TEST(PollKeys, HaveExamplesThatAreTaken) {
  for (const auto& key : option_keys()) {
    if (key.example.empty()) continue;
    const reading read("[[poll]]\nid = \"p\"\nquestion = \"Q\"\noptions = [{ id = \"a\", label = \"A\", " + key.key +
                       " = " + key.example + " }, { id = \"b\", label = \"B\" }]\n");
    EXPECT_EQ(read.said(), "");
    EXPECT_EQ(key.write(read.values().polls.at(0).options.at(0)), key.example);
  }
  for (const auto& key : poll_keys()) {
    if (key.example.empty()) continue;
    const reading read("[[poll]]\nid = \"p\"\nquestion = \"Q\"\n" + key.key + " = " + key.example +
                       "\noptions = [{ id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }]\n");
    EXPECT_EQ(read.said(), "");
    EXPECT_NE(key.write(read.values().polls.at(0)), "");
  }
}

}  // namespace
}  // namespace scrutin::config
