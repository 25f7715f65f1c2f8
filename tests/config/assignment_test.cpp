#include "config/assignment.hpp"

#include <gtest/gtest.h>

#include "config/environment.hpp"
#include "tests/config/reading.hpp"
#include "tests/config/temporary_folder.hpp"

namespace scrutin::config {
namespace {

/// Reads one secret from a file with `content` through the environment.
reading read_secret(const std::string& content, const std::string& variable = "SCRUTIN_POSTGRES_PASSWORD_FILE") {
  const temporary_folder folder;
  reading read("");
  read.add(read_environment({{variable, folder.write("secret", content)}}, sections(), read.config));
  return read;
}

TEST(Secret, IsReadFromItsFileWithoutOneLineEnd) {
  EXPECT_EQ(read_secret("geheim").values().postgres.password, "geheim");
  EXPECT_EQ(read_secret("geheim\n").values().postgres.password, "geheim");
  EXPECT_EQ(read_secret("geheim\r\n").values().postgres.password, "geheim");
  EXPECT_EQ(read_secret(" ge\nheim \n\n").values().postgres.password, " ge\nheim \n");
}

TEST(Secret, ComplainsOnceAboutAnEmptyFile) {
  for (const auto* content : {"", "\n", "\r\n"}) {
    const auto read = read_secret(content);
    ASSERT_EQ(read.complaints.size(), 1U);
    EXPECT_EQ(read.complaints[0].source, "SCRUTIN_POSTGRES_PASSWORD_FILE");
    EXPECT_TRUE(read.complaints[0].what.ends_with(", which is empty; write the secret into it, or leave the key out"));
  }
}

TEST(Secret, ComplainsOnceAboutAFileThatCannotBeRead) {
  EXPECT_EQ(
      reading("[redis]\npassword_file = \"/no/such/file\"\n").said(),
      "s.toml:2:17: redis.password has its value in the file \"/no/such/file\", which cannot be read: No such file or "
      "directory\n");
  EXPECT_EQ(reading("[redis]\npassword_file = \"/\"\n").said(),
            "s.toml:2:17: redis.password has its value in the file \"/\", which cannot be read: Is a directory\n");
  const auto read = read_secret(std::string(65537, 'x'));
  EXPECT_TRUE(read.said().ends_with("which cannot be read: it has more than 65536 bytes\n")) << read.said();
}

TEST(Secret, StandsBesideTheSettingsFile) {
  const temporary_folder folder;
  folder.write("key", "0123456789abcdef\n");
  reading read("");
  read.add(read_toml(folder.path("s.toml"), "vote.cookie_key_file = \"key\"", sections(), read.config));
  EXPECT_EQ(read.said(), "");
  EXPECT_EQ(read.values().vote.cookie_key, "0123456789abcdef");
}

TEST(Secret, IsGivenInOneFormALayer) {
  EXPECT_EQ(reading("[redis]\npassword = \"a\"\npassword_file = \"b\"\n").said(),
            "s.toml:3:17: redis.password is given both as a value and as a file; keep one of them\n");
  reading read("");
  read.add(read_environment({{"SCRUTIN_VOTE_COOKIE_KEY", "0123456789abcdef"}, {"SCRUTIN_VOTE_COOKIE_KEY_FILE", "x"}},
                            sections(), read.config));
  EXPECT_EQ(read.said(),
            "SCRUTIN_VOTE_COOKIE_KEY_FILE: vote.cookie_key is given both as a value and as a file; keep one of them\n");
}

TEST(Secret, OfALaterLayerReplacesThatOfAnEarlierOneInEitherForm) {
  const temporary_folder folder;
  const auto path = folder.write("secret", "from file");
  reading value_first("redis.password = \"plain\"");
  value_first.add(read_environment({{"SCRUTIN_REDIS_PASSWORD_FILE", path}}, sections(), value_first.config));
  EXPECT_EQ(value_first.said(), "");
  EXPECT_EQ(value_first.values().redis.password, "from file");
  EXPECT_EQ(value_first.config.source("redis.password"), "environment SCRUTIN_REDIS_PASSWORD_FILE");

  reading file_first("redis.password_file = \"" + path + '"');
  EXPECT_EQ(file_first.values().redis.password, "from file");
  file_first.add(read_environment({{"SCRUTIN_REDIS_PASSWORD", "plain"}}, sections(), file_first.config));
  EXPECT_EQ(file_first.said(), "");
  EXPECT_EQ(file_first.values().redis.password, "plain");
}

TEST(Secret, IsNotReadForSectionsOfOtherPrograms) {
  const reading read("vote.cookie_key_file = \"/no/such/file\"", sections_of("worker"));
  EXPECT_EQ(read.said(), "");
  EXPECT_EQ(read.values().vote.cookie_key, "");
  EXPECT_EQ(read.config.source("vote.cookie_key"), "s.toml:1, a file that this program does not read");
}

TEST(Secret, OfCookiesHasAtLeast16Bytes) {
  EXPECT_EQ(reading("vote.cookie_key = \"0123456789abcdef\"").said(), "");
  EXPECT_EQ(reading("vote.cookie_key = \"\"").said(), "");
  const auto* const rule =
      "vote.cookie_key must have at least 16 bytes in each line, not 15; make one with `openssl rand -hex 32`, or "
      "leave it out\n";
  EXPECT_EQ(reading("vote.cookie_key = \"0123456789abcde\"").said(), std::string("s.toml:1:19: ") + rule);
  EXPECT_EQ(read_secret("0123456789abcde\n", "SCRUTIN_VOTE_COOKIE_KEY_FILE").said(),
            std::string("SCRUTIN_VOTE_COOKIE_KEY_FILE: ") + rule);
}

TEST(Assignment, TakesThePagesAddressWithoutItsLastSlash) {
  EXPECT_EQ(reading("result.vote_url = \"https://vote.example.org:8443/poll/\"").values().result.vote_url,
            "https://vote.example.org:8443/poll");
  EXPECT_EQ(reading("vote.result_url = \"http://[::1]:8081\"").values().vote.result_url, "http://[::1]:8081");
  EXPECT_EQ(reading("vote.result_url = \":8081\"").values().vote.result_url, ":8081");
  EXPECT_EQ(reading("vote.result_url = \"\"").said(), "");
}

TEST(Assignment, SaysWhatIsWrongWithThePagesAddress) {
  const auto said = [](const std::string& url) { return reading("vote.result_url = \"" + url + "\"").said(); };
  const auto rule = [](const std::string& url, const std::string& why) {
    return "s.toml:1:19: vote.result_url cannot be \"" + url + "\": " + why + "\n";
  };
  EXPECT_EQ(said("localhost:8081"),
            rule("localhost:8081", "it must begin with http://, https:// or, for a port of the same host, a colon"));
  EXPECT_EQ(said("ftp://host"),
            rule("ftp://host", "it must begin with http://, https:// or, for a port of the same host, a colon"));
  EXPECT_EQ(said("http:///polls"), rule("http:///polls", "it names no host"));
  EXPECT_EQ(said("http://me:word@host"),
            rule("http://me:word@host", "a user or password in it would be shown to everyone"));
  EXPECT_EQ(said("http://host/?a=b"),
            rule("http://host/?a=b", "pages are at paths below it, so it may end with a path alone"));
  EXPECT_EQ(said("http://host:99999"), rule("http://host:99999", "its port must be 0 to 65535"));
  EXPECT_EQ(said(":http"), rule(":http", "a port is 0 to 65535"));
  EXPECT_EQ(said("http://h st"), rule("http://h st", "it has characters that no URL has"));
}

}  // namespace
}  // namespace scrutin::config
