// What stands before a result process: proxies, a path, HTTPS.
#include <boost/json/parse.hpp>
#include <string>
#include <vector>

#include "tests/result/service_fixture.hpp"
#include "tests/support/addresses.hpp"

namespace scrutin {
namespace {

using test::ask;

class ResultFront : public ResultServiceTest {};

TEST_F(ResultFront, PutsThePathBeforeEachAddressOfItsPages) {
  auto settings = with_polls(poll("open") + poll("other"));
  settings.emplace_back("SCRUTIN_RESULT_PUBLIC_URL", "https://hall.example/live");
  test::service worker{"worker", with_polls(poll("open") + poll("other"))};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  const auto receipt = apply("open");
  const auto unknown = actors::uid::make().to_string();
  for (const auto& path :
       std::vector<std::string>{"/", "/polls", "/polls/open", "/polls/open/screen", "/polls/open/embed",
                                "/live/polls/open", "/polls/open?lang=fr&receipt=" + receipt, "/receipts/" + receipt,
                                "/receipts/" + unknown, "/receipts/x", "/nothing", "/polls/nothing", "/ws"}) {
    const auto page = ask(result.port(), "GET", path);
    EXPECT_EQ(test::addresses_outside("/live/", page.body), std::vector<std::string>{}) << path;
    EXPECT_NE(page.body.find("\"/live/assets/"), std::string::npos) << path;
  }
  const auto page = ask(result.port(), "GET", "/polls/open");
  EXPECT_NE(page.body.find("data-base=\"/live\""), std::string::npos);
  EXPECT_NE(page.body.find("src=&quot;https://hall.example/live/polls/open/embed"), std::string::npos);
  const auto told = ask(result.port(), "GET", "/api/receipts/" + receipt);
  EXPECT_EQ(boost::json::parse(told.body).at("results").as_string(), "/live/polls/open?receipt=" + receipt);
}

}  // namespace
}  // namespace scrutin
