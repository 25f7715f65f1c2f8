// The end of a result process with many loops, seen by those who watch.
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "tests/result/service_fixture.hpp"
#include "tests/support/raw_connection.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;

class ResultDrain : public ResultServiceTest {
protected:
  // The tables are there once a worker has run.
  void SetUp() override {
    test::service worker{"worker", at_servers()};
    ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  }

  test::service::variables with_loops() {
    auto all = at_servers();
    all.emplace_back("SCRUTIN_RESULT_WORKERS", "8");
    return all;
  }

  void come(const test::service& result, const std::string& target, const std::string& fields) {
    crowd.push_back(std::make_unique<test::raw_connection>(result.port()));
    crowd.back()->say("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(result.port()) + "\r\n" +
                      fields + "\r\n");
  }

  std::vector<std::unique_ptr<test::raw_connection>> crowd;
};

// They answer neither a ping nor a good-bye: phones that sleep, and relays that keep what is half open.
TEST_F(ResultDrain, LeavesSilentViewersWithAGoodBye) {
  test::service result{"result", with_loops()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  for (int i = 0; i < 200; ++i) {
    come(result, "/ws?poll=default",
         "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
  }
  for (int i = 0; i < 20; ++i) come(result, "/events?poll=default", "");
  for (auto& one : crowd) ASSERT_TRUE(one->hears("\"total\":0"));
  result.process().signal(SIGTERM);
  EXPECT_EQ(result.process().wait(10s), std::optional{0}) << result.process().log_tail();
  static constexpr std::string_view going_away = "\x88\x02\x03\xe9";  // a close frame, 1001 (RFC 6455, 5.5.1)
  int parted = 0;
  for (auto& one : crowd) parted += one->last_words().ends_with(going_away) ? 1 : 0;
  EXPECT_EQ(parted, 200);
}

}  // namespace
}  // namespace scrutin
