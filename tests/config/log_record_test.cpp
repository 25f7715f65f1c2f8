#include "config/log_record.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

std::string written(log_format as, std::string_view value) { return log_record{as}.add("k", value).line(); }

TEST(LogRecord, IsAnObjectInJson) {
  EXPECT_EQ(log_record{log_format::json}.add("msg", "it began").add("n", 7U).line(), R"({"msg":"it began","n":7})");
}

TEST(LogRecord, IsNamesAndValuesInLogfmt) {
  EXPECT_EQ(log_record{log_format::logfmt}.add("level", "info").add("msg", "it began").add("n", 7U).line(),
            R"(level=info msg="it began" n=7)");
  EXPECT_EQ(written(log_format::logfmt, "/polls?a=b"), R"(k="/polls?a=b")");
  EXPECT_EQ(written(log_format::logfmt, ""), R"(k="")");
}

TEST(LogRecord, EscapesWhatWouldEndALineOrAValue) {
  for (const auto as : {log_format::logfmt, log_format::json}) {
    const auto said = written(as, "a\n\"b\\ \x1b[31m");
    EXPECT_NE(said.find(R"("a\n\"b\\ \u001b[31m")"), said.npos) << said;
  }
}

TEST(LogRecord, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(written(log_format::json, "\xFF\u00E9\xE9"), "{\"k\":\"\uFFFD\u00E9\uFFFD\"}");
}

// Whatever is said, there is one line of UTF-8, and its quotes are in pairs.
TEST(LogRecord, IsOneLineWhateverIsSaid) {
  EXPECT_TRUE(rc::check([] {
    const auto value = *rc::gen::arbitrary<std::string>();
    for (const auto as : {log_format::logfmt, log_format::json}) {
      const auto line = written(as, value);
      RC_ASSERT(utf8_length(line));
      std::size_t quotes = 0;
      for (std::size_t at = 0; at < line.size(); ++at) {
        RC_ASSERT(static_cast<unsigned char>(line[at]) >= 0x20U && line[at] != '\x7f');
        if (line[at] == '\\') {
          ++at;
        } else if (line[at] == '"') {
          ++quotes;
        }
      }
      RC_ASSERT(quotes % 2 == 0U);
    }
  }));
}

TEST(LogRecord, HasFormatsByName) {
  EXPECT_EQ(parse_log_format("logfmt"), log_format::logfmt);
  EXPECT_EQ(parse_log_format("JSON"), std::nullopt);
}

TEST(LogRecord, PutsTextOnOneLine) { EXPECT_EQ(on_one_line("a\nb\tc\x7f \u00E9"), "a b c  \u00E9"); }

}  // namespace
}  // namespace scrutin::config
