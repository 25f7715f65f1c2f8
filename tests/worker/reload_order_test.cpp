// A vote process and a worker whose settings do not agree, with a real Redis and a real PostgreSQL.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <string>

#include "tests/actors/schema/database.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin::test {
namespace {

constexpr const char* pets = R"(
[[poll]]
id = "pets"
question = "?"
options = [{ id = "cats", label = "Cats" }, { id = "dogs", label = "Dogs" }]
)";
constexpr const char* captain = R"(
[[poll]]
id = "captain"
question = "?"
options = [{ id = "ann", label = "Ann" }, { id = "bob", label = "Bob" }]
change = false
)";

class ReloadOrder : public ::testing::Test {
protected:
  std::string write(const std::string& name, const std::string& polls) {
    std::ofstream{folder.path() / name} << polls;
    return (folder.path() / name).string();
  }

  std::unique_ptr<service> start(const std::string& name, const std::string& file) {
    return std::make_unique<service>(
        name, service::variables{{"SCRUTIN_REDIS_URL", redis.url()},
                                 {name == "vote" ? "SCRUTIN_VOTE_COOKIE_KEY" : "SCRUTIN_POSTGRES_URL",
                                  name == "vote" ? "0123456789abcdef" : url},
                                 {"SCRUTIN_CONFIG", file}});
  }

  static bool says(service& one, const std::string& what) {
    return eventually([&] { return one.process().log_text().find(what) != std::string::npos; });
  }

  bool counts(const std::string& sql, const std::string& wanted) {
    return eventually(
        [&] { return !db.value("SELECT to_regclass('offers')").empty() && db.value("SELECT " + sql) == wanted; });
  }

  redis_server redis;
  temp_directory folder{"scrutin-reload-order"};
  std::string url = postgres_server::shared().create_database();
  session db{url};
};

TEST_F(ReloadOrder, CountsVotesInAPollThatTheWorkerDoesNotKnow) {
  const auto worker = start("worker", write("worker.toml", pets));
  const auto vote = start("vote", write("vote.toml", pets));
  ASSERT_TRUE(worker->becomes_ready()) << worker->process().log_tail();
  ASSERT_TRUE(vote->becomes_ready()) << vote->process().log_tail();
  write("vote.toml", std::string(pets) + captain);
  vote->process().signal(SIGHUP);
  ASSERT_TRUE(says(*vote, "new polls: captain")) << vote->process().log_tail();
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(browser{vote->port()}.post_json("/polls/captain", i % 2 == 0 ? "vote=ann" : "vote=bob").status, 201U);
  }
  EXPECT_TRUE(counts("count(*) FROM votes WHERE poll = 'captain'", "20")) << worker->process().log_tail();
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":0\r\n");
}

// A voter at two devices, of which neither keeps the other's cookies of votes: only the worker can tell.
TEST_F(ReloadOrder, LetsTheFirstVoteStandInAFinalPollThatLeavesTheFileWhileVotesWait) {
  const auto file = write("all.toml", std::string(pets) + captain);
  const auto vote = start("vote", file);
  ASSERT_TRUE(vote->becomes_ready()) << vote->process().log_tail();
  browser voter{vote->port()};
  ASSERT_EQ(voter.post_json("/polls/captain", "vote=ann").status, 201U);
  for (auto kept = voter.jar(); const auto& [name, value] : kept) {
    if (name.find("votes") != std::string::npos) voter.forget(name);
  }
  ASSERT_EQ(voter.post_json("/polls/captain", "vote=bob").status, 201U);
  write("all.toml", pets);
  vote->process().signal(SIGHUP);
  ASSERT_TRUE(says(*vote, "no longer have: captain")) << vote->process().log_tail();
  const auto worker = start("worker", file);
  EXPECT_TRUE(counts("count(*) FROM ledger", "2")) << worker->process().log_tail();
  EXPECT_EQ(db.table("SELECT poll, vote FROM votes"), "captain,ann");
}

}  // namespace
}  // namespace scrutin::test
