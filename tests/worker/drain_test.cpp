// `worker drain`, beside running workers, with a real Redis and a real PostgreSQL.
#include "worker/drain.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "actors/ballots/ballot.hpp"
#include "tests/actors/schema/database.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/redis_client.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/worker/worker_command.hpp"

namespace scrutin::test {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Drain : public WithSchema {
protected:
  Drain() { client.ask({"SET", "scrutin:partitions", "2"}); }

  service::variables settings(const std::string& partitions = "2") {
    return {{"SCRUTIN_REDIS_URL", redis.url()},
            {"SCRUTIN_POSTGRES_URL", url},
            {"SCRUTIN_REDIS_PARTITIONS", partitions},
            {"SCRUTIN_WORKER_LEASE_MS", "500"},
            {"SCRUTIN_CONFIG", file}};
  }

  ended drain() { return run_worker(settings(), {"drain"}); }

  /// Into the stream that the voter has where there are so many partitions, at that time or now.
  void cast(unsigned partitions, const std::string& voter, const std::string& choice, const std::string& time = "*",
            const std::string& poll = "default") {
    client.ask({"XADD", actors::stream_name(actors::partition_of(voter, partitions)), time, "uid",
                actors::uid::make().to_string(), "poll", poll, "voter", voter, "choice", choice});
  }

  /// One whose votes are in a stream of its own where there are four partitions, and in another where there are two.
  static std::string voter(int number) {
    for (int i = 0;; ++i) {
      auto name = "v" + std::to_string(i);
      if (actors::partition_of(name, 4) == 3 && number-- == 0) return name;
    }
  }

  bool ledger_has(int ballots) {
    return eventually([&] { return db.value("SELECT count(*) FROM ledger") == std::to_string(ballots); });
  }
  bool is_there(const std::string& stream) { return client.ask({"EXISTS", stream}).integer() == 1; }
  std::string vote_of(const std::string& voter, const std::string& poll = "default") {
    return db.value("SELECT coalesce(max(vote), '') FROM votes WHERE id = $1 AND poll = $2", {voter, poll});
  }

  redis_server redis;
  redis_client client{redis};
  temp_directory directory{"scrutin-drain"};
  std::string file = [this] {
    const auto path = directory.path() / "polls.toml";
    std::ofstream{path} << R"(
[[poll]]
id = "default"
question = "?"
options = [{ id = "a", label = "A" }, { id = "b", label = "B" }]
[[poll]]
id = "once"
question = "?"
options = [{ id = "a", label = "A" }, { id = "b", label = "B" }]
change = false
)";
    return path.string();
  }();
};

TEST_F(Drain, HasNothingToDoWhereNothingIsLeft) {
  client.ask({"XGROUP", "CREATE", "votes:3", "worker", "0", "MKSTREAM"});
  cast(2, "u", "a");
  const auto done = drain();
  EXPECT_EQ(done.status, 0);
  EXPECT_EQ(done.said, "no votes are left in streams of more partitions\n");
}

TEST_F(Drain, AppliesWhatWasLeftBeforeAnythingNewer) {
  const auto u = voter(0);
  const auto v = voter(1);
  cast(4, u, "a");
  cast(4, u, "b");
  cast(4, v, "a");
  cast(4, v, "a", "*", "once");
  client.ask({"XADD", "votes:3", "*", "hello", "world"});
  cast(4, v, "z");
  // What a worker that was killed had taken.
  client.ask({"XGROUP", "CREATE", "votes:3", "worker", "0"});
  client.ask({"XREADGROUP", "GROUP", "worker", "3", "COUNT", "2", "STREAMS", "votes:3", ">"});
  // The number is changed, and they vote on.
  cast(2, u, "a");
  cast(2, v, "b", "*", "once");
  service worker{"worker", settings()};
  ASSERT_TRUE(worker.becomes_unready());
  EXPECT_TRUE(eventually([&] {
    return worker.readiness().body.find("left in votes:3 (6): run `worker drain`") != std::string::npos;
  })) << worker.readiness().body;
  EXPECT_EQ(db.value("SELECT count(*) FROM ledger"), "0") << "what is older goes first";

  const auto done = drain();
  EXPECT_EQ(done.status, 0);
  EXPECT_EQ(done.said, "votes:3  4 applied, 2 to votes:dead\n4 applied, 2 to votes:dead; 1 streams are gone, 0 stay\n");
  EXPECT_FALSE(is_there("votes:3"));
  EXPECT_TRUE(worker.becomes_ready()) << worker.readiness().body;
  ASSERT_TRUE(ledger_has(6)) << worker.process().log_tail();
  EXPECT_EQ(vote_of(u), "a");
  EXPECT_EQ(vote_of(v), "a");
  EXPECT_EQ(vote_of(v, "once"), "a") << "the first one stands";
  EXPECT_EQ(client.ask({"XLEN", "votes:dead"}).integer(), 2);
  EXPECT_EQ(wrong(), "");
}

// What was applied before the number changed is kept for a while, and is nobody's trouble.
TEST_F(Drain, LeavesNothingOfWhatIsOnlyKept) {
  {
    client.ask({"SET", "scrutin:partitions", "4"});
    service before{"worker", settings("4")};
    ASSERT_TRUE(before.becomes_ready()) << before.process().log_tail();
    cast(4, voter(0), "a");
    cast(4, voter(0), "b");
    ASSERT_TRUE(ledger_has(2));
    before.process().signal(SIGTERM);
    ASSERT_TRUE(before.process().wait(std::chrono::seconds{10}));
    client.ask({"SET", "scrutin:partitions", "2"});
  }
  EXPECT_EQ(run_worker(settings(), {"queue"}).said, "votes:3  0 wait, 2 are kept\n0 votes wait\n");
  service worker{"worker", settings()};
  ASSERT_TRUE(worker.becomes_ready()) << worker.readiness().body;
  const auto done = drain();
  EXPECT_EQ(done.status, 0);
  EXPECT_THAT(done.said, StartsWith("votes:3  0 applied, 2 were in the ledger already\n"));
  EXPECT_FALSE(is_there("votes:3"));
  EXPECT_EQ(vote_of(voter(0)), "b");
  EXPECT_EQ(wrong(), "");
}

