// The worker from outside, beside the services of the original sample, with a real Redis and a real PostgreSQL.
#include "worker/service.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "actors/ballots/uid.hpp"
#include "tests/actors/schema/database.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/redis_client.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;
using test::redis_client;

class WorkerService : public ::testing::Test {
protected:
  std::unique_ptr<test::service> start_worker() {
    return std::make_unique<test::service>("worker", test::service::variables{{"SCRUTIN_REDIS_URL", redis.url()},
                                                                              {"SCRUTIN_POSTGRES_URL", url},
                                                                              {"SCRUTIN_WORKER_LEASE_MS", "500"}});
  }

  /// As the original vote page does it: one vote a command.
  static actors::redis_command pushed(const std::string& voter, const std::string& choice) {
    return {"RPUSH", "votes", R"({"voter_id": ")" + voter + R"(", "vote": ")" + choice + "\"}"};
  }

  static void push(redis_client& page, const std::string& voter, const std::string& choice) {
    page.ask(pushed(voter, choice));
  }

  /// What the original result page asks, in its words.
  std::map<std::string, int> original_result() {
    std::map<std::string, int> counts;
    for (const auto& row : db.exec("SELECT vote, COUNT(id) AS count FROM votes GROUP BY vote")) {
      counts[row["vote"].as<std::string>()] = row["count"].as<int>();
    }
    return counts;
  }

  /// Ballots in the ledger; 0 while there is no schema.
  int counted() {
    if (db.value("SELECT to_regclass('ledger')").empty()) return 0;
    return std::stoi(db.value("SELECT count(*) FROM ledger"));
  }

  test::redis_server redis;
  std::string url = test::postgres_server::shared().create_database();
  test::session db{url};
};

TEST_F(WorkerService, CountsEachVoteOfTheOriginalPageOnceThroughKillsOfItsLikes) {
  constexpr int voters = 400;
  constexpr int votes = 12000;
  constexpr int at_once = 20;  // share one wait for the disk
  std::vector<std::unique_ptr<test::service>> workers;
  for (int i = 0; i < 2; ++i) workers.push_back(start_worker());
  redis_client page{redis};
  std::map<std::string, std::string> last;
  std::map<std::string, int> wanted;
  int kills = 0;
  for (int i = 0; i < votes; ++i) {
    const auto voter = "v" + std::to_string(i * 7919 % voters);
    const std::string choice = i * 31 % 7 < 3 ? "a" : "b";
    page.append(pushed(voter, choice));
    if (i % at_once == at_once - 1) {
      for (int n = 0; n < at_once; ++n) page.reply();
    }
    last[voter] = choice;
    // Not in step with what the workers do: wherever they are by then.
    if (i % 1009 == 1008) {
      auto& victim = workers[static_cast<std::size_t>(kills++ % 2)];
      victim->process().kill();
      victim = start_worker();
    }
  }
  for (const auto& [voter, choice] : last) ++wanted[choice];
  EXPECT_EQ(kills, 11);
  EXPECT_TRUE(test::eventually([&] { return counted() == votes; }, 60s)) << counted();
  EXPECT_TRUE(test::eventually([&] { return page.ask({"LLEN", "votes"}).integer() == 0; }));
  EXPECT_EQ(counted(), votes);
  EXPECT_EQ(original_result(), wanted);
  for (const auto& [voter, choice] : last) {
    EXPECT_EQ(db.value("SELECT vote FROM votes WHERE id = $1", {voter}), choice) << voter;
  }
}

TEST_F(WorkerService, TakesOverTheOriginalWorkersTableWhileTheOriginalPagesStay) {
  // The original worker's own words, and its last votes.
  db.exec("CREATE TABLE IF NOT EXISTS votes (id VARCHAR(255) NOT NULL UNIQUE, vote VARCHAR(255) NOT NULL)");
  db.exec("INSERT INTO votes (id, vote) VALUES ('1f', 'a'), ('2e', 'a'), ('3d', 'b')");
  redis_client page{redis};
  push(page, "2e", "b");
  push(page, "4c", "b");
  page.ask({"RPUSH", "votes", "hello"});
  const auto worker = start_worker();
  ASSERT_TRUE(worker->becomes_ready()) << worker->process().log_tail();
  const std::map<std::string, int> wanted{{"a", 1}, {"b", 3}};
  EXPECT_TRUE(test::eventually([&] { return original_result() == wanted; })) << worker->process().log_tail();
  push(page, "5b", "a");
  EXPECT_TRUE(test::eventually([&] { return original_result().at("a") == 2; }));
  EXPECT_EQ(page.ask({"XLEN", "votes:dead"}).integer(), 1);
  const auto metrics = test::ask(worker->admin(), "GET", "/metrics").body;
  EXPECT_NE(metrics.find("\nscrutin_list_votes_total 3\n"), std::string::npos) << metrics;
  EXPECT_NE(metrics.find("\nscrutin_list_dead_letters_total 1\n"), std::string::npos) << metrics;
}

