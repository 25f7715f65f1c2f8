// How many connections a result process serves, and how it counts those that watch.
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "tests/result/service_fixture.hpp"
#include "tests/support/number_in.hpp"
#include "tests/support/raw_connection.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;

class ResultConnections : public ResultServiceTest {
protected:
  // The tables are there once a worker has run.
  void SetUp() override {
    test::service worker{"worker", at_servers()};
    ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  }

  /// One who watches, by WebSocket and by event stream in turn.
  void watch(const test::service& result) {
    // Of one address not all connections may be.
    const auto* from = crowd.size() % 4 < 2 ? "127.0.0.1" : "127.0.0.2";
    crowd.push_back(std::make_unique<test::raw_connection>(result.port(), from));
    const bool socket = crowd.size() % 2 == 0;
    crowd.back()->say(std::string("GET ") + (socket ? "/ws" : "/events") + "?poll=default HTTP/1.1\r\nHost: x\r\n" +
                      (socket ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                              : "\r\n"));
  }

  bool served(test::raw_connection& one) { return one.hears("\"total\":0"); }

  std::vector<std::unique_ptr<test::raw_connection>> crowd;
};

// One that became a stream is still one connection, and all loops together serve as many as the settings say.
TEST_F(ResultConnections, ServesMaxConnectionsOverAllLoopsAgainAndAgain) {
  constexpr std::size_t most = 24;
  auto settings = at_servers();
  settings.emplace_back("SCRUTIN_RESULT_WORKERS", "4");
  settings.emplace_back("SCRUTIN_RESULT_MAX_CONNECTIONS", std::to_string(most));
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  for (int round = 0; round < 4; ++round) {
    for (std::size_t i = 0; i < most; ++i) {
      watch(result);
      ASSERT_TRUE(served(*crowd.back())) << "round " << round << ", " << i;
    }
    watch(result);
    EXPECT_EQ(crowd.back()->last_words(), "") << "round " << round;
    crowd.clear();
    ASSERT_TRUE(test::eventually([&] {
      return test::ask(result.admin(), "GET", "/metrics")
                 .body.find("scrutin_http_connections{listener=\"public\"} 0\n") != std::string::npos;
    }));
  }
}

TEST_F(ResultConnections, KeepsBackTheDescriptorsThatItNeeds) {
  constexpr std::size_t limit = 200;
  constexpr std::size_t loops = 4;
  auto settings = at_servers();
  settings.emplace_back("SCRUTIN_RESULT_WORKERS", std::to_string(loops));
  test::service result{"result", settings, {}, test::descriptor_limits{limit, limit}};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  const auto text = result.process().log_text();
  const auto served = test::number_in(text, "result serves ", " connections");
  ASSERT_TRUE(served) << text;
  const std::filesystem::directory_iterator all{"/proc/" + std::to_string(result.process().pid()) + "/fd"};
  const auto open = static_cast<std::size_t>(std::distance(begin(all), end(all)));
  EXPECT_LE(open + 16 + loops, limit - *served);  // with probes, and a refusal at each loop
}

}  // namespace
}  // namespace scrutin
