#include "result/receipt_page.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <embedded/result_assets.hpp>
#include <embedded/result_pages.hpp>
#include <string>

namespace scrutin::result {
namespace {

using actors::receipt;

class ReceiptPage : public ::testing::Test {
protected:
  looked_up of(receipt::state is) {
    if (is == receipt::state::waiting) return {id, {}, nullptr};
    return {id, {is, poll.id}, &poll};
  }

  std::string page(receipt::state is, const std::string& query = {}) {
    const http::request asked{http::verb::get, "/receipts/" + id.to_string() + query, 11};
    const auto answer = receipt_page(pages, {pages, asked}, of(is));
    EXPECT_EQ(answer.result(), http::status::ok);
    return answer.body();
  }

  /// Seconds until the page asks again; 0: never.
  int pause(const std::string& query) {
    const auto body = page(receipt::state::waiting, query);
    const std::string refresh = "http-equiv=\"refresh\" content=\"";
    const auto at = body.find(refresh);
    return at == body.npos ? 0 : std::stoi(body.substr(at + refresh.size()));
  }

  const http::request english{http::verb::get, "/", 11};
  actors::uid id = actors::uid::make();
  config::poll poll = config::default_poll();
  pages::page_set pages{embedded::result_pages, embedded::result_assets};
};

TEST_F(ReceiptPage, SaysWhetherAVoteCounts) {
  const auto counted = page(receipt::state::counted);
  EXPECT_NE(counted.find("Your vote counts"), std::string::npos);
  EXPECT_NE(counted.find("Cats or Dogs?"), std::string::npos);
  EXPECT_NE(counted.find("/polls/default?receipt=" + id.to_string()), std::string::npos);
  EXPECT_EQ(counted.find("http-equiv=\"refresh\""), std::string::npos);
  EXPECT_NE(page(receipt::state::replaced).find("Replaced by a later vote"), std::string::npos);
  EXPECT_NE(page(receipt::state::uncounted).find("does not count"), std::string::npos);
  EXPECT_NE(page(receipt::state::counted, "?lang=fr").find("Votre vote compte"), std::string::npos);
}

TEST_F(ReceiptPage, AsksAgainWhileTheVoteIsOnItsWayEverLessOften) {
  EXPECT_NE(page(receipt::state::waiting).find("?try=1\""), std::string::npos);
  EXPECT_NE(page(receipt::state::waiting, "?try=3").find("?try=4\""), std::string::npos);
  for (int i = 0; i < 20; ++i) {
    EXPECT_GE(pause(""), 1);
    EXPECT_LE(pause(""), 2);
    EXPECT_GE(pause("?try=4"), 16);
    EXPECT_LE(pause("?try=4"), 32);
    EXPECT_LE(pause("?try=19"), 64);
  }
  EXPECT_EQ(pause("?try=20"), 0);
  EXPECT_EQ(pause("?try=4000000000"), 0);
  for (const auto* wrong : {"?try=x", "?try=-1", "?try=1&try=2", "?try="}) EXPECT_LE(pause(wrong), 2) << wrong;
}

TEST_F(ReceiptPage, IsJsonForPrograms) {
  EXPECT_EQ(to_json(of(receipt::state::replaced), {pages, english}),
            boost::json::parse(R"({"receipt":")" + id.to_string() + R"(","state":"replaced","poll":"default",
              "question":"Cats or Dogs?","results":"/polls/default?receipt=)" +
                               id.to_string() + R"("})"));
  EXPECT_EQ(to_json(of(receipt::state::waiting), {pages, english}),
            boost::json::parse(R"({"receipt":")" + id.to_string() +
                               R"(","state":"waiting","poll":null,"question":null,"results":null})"));
}

TEST_F(ReceiptPage, TellsThePollThatRunsNoMoreByItsId) {
  const auto told = to_json({id, {receipt::state::counted, "gone"}, nullptr}, {pages, english});
  EXPECT_EQ(told.at("poll").as_string(), "gone");
  EXPECT_TRUE(told.at("question").is_null());
}

}  // namespace
}  // namespace scrutin::result