// Both workers take from the same list, and write to the same table.
TEST_F(WorkerService, CountsWhatTheOriginalWorkerWritesBesideIt) {
  const auto worker = start_worker();
  ASSERT_TRUE(worker->becomes_ready()) << worker->process().log_tail();
  constexpr int voters = 200;
  std::atomic<bool> over = false;
  std::jthread original{[&] {
    redis_client list{redis};
    test::session own{url};
    // It comes when ours is at work already: it is the faster one, and would leave it nothing.
    while (!over && own.value("SELECT count(*) FROM ledger") == "0") std::this_thread::sleep_for(1ms);
    while (!over) {
      const auto item = list.ask({"LPOP", "votes"});
      if (item.nil()) {
        std::this_thread::sleep_for(1ms);
        continue;
      }
      const auto vote = boost::json::parse(item.text()).as_object();
      const std::vector<std::optional<std::string>> values{std::string(vote.at("voter_id").as_string()),
                                                           std::string(vote.at("vote").as_string())};
      try {
        own.exec("INSERT INTO votes (id, vote) VALUES ($1, $2)", values);
      } catch (const pqxx::sql_error&) {
        own.exec("UPDATE votes SET vote = $2 WHERE id = $1", values);
      }
    }
  }};
  redis_client page{redis};
  const auto all_counted = [&](const std::string& choice) {
    return db.value("SELECT coalesce(sum(n), 0) FROM tallies WHERE poll = 'default' AND choice = $1", {choice}) ==
           std::to_string(voters);
  };
  for (const std::string choice : {"a", "b"}) {
    for (int i = 0; i < voters; ++i) push(page, "v" + std::to_string(i), choice);
    EXPECT_TRUE(test::eventually([&] { return all_counted(choice); }, 60s))
        << db.table("SELECT * FROM tallies") << worker->process().log_tail();
  }
  over = true;
  original.join();
  EXPECT_GT(std::stoi(db.value("SELECT count(*) FROM ledger")), 0) << "ours took part";
  EXPECT_LT(std::stoi(db.value("SELECT count(*) FROM ledger")), 2 * voters) << "and so did the other";
  EXPECT_EQ(db.table(test::WithSchema::audit), "");
  EXPECT_EQ(original_result(), (std::map<std::string, int>{{"b", voters}}));
}

TEST_F(WorkerService, LeavesASignThatItRuns) {
  redis_client client{redis};
  EXPECT_TRUE(client.ask({"GET", "scrutin:worker"}).nil());
  const auto worker = start_worker();
  ASSERT_TRUE(test::eventually([&] { return !client.ask({"GET", "scrutin:worker"}).nil(); }));
  const auto first = std::stoll(client.ask({"GET", "scrutin:worker"}).text());
  EXPECT_LE(std::abs(first - std::stoll(client.ask({"TIME"}).items()[0].text())), 5);
  EXPECT_TRUE(test::eventually([&] { return std::stoll(client.ask({"GET", "scrutin:worker"}).text()) > first; }));
  worker->process().kill();
  EXPECT_FALSE(client.ask({"GET", "scrutin:worker"}).nil()) << "that one was there stays known";
}

TEST_F(WorkerService, IsNotReadyWhereVotesAreSpreadOverMoreStreamsThanItReads) {
  redis_client client{redis};
  client.ask({"SET", "scrutin:partitions", "8"});
  const auto worker = start_worker();
  EXPECT_TRUE(test::eventually([&] {
    return worker->readiness().body.find("Redis' key scrutin:partitions says 8") != std::string::npos;
  })) << worker->readiness().body;
  EXPECT_EQ(worker->readiness().status, 503U);
  client.ask({"SET", "scrutin:partitions", "4"});
  EXPECT_TRUE(worker->becomes_ready());
}

