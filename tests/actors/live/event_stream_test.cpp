#include "actors/live/event_stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <caf/send.hpp>
#include <string>
#include <vector>

#include "actors/live/beat.hpp"
#include "actors/runtime/heap.hpp"
#include "tests/actors/live/viewer_fixture.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

class EventStream : public ViewerTest {
protected:
  /// A browser that watches, and has seen that.
  void watch(std::uint64_t seen = 0, int buffer = 0, bool of_ours = true) {
    home.spawn<event_stream, caf::hidden>(service, connect(buffer, of_ours),
                                          viewer_session::seat{"default", proof::none, hall, seen}, false);
    ASSERT_TRUE(run_until([this] { return received().find("retry: ") != std::string::npos; }));
    turn();
  }

  /// Whether the server has ended the connection.
  bool ended() {
    browser.non_blocking(true);
    char one = 0;
    boost::system::error_code error;
    while (browser.read_some(asio::buffer(&one, 1), error) == 1) text += one;
    return error == asio::error::eof || error == asio::error::connection_reset;
  }

  std::vector<std::string> lines_with(const std::string& prefix) {
    std::vector<std::string> found;
    const auto& all = received();
    for (auto at = all.find("\n" + prefix); at != all.npos; at = all.find("\n" + prefix, at + 1)) {
      const auto begin = at + 1 + prefix.size();
      found.push_back(all.substr(begin, all.find('\n', begin) - begin));
    }
    return found;
  }

  bool come(std::size_t events) {
    return run_until([&] { return lines_with("data: ").size() >= events; });
  }
};

TEST_F(EventStream, TellsTheTallyAtOnceAndThenEachChange) {
  watch();
  ASSERT_TRUE(come(1));
  show(2);
  ASSERT_TRUE(come(2)) << text;
  EXPECT_EQ(text.find("HTTP/1.1 200 OK\r\n"), 0U);
  EXPECT_NE(text.find("\r\nContent-Type: text/event-stream\r\n"), std::string::npos);
  EXPECT_NE(text.find("\r\nCache-Control: no-store\r\n"), std::string::npos);
  EXPECT_EQ(lines_with("event: "), (std::vector<std::string>{"tally", "tally"}));
  const auto told = boost::json::parse(lines_with("data: ")[1]).as_object();
  EXPECT_EQ(told.at("sequence").as_int64(), 2);
  EXPECT_EQ(told.at("total").as_int64(), 2);
  EXPECT_EQ(lines_with("id: ")[1].substr(0, 2), "2-");
  EXPECT_EQ(text.substr(text.size() - 2), "\n\n");
  EXPECT_EQ(gauge.Value(), 1);
}

TEST_F(EventStream, DoesNotSayAgainWhatTheBrowserHasSeen) {
  watch();
  ASSERT_TRUE(come(1));
  const auto seen = event_stream::seen(lines_with("id: ")[0]);
  EXPECT_NE(seen, 0U);
  text.clear();
  watch(seen);
  show(2);
  ASSERT_TRUE(come(1));
  EXPECT_EQ(lines_with("id: ").size(), 1U);
  EXPECT_EQ(lines_with("id: ")[0].substr(0, 2), "2-");
}

TEST_F(EventStream, ReadsOnlyIdsOfItsOwn) {
  EXPECT_EQ(event_stream::seen("12-ff"), 255U);
  for (const auto* other : {"", "12", "12-", "12-xyz", "12-ff ", "12-fffffffffffffffff"}) {
    EXPECT_EQ(event_stream::seen(other), 0U) << other;
  }
}

TEST_F(EventStream, GivesABeatEachPeriodThatIsNoTally) {
  watch();
  ASSERT_TRUE(come(1));
  const auto id = lines_with("id: ");
  pass(3 * beat::period);
  ASSERT_TRUE(come(4)) << text;
  EXPECT_EQ(lines_with("event: "), (std::vector<std::string>{"tally", "beat", "beat", "beat"}));
  EXPECT_EQ(boost::json::parse(lines_with("data: ")[3]).at("type").as_string(), "beat");
  EXPECT_EQ(lines_with("id: "), id);  // where the browser goes on after a cut is as the tally said
  EXPECT_EQ(text.substr(text.size() - 2), "\n\n");
}