// A vote process with the old number was still there when the workers had the new one.
TEST_F(Drain, LeavesVotesStandingThatWereCastLater) {
  const auto u = voter(0);
  const auto v = voter(1);
  service worker{"worker", settings()};
  ASSERT_TRUE(worker.becomes_ready());
  cast(2, v, "b", "1000-0");
  cast(2, u, "b");
  ASSERT_TRUE(ledger_has(2));
  cast(4, u, "a", "1700000000000-0");
  cast(4, v, "a", "1700000000000-1");
  ASSERT_TRUE(worker.becomes_unready());
  const auto done = drain();
  EXPECT_EQ(done.status, 0);
  EXPECT_THAT(done.said, StartsWith("votes:3  1 applied, 1 in the ledger where another vote of the voter stands\n"));
  EXPECT_EQ(vote_of(u), "b");
  EXPECT_EQ(vote_of(v), "a");
  EXPECT_EQ(wrong(), "");
}

TEST_F(Drain, CountsEachVoteOnceHoweverOftenItIsKilled) {
  constexpr int votes = 3000;
  for (int i = 0; i < votes; ++i) cast(4, voter(i % 20), i % 3 == 0 ? "a" : "b");
  int kills = 0;
  for (; kills < 6; ++kills) {
    service command{"worker", settings(), {"drain"}};
    if (command.process().wait(std::chrono::milliseconds{300 + 250 * kills})) break;
    command.process().kill();
  }
  const auto done = drain();
  EXPECT_EQ(done.status, 0) << done.said;
  EXPECT_GE(kills, 1);
  EXPECT_FALSE(is_there("votes:3"));
  EXPECT_EQ(db.value("SELECT count(*) FROM ledger"), std::to_string(votes));
  for (int i = 0; i < 20; ++i) {
    const auto last = votes - 20 + i;
    EXPECT_EQ(vote_of(voter(i)), last % 3 == 0 ? "a" : "b") << i;
  }
  EXPECT_EQ(wrong(), "");
}

TEST_F(Drain, BuriesWhatPostgresCannotTakeAndNothingBesides) {
  db.exec("ALTER TABLE ledger ADD CHECK (voter <> '" + voter(7) + "')");
  for (int i = 0; i < 20; ++i) cast(4, voter(i), "a");
  cast(4, voter(20), "a", "9300000000000000-0");
  cast(4, voter(21), "a");
  const auto done = drain();
  EXPECT_EQ(done.status, 0) << done.said;
  EXPECT_THAT(done.said, StartsWith("votes:3  21 applied, 1 to votes:dead\n"));
  EXPECT_EQ(client.ask({"XLEN", "votes:dead"}).integer(), 1);
  EXPECT_EQ(db.value("SELECT count(*) FROM ledger WHERE cast_at > now() + interval '1 minute'"), "0");
}

TEST_F(Drain, BuriesNothingForTheServersFault) {
  db.exec(
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full' USING "
      "ERRCODE = '53100'; END $$");
  db.exec("CREATE TRIGGER refuse BEFORE INSERT ON ledger FOR EACH ROW EXECUTE PROCEDURE refuse()");
  for (int i = 0; i < 3; ++i) cast(4, voter(i), "a");
  const auto done = drain();
  EXPECT_EQ(done.status, 2);
  EXPECT_THAT(done.said, AllOf(StartsWith("worker: PostgreSQL at "), HasSubstr("disk full")));
  EXPECT_EQ(client.ask({"XLEN", "votes:3"}).integer(), 3);
  EXPECT_FALSE(is_there("votes:dead"));
}

TEST_F(Drain, LeavesAStreamThatAWorkerReads) {
  auto with = settings("4");
  with.emplace_back("SCRUTIN_WORKER_LEASE_MS", "60000");
  service other{"worker", with};
  ASSERT_TRUE(eventually([&] {
    return db.value("SELECT count(*) FROM partitions WHERE p BETWEEN 0 AND 3 AND holder IS NOT NULL") == "4";
  })) << other.process().log_tail();
  other.process().signal(SIGSTOP);
  cast(4, voter(0), "a");
  auto done = drain();
  EXPECT_EQ(done.status, 1);
  EXPECT_THAT(done.said, AllOf(StartsWith("votes:3  0 applied; stays: the worker "),
                               HasSubstr("/" + std::to_string(other.process().pid()) + "/"),
                               EndsWith("0 streams are gone, 1 stay\n")));
  other.process().signal(SIGCONT);
  EXPECT_TRUE(ledger_has(1)) << "that one reads on";
}

TEST_F(Drain, RefusesWhileTheProcessesDoNotAgreeOnTheNumber) {
  client.ask({"SET", "scrutin:partitions", "4"});
  cast(4, voter(0), "a");
  const auto done = drain();
  EXPECT_EQ(done.status, 2);
  EXPECT_EQ(
      done.said,
      "worker: the settings say 2 partitions, Redis' key scrutin:partitions says 4: stop every vote process, then "
      "SET that key to 2\n");
  EXPECT_EQ(client.ask({"XLEN", "votes:3"}).integer(), 1);
}

}  // namespace
}  // namespace scrutin::test
