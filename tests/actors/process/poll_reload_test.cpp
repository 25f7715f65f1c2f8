// Loading the polls again, without a process around it.
#include "actors/process/poll_reload.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>
#include <utility>

namespace scrutin::actors {
namespace {

using testing::HasSubstr;
using testing::Not;

config::poll poll_of(const std::string& id, const std::string& question) {
  return {.id = id, .question = question, .options = {{"a", std::string("A")}, {"b", std::string("B")}}};
}

class PollReload : public testing::Test {
protected:
  PollReload() {
    running_.polls = {poll_of("one", "One?"), poll_of("two", "Two?")};
    loaded_ = running_;
  }

  void reload() {
    if (!reload_) {
      const auto log =
          std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(said_));
      log->set_pattern("%l: %v");
      board_ = std::make_shared<poll_board>(running_.polls);
      reload_.emplace(
          running_, [this] { return next_(); }, board_, log, registry_);
    }
    said_.str("");
    (*reload_)();
  }

  std::string metrics() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

  config::settings running_;
  config::settings loaded_;
  config::complaints complaints_;
  std::ostringstream said_;
  prometheus::Registry registry_;
  std::shared_ptr<poll_board> board_;
  std::optional<poll_reload> reload_;

private:
  boost::system::result<config::settings, config::complaints> next_() const {
    if (!complaints_.empty()) return complaints_;
    return loaded_;
  }
};

TEST_F(PollReload, PutsTheLoadedPollsOnTheBoardAndSaysWhatIsNew) {
  loaded_.polls = {poll_of("three", "Three?"), poll_of("one", "One, or not?")};
  reload();
  EXPECT_EQ(*board_->now(), loaded_.polls);
  EXPECT_EQ(said_.str(),
            "info: new polls: three\n"
            "info: changed polls: one\n"
            "info: polls that the settings no longer have: two\n");
  EXPECT_THAT(metrics(), HasSubstr("scrutin_config_last_reload_successful 1"));
}

TEST_F(PollReload, LeavesThePollsOfARequestAlone) {
  reload();
  const auto held = board_->now();
  loaded_.polls = {poll_of("three", "Three?")};
  reload();
  EXPECT_EQ(*held, running_.polls);
}

TEST_F(PollReload, LetsThePollsRunOnWhereTheSettingsAreBroken) {
  reload();
  complaints_ = {{"s.toml", 3, 4, "poll[0].id must be short"}, {"s.toml", 9, 1, "there is a second mistake"}};
  reload();
  EXPECT_EQ(*board_->now(), running_.polls);
  EXPECT_THAT(said_.str(),
              HasSubstr("error: s.toml:3:4: poll[0].id must be short\nerror: s.toml:9:1: there is a second mistake\n"));
  EXPECT_THAT(said_.str(), HasSubstr("the polls stay as they are"));
  EXPECT_THAT(metrics(), HasSubstr("scrutin_config_last_reload_successful 0"));

  complaints_.clear();
  reload();
  EXPECT_EQ(said_.str(), "info: the settings were loaded again: the polls are the same\n");
  EXPECT_THAT(metrics(), HasSubstr("scrutin_config_last_reload_successful 1"));
}

TEST_F(PollReload, SaysWhatWaitsForTheNextStartWithoutItsValue) {
  loaded_.vote.cookie_key = "0123456789abcdef";
  loaded_.redis.partitions = 8;
  reload();
  EXPECT_THAT(said_.str(), HasSubstr("warning: vote.cookie_key has changed: that takes effect at the next start\n"));
  EXPECT_THAT(said_.str(), HasSubstr("warning: redis.partitions has changed"));
  EXPECT_THAT(said_.str(), Not(HasSubstr("0123456789abcdef")));
}

}  // namespace
}  // namespace scrutin::actors
