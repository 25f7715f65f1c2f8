#include "actors/runtime/log.hpp"

#include <gtest/gtest.h>

#include "tests/support/temp_directory.hpp"
#include "tests/support/text_of.hpp"

namespace scrutin::actors {
namespace {

TEST(Log, WritesAWarningOnceASecondAndWhatWasAskedForAlways) {
  const test::temp_directory folder{"scrutin-log"};
  const auto file = folder.path() / "log";
  const auto log = make_log("vote", {file.string(), "info", "logfmt"});
  for (int i = 0; i < 50; ++i) {
    log->warn("no");
    log->info("yes");
  }
  log->flush();
  const auto text = test::text_of(file);
  const auto count = [&text](const std::string& what) {
    std::size_t n = 0;
    for (auto found = text.find(what); found != text.npos; found = text.find(what, found + 1)) ++n;
    return n;
  };
  EXPECT_EQ(count("msg=yes"), 50U);
  EXPECT_GE(count("msg=no"), 1U);
  EXPECT_LE(count("msg=no"), 3U) << text;  // it may have taken a second
}

}  // namespace
}  // namespace scrutin::actors