// Two workers, of which one reaches a Redis that was a master once, or one that refuses what a worker says.
TEST_F(WorkerService, LeavesItsPartitionsToTheWorkerWhoseRedisTakesWrites) {
  for (const auto* breaks : {"REPLICAOF 127.0.0.1 1", "ACL SETUSER default -xread", "ACL SETUSER default -xdel"}) {
    SCOPED_TRACE(breaks);
    test::redis_server other;
    other.ask("ACL SETUSER default -role");  // so that only a write tells
    redis_client page{redis};
    page.ask({"FLUSHALL"});  // the worker before may have been killed between its commit and the burial
    const auto database = test::postgres_server::shared().create_database();
    test::session tables{database};
    const auto start = [&](const test::redis_server& at) {
      return std::make_unique<test::service>(
          "worker", test::service::variables{{"SCRUTIN_REDIS_URL", at.url()}, {"SCRUTIN_POSTGRES_URL", database}});
    };
    auto astray = start(other);
    ASSERT_TRUE(astray->becomes_ready()) << astray->process().log_tail();
    ASSERT_TRUE(test::eventually(
        [&] { return tables.value("SELECT count(*) FROM partitions WHERE p >= 0 AND holder IS NOT NULL") == "4"; }));
    ASSERT_EQ(other.ask(breaks), "+OK\r\n");
    for (int p = 0; p < 4; ++p) other.ask("XADD votes:" + std::to_string(p) + " * no vote");  // something to do for it
    auto right = start(redis);
    for (const auto* voter : {"u", "v", "w", "x", "y", "z"}) push(page, voter, "a");
    EXPECT_TRUE(test::eventually([&] { return tables.value("SELECT count(*) FROM ledger") == "6"; }))
        << right->process().log_tail() << astray->process().log_tail();
  }
}

TEST_F(WorkerService, IsNotReadyWhereItsServersAreNoMasters) {
  test::postgres_server postgres;
  postgres.demote();
  const test::service worker{"worker", {{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_POSTGRES_URL", postgres.url()}}};
  const auto says = [&worker](const std::string& what) {
    return test::eventually([&] { return worker.readiness().body.find(what) != std::string::npos; });
  };
  EXPECT_TRUE(says("name the primary in postgres.url")) << worker.readiness().body;
  EXPECT_EQ(worker.readiness().status, 503U);
  test::session{postgres.url()}.exec("SELECT pg_promote()");
  EXPECT_TRUE(test::eventually([&] { return worker.readiness().status == 200; })) << worker.readiness().body;
  ASSERT_EQ(redis.ask("REPLICAOF 127.0.0.1 1"), "+OK\r\n");
  EXPECT_TRUE(says("name the master in redis.url")) << worker.readiness().body;
  EXPECT_EQ(worker.readiness().status, 503U);
  ASSERT_EQ(redis.ask("REPLICAOF NO ONE"), "+OK\r\n");
  EXPECT_TRUE(test::eventually([&] { return worker.readiness().status == 200; })) << worker.readiness().body;
}

// The number of partitions was a larger one, and its last votes were never read.
TEST_F(WorkerService, IsNotReadyWhileStreamsOfMorePartitionsHoldVotes) {
  redis_client client{redis};
  client.ask({"SET", "scrutin:partitions", "4"});
  for (const auto* stream : {"votes:4", "votes:4", "votes:9"}) {
    client.ask(
        {"XADD", stream, "*", "uid", actors::uid::make().to_string(), "poll", "default", "voter", "v", "choice", "a"});
  }
  const auto worker = start_worker();
  EXPECT_TRUE(test::eventually([&] {
    return worker->readiness().body.find("left in votes:4 (2), votes:9 (1): run `worker drain`") != std::string::npos;
  })) << worker->readiness().body;
  EXPECT_EQ(worker->readiness().status, 503U);
  client.ask({"DEL", "votes:4", "votes:9"});
  EXPECT_TRUE(worker->becomes_ready());
}

}  // namespace
}  // namespace scrutin