TEST_F(EventStream, GivesNoBeatBehindWhatIsStillBeingSent) {
  watch(0, 2048);
  ASSERT_TRUE(come(1));
  for (int n = 2; n <= 2000; ++n) show(n);  // nobody reads
  pass(5 * beat::period);
  ASSERT_TRUE(run_until([&] { return received().find("\"total\":2000,") != text.npos; }));
  const auto kinds = lines_with("event: ");
  EXPECT_EQ(std::ranges::count(kinds, "beat"), 0) << text;
  pass(beat::period);
  EXPECT_TRUE(run_until([&] { return received().find("event: beat\n") != text.npos; }));
}

TEST_F(EventStream, EndsWhenTheProcessDrains) {
  watch();
  bool empty = false;
  service->sessions.drain([&] { empty = true; });
  EXPECT_TRUE(run_until([&] { return empty && ended(); }));
}

TEST_F(EventStream, EndsWithItsAudienceAndWithItsPoll) {
  watch();
  show(2, "other");
  EXPECT_TRUE(run_until([&] { return ended(); }));
  watch();
  EXPECT_TRUE(run_until([&] { return ended(); }));  // there is no such poll now
  show(3);
  text.clear();
  watch();
  ASSERT_TRUE(come(1));
  caf::anon_send_exit(hall, caf::exit_reason::user_shutdown);
  hall = nullptr;
  EXPECT_TRUE(run_until([&] { return ended(); }));
}

TEST_F(EventStream, EndsWhenTheBrowserGoes) {
  watch();
  browser.close();
  EXPECT_TRUE(run_until([&] { return service->sessions.count() == 0; }));
  turn();
  EXPECT_EQ(gauge.Value(), 0);
}

TEST_F(EventStream, EndsWhereItsAudienceIsGoneAlready) {
  caf::anon_send_exit(hall, caf::exit_reason::user_shutdown);
  turn();
  watch();
  EXPECT_TRUE(run_until([&] { return ended(); }));
}

TEST_F(EventStream, LeavesNothingWithItsAudience) {
  const auto come_and_go = [this](int times) {
    for (; times > 0; --times) {
      text.clear();
      watch();
      browser.close();
      ASSERT_TRUE(run_until([&] { return service->sessions.count() == 0; }));
      turn();
    }
  };
  come_and_go(20);
  const auto before = bytes_in_use();
  come_and_go(200);
  EXPECT_LT(bytes_in_use(), before + 200 * 100U);
}

// What our kernel holds back for a browser that does not read, it gets before the newest, and each of many costs so
// much.
TEST_F(EventStream, LeavesLittleWithTheKernelForABrowserThatDoesNotRead) {
  watch(0, 2048, false);
  ASSERT_TRUE(come(1));
  for (int n = 2; n <= 4000; ++n) show(n);
  ASSERT_TRUE(run_until([&] { return received().find("\"total\":4000,") != text.npos; }));
  EXPECT_LT(text.size(), 20'000U);
}

TEST_F(EventStream, SendsASlowBrowserTheNewestAndLetsGoOfOneThatTakesNothing) {
  watch(0, 2048);
  ASSERT_TRUE(come(1));
  for (int n = 2; n <= 2000; ++n) show(n);  // nobody reads
  EXPECT_EQ(service->sessions.count(), 1U);
  ASSERT_TRUE(run_until([&] { return received().find("\"total\":2000,") != text.npos; }));
  EXPECT_LT(lines_with("data: ").size(), 1000U);

  for (int n = 2001; n <= 4000; ++n) show(n);
  pass(46s);
  EXPECT_EQ(service->sessions.count(), 0U);
}

}  // namespace
}  // namespace scrutin::actors
