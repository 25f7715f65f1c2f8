// What a result process keeps of those who came and went: nothing.
//
// TEST_VISITS=20000 makes ten times as many visits.
#include "tests/result/service_fixture.hpp"
#include "tests/support/visits.hpp"

namespace scrutin {
namespace {

using test::visit;

constexpr double most = 100;  // bytes a visit

class ResultGrowth : public ResultServiceTest, public ::testing::WithParamInterface<visit> {};

TEST_P(ResultGrowth, KeepsNothingOfWhoCameAndWent) {
  test::service worker{"worker", at_servers()};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  // Each of these waits for seconds, and so many at a time are all that descriptors allow.
  const auto many = GetParam() == visit::silent ? test::visits() / 4 : test::visits();
  const auto kept =
      test::growth(result.admin(), many, [&](std::size_t some) { test::come_and_go(result.port(), GetParam(), some); });
  RecordProperty("bytes_a_visit", std::to_string(kept));
  EXPECT_LT(kept, most);
}

INSTANTIATE_TEST_SUITE_P(Visits, ResultGrowth,
                         ::testing::Values(visit::websocket, visit::websocket_farewell, visit::event_stream,
                                           visit::page, visit::at_once, visit::cut, visit::silent),
                         [](const auto& info) { return std::string(test::to_string(info.param)); });

}  // namespace
}  // namespace scrutin
