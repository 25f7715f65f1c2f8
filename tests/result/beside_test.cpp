// The result process beside the original sample's worker, with a real PostgreSQL.
#include <csignal>

#include "tests/result/service_fixture.hpp"
#include "tests/result/watcher.hpp"

namespace scrutin {
namespace {

using test::ask;
using test::eventually;
using test::watcher;

class ResultBeside : public ResultServiceTest {
protected:
  /// The original worker's own words.
  void make_table() {
    sql("CREATE TABLE IF NOT EXISTS votes (id VARCHAR(255) NOT NULL UNIQUE, vote VARCHAR(255) NOT NULL)");
  }
  void insert(const std::string& id, const std::string& vote) {
    sql("INSERT INTO votes (id, vote) VALUES ('" + id + "', '" + vote + "')");
  }

  static std::int64_t votes_of(const boost::json::value& told, std::size_t option) {
    return told.at("options").as_array().at(option).at("votes").as_int64();
  }

  /// Whether the next messages of that socket come to such votes for the first two options.
  static bool shows(watcher& screen, std::int64_t first, std::int64_t second) {
    for (int i = 0; i < 50; ++i) {
      const auto told = screen.next();
      if (!told.is_object()) return false;
      if (votes_of(told, 0) == first && votes_of(told, 1) == second) return told.at("live").as_bool();
    }
    return false;
  }
};

TEST_F(ResultBeside, ShowsTheSamplesTableLive) {
  make_table();
  insert("1f", "a");
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  ASSERT_TRUE(total_becomes(result, 1));
  EXPECT_EQ(results(result).at("voters").as_int64(), 1);
  EXPECT_NE(ask(result.port(), "GET", "/").body.find("1 vote"), std::string::npos);
  EXPECT_NE(result.readiness().body.find("the table votes of the original sample is read"), std::string::npos)
      << result.readiness().body;
  EXPECT_NE(result.process().log_text().find("the table votes of the original sample is read"), std::string::npos);

  watcher screen{result.port()};
  ASSERT_TRUE(screen.next().is_object());
  insert("2f", "b");
  EXPECT_TRUE(shows(screen, 1, 1));
  sql("UPDATE votes SET vote = 'b' WHERE id = '1f'");
  EXPECT_TRUE(shows(screen, 0, 2));

  const auto receipt = ask(result.port(), "GET", "/api/receipts/" + actors::uid::make().to_string());
  EXPECT_EQ(receipt.status, 200U) << receipt.body;
  EXPECT_NE(receipt.body.find("waiting"), std::string::npos) << receipt.body;
}

TEST_F(ResultBeside, WaitsForTheSamplesWorkerToMakeItsTable) {
  test::service result{"result", at_servers()};
  ASSERT_TRUE(eventually([&] {
    return result.readiness().body.find("starting: there is no table of votes yet") != std::string::npos;
  })) << result.readiness().body;
  EXPECT_EQ(result.readiness().status, 503U);
  make_table();
  EXPECT_TRUE(result.becomes_ready());
  EXPECT_TRUE(total_becomes(result, 0));
  insert("1f", "b");
  EXPECT_TRUE(total_becomes(result, 1));
}

TEST_F(ResultBeside, TurnsToOurTablesWhenAWorkerMakesThem) {
  make_table();
  insert("1f", "a");
  insert("2f", "a");
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  ASSERT_TRUE(total_becomes(result, 2));
  watcher screen{result.port()};
  ASSERT_TRUE(shows(screen, 2, 0));

  test::service worker{"worker", at_servers()};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  EXPECT_TRUE(eventually([&] {
    return result.readiness().status == 200 && result.readiness().body.find("original sample") == std::string::npos;
  })) << result.readiness().body;
  EXPECT_TRUE(total_becomes(result, 2));
  // The sample's worker writes on: who watched before sees it still.
  insert("3f", "b");
  EXPECT_TRUE(shows(screen, 2, 1));
  EXPECT_TRUE(eventually([&] { return results(result).at("sequence").as_int64() > 0; }));
}

TEST_F(ResultBeside, CountsForTheFirstPollOfTheSettings) {
  make_table();
  insert("1f", "b");
  insert("2f", "zebra");
  test::service result{"result", with_polls(poll("lunch") + poll("tea"))};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  EXPECT_TRUE(eventually([&] { return results(result, "lunch").at("total").as_int64() == 2; }));
  EXPECT_EQ(votes_of(results(result, "lunch"), 1), 1);
  EXPECT_EQ(results(result, "tea").at("total").as_int64(), 0);
}

}  // namespace
}  // namespace scrutin
