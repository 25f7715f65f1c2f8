#include "actors/live/websocket_session.hpp"

#include <gtest/gtest.h>

#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <caf/send.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "actors/live/beat.hpp"
#include "tests/actors/live/viewer_fixture.hpp"

namespace scrutin::actors {
namespace {

class WebsocketSession : public ViewerTest {
protected:
  /// A browser that watches; with a small buffer one that soon takes no more.
  void watch(int buffer = 0) {
    http::request upgrade{http::verb::get, "/ws?poll=default", 11};
    upgrade.set(http::field::host, "127.0.0.1");
    upgrade.set(http::field::connection, "Upgrade");
    upgrade.set(http::field::upgrade, "websocket");
    upgrade.set(http::field::sec_websocket_version, "13");
    upgrade.set(http::field::sec_websocket_key, "dGhlIHNhbXBsZSBub25jZQ==");
    home.spawn<websocket_session, caf::hidden>(service, connect(buffer), std::move(upgrade),
                                               viewer_session::seat{"default", proof::none, hall});
    ASSERT_TRUE(come(1));
  }

  /// The texts of all frames that have come so far.
  std::vector<std::string> frames() {
    const auto& bytes = received();
    constexpr std::string_view blank_line = "\r\n\r\n";
    const auto head = bytes.find(blank_line);
    std::vector<std::string> found;
    if (head == bytes.npos) return found;
    const auto byte = [&bytes](std::size_t i) { return static_cast<unsigned char>(bytes.at(i)); };
    for (auto at = head + blank_line.size(); at + 4 <= bytes.size();) {
      EXPECT_EQ(byte(at), 0x81) << "no whole text frame";
      const std::size_t brief = byte(at + 1);
      const auto begin = brief == 126 ? at + 4 : at + 2;
      const auto length = brief == 126 ? byte(at + 2) * std::size_t{256} + byte(at + 3) : brief;
      if (begin + length > bytes.size()) break;
      found.push_back(bytes.substr(begin, length));
      at = begin + length;
    }
    return found;
  }

  bool come(std::size_t wanted) {
    return run_until([&] { return frames().size() >= wanted; });
  }
};

TEST_F(WebsocketSession, TellsTheTallyAtOnceThenEachChangeAndABeatEachPeriod) {
  watch();
  show(2);
  ASSERT_TRUE(come(2));
  pass(2 * beat::period);
  ASSERT_TRUE(come(4));
  std::vector<std::string> types;
  for (const auto& frame : frames()) types.emplace_back(boost::json::parse(frame).at("type").as_string());
  EXPECT_EQ(types, (std::vector<std::string>{"tally", "tally", "beat", "beat"}));
  EXPECT_EQ(boost::json::parse(frames()[1]).at("total").as_int64(), 2);
}

TEST_F(WebsocketSession, LetsGoOfABrowserThatTakesNothing) {
  watch(2048);
  for (int n = 2; n <= 2000; ++n) show(n);  // nobody reads
  EXPECT_EQ(service->sessions.count(), 1U);
  pass((viewer_session::patience + 1) * beat::period);
  EXPECT_EQ(service->sessions.count(), 0U);
}

}  // namespace
}  // namespace scrutin::actors
