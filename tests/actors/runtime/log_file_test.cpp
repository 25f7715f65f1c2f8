#include "actors/runtime/log_file.hpp"

#include <gtest/gtest.h>
#include <spdlog/logger.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "actors/runtime/log.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/text_of.hpp"

namespace scrutin::actors {
namespace {

using test::text_of;

class LogFile : public ::testing::Test {
protected:
  void write(const std::string& line) {
    log->info(line);
    log->flush();
  }

  test::temp_directory folder{"scrutin-log"};
  std::filesystem::path path = folder.path() / "log";
  std::filesystem::path moved = folder.path() / "log.1";
  std::shared_ptr<spdlog::logger> log = [this] {
    auto made = std::make_shared<spdlog::logger>("test", std::make_shared<log_file>(path.string()));
    made->set_pattern("%v");
    return made;
  }();
};

TEST_F(LogFile, IsFollowedUntilItIsOpenedAnew) {
  write("one");
  std::filesystem::rename(path, moved);
  write("two");
  reopen(*log);
  write("three");
  EXPECT_EQ(text_of(moved), "one\ntwo\n");
  EXPECT_EQ(text_of(path), "three\n");
}

TEST_F(LogFile, IsAppendedTo) {
  write("one");
  reopen(*log);
  write("two");
  EXPECT_EQ(text_of(path), "one\ntwo\n");
}

TEST_F(LogFile, IsTriedAgainWhereItCannotBeOpened) {
  write("one");
  const auto away = folder.path().string() + ".away";
  std::filesystem::rename(folder.path(), away);
  std::ofstream{folder.path()} << "in the way of the folder";
  reopen(*log);
  write("lost");
  std::filesystem::remove(folder.path());
  std::filesystem::rename(away, folder.path());
  write("two");
  EXPECT_EQ(text_of(path), "one\ntwo\n");
}

}  // namespace
}  // namespace scrutin::actors
