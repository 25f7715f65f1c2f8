#include "config/loaded.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/config/reading.hpp"

namespace scrutin::config {
namespace {

std::string printed(const loaded& config) {
  std::ostringstream out;
  print(config, out);
  return out.str();
}

TEST(Loaded, IsPrintedWithTheSourcesOfItsValues) {
  const auto text = printed(reading("\nvote.workers = 3\n").config);
  EXPECT_TRUE(text.starts_with("vote.listen = \"[::]:8080\"   # default\n")) << text;
  EXPECT_NE(text.find("\nvote.workers = 3   # s.toml:2\n"), std::string::npos);
  std::size_t at = 0;
  for (const auto& key : descriptors()) {
    const auto next = text.find(key.name() + " = ", at);
    ASSERT_NE(next, std::string::npos) << key.name();
    at = next;
  }
}

TEST(Loaded, ShowsNoSecret) {
  const auto text = printed(
      reading(
          "redis.url = \"redis://u:geheim@h\"\nredis.password = \"geheim\"\n"
          "vote.cookie_key = \"geheimgeheimgeheim\"\npostgres.url = \"postgresql://u:geheim@h/d?password=geheim\"\n")
          .config);
  EXPECT_EQ(text.find("geheim"), std::string::npos) << text;
  EXPECT_NE(text.find("redis.url = \"redis://u:********@h\"   # s.toml:1\n"), std::string::npos);
  EXPECT_NE(text.find("redis.password = \"********\"   # s.toml:2\n"), std::string::npos);
  EXPECT_NE(text.find("postgres.password = \"\"   # default\n"), std::string::npos);
}

TEST(Loaded, IsPrintedAsTomlThatSaysTheSame) {
  const reading first(
      "vote.log = \"a \\\"b\\\" \\\\ c\"\n[[poll]]\nid = \"tea\"\nquestion = { en = \"Tea?\", fr = \"Un "
      "\\\"th\u00e9\\\" ?\" }\n"
      "options = [{ id = \"y\", label = \"Yes\" }, { id = \"n\", label = \"No\" }]\n");
  ASSERT_EQ(first.said(), "");
  const reading second(printed(first.config));
  EXPECT_EQ(second.said(), "");
  EXPECT_EQ(second.values(), first.values());
}

TEST(Loaded, ShowsAllTermsOfAPoll) {
  const auto text = printed(reading("[[poll]]\nid = \"tea\"\nquestion = \"Tea?\"\n"
                                    "options = [{ id = \"y\", label = \"Yes\", colour = \"#0f0\", emoji = \"+\" },\n"
                                    "  { id = \"n\", label = \"No\" }]\n"
                                    "max = 2\nchange = false\ncloses = 2026-06-01T18:00:00.25+02:00\n"
                                    "results = \"after-close\"\n")
                                .config);
  EXPECT_TRUE(
      text.ends_with("\n[[poll]]\n"
                     "  id = \"tea\"   # s.toml:2\n"
                     "  question = \"Tea?\"   # s.toml:3\n"
                     "  min = 1   # default\n"
                     "  max = 2   # s.toml:6\n"
                     "  change = false   # s.toml:7\n"
                     "  closes = 2026-06-01T16:00:00.250Z   # s.toml:8\n"
                     "  results = \"after-close\"   # s.toml:9\n"
                     "  integrity = \"open\"   # default\n"
                     "  listed = true   # default\n"
                     "  options = [\n"
                     "    { id = \"y\", label = \"Yes\", colour = \"#0f0\", emoji = \"+\" },   # s.toml:4\n"
                     "    { id = \"n\", label = \"No\" },   # s.toml:5\n"
                     "  ]\n"))
      << text;
}

}  // namespace
}  // namespace scrutin::config
