// `worker audit` and `worker dead-letters`, beside a running worker, with a real Redis and a real PostgreSQL.
#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/actors/schema/database.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/worker/worker_command.hpp"

namespace scrutin::test {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Commands : public WithSchema {
protected:
  service::variables settings(const std::string& file = {}) {
    service::variables all{
        {"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_POSTGRES_URL", url}, {"SCRUTIN_REDIS_PARTITIONS", "2"}};
    if (!file.empty()) all.emplace_back("SCRUTIN_CONFIG", file);
    return all;
  }

  ended run(const std::vector<std::string>& arguments) { return run_worker(settings(), arguments); }

  // Answers the entry's id.
  std::string cast(std::uint64_t uid, const std::string& voter, const std::string& choice,
                   const std::string& poll = "default") {
    const auto hex = uuid_of(uid);
    const auto dashed = hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) +
                        '-' + hex.substr(20);
    return id_of(redis.ask("XADD votes:0 * uid " + dashed + " poll " + poll + " voter " + voter + " choice " + choice));
  }

  // Puts a letter there by hand.
  std::string bury(const std::string& stream, const std::string& entry, const std::string& fields) {
    return id_of(redis.ask("XADD votes:dead * stream " + stream + " entry " + entry + " reason because " + fields));
  }

  static std::string id_of(const std::string& answer) {
    const auto begin = answer.find('\n') + 1;
    return answer.substr(begin, answer.find('\r', begin) - begin);
  }

  bool ledger_has(int ballots) {
    return eventually([&] { return db.value("SELECT count(*) FROM ledger") == std::to_string(ballots); });
  }
  bool dead_letters_are(int letters) {
    return eventually([&] { return redis.ask("XLEN votes:dead") == ":" + std::to_string(letters) + "\r\n"; });
  }

  redis_server redis;
  temp_directory directory{"scrutin-commands"};
};

TEST_F(Commands, QueueTellsWhatWaits) {
  EXPECT_EQ(run({"queue"}).said, "0 votes wait\n");
  cast(1, "u", "a");
  cast(2, "v", "b");
  auto done = run({"queue"});
  EXPECT_EQ(done.status, 0);
  EXPECT_EQ(done.said, "votes:0  2 wait, 0 are kept\n2 votes wait\n");
  {
    service worker{"worker", settings()};
    ASSERT_TRUE(ledger_has(2)) << worker.process().log_tail();
    EXPECT_TRUE(eventually([&] { return run({"queue"}).said == "votes:0  0 wait, 2 are kept\n0 votes wait\n"; }));
    cast(3, "w", "a");
    ASSERT_TRUE(ledger_has(3)) << worker.process().log_tail();
    worker.process().signal(SIGTERM);
    ASSERT_TRUE(worker.process().wait(std::chrono::seconds{10}));
  }
  EXPECT_EQ(run({"queue"}).said, "votes:0  0 wait, 3 are kept\n0 votes wait\n") << "told at the end";
  cast(4, "w", "b");
  EXPECT_EQ(run({"queue"}).said, "votes:0  1 wait, 3 are kept\n1 votes wait\n");
}

TEST_F(Commands, AuditTellsWhatDiffersAndRepairsIt) {
  service worker{"worker", settings()};
  cast(1, "u", "a");
  cast(2, "v", "b");
  cast(3, "u", "b");
  ASSERT_TRUE(ledger_has(3)) << worker.process().log_tail();
  auto done = run({"audit"});
  EXPECT_EQ(done.status, 0);
  EXPECT_EQ(done.said, "3 ballots, 2 votes, 1 tallies agree\n");

  db.exec("SET session_replication_role = replica");  // else it is a vote by the original sample's worker
  db.exec("UPDATE votes SET vote = 'a' WHERE id = 'u'");
  db.exec("SET session_replication_role = origin");
  db.exec("UPDATE tallies SET n = n + 3 WHERE choice = 'b'");
  const std::string differences =
      R"(vote of "u" in poll "default": "a" by ballot 00000000-0000-0000-0000-000000000003, )"
      R"(the ledger has "b" by ballot 00000000-0000-0000-0000-000000000003)"
      "\n"
      R"(tally of "b" in poll "default": 5, the ledger makes 2)"
      "\n";
  done = run({"audit"});
  EXPECT_EQ(done.status, 1);
  EXPECT_EQ(done.said, differences);
  EXPECT_EQ(run({"audit"}).status, 1) << "an audit alone changes nothing";
  done = run({"audit", "--repair"});
  EXPECT_EQ(done.status, 0);
  EXPECT_EQ(done.said, differences + "repaired 1 votes, 1 tallies, 0 turnouts, 0 points in time\n");
  EXPECT_EQ(run({"audit"}).status, 0);

  cast(4, "w", "b");
  EXPECT_TRUE(ledger_has(4)) << worker.process().log_tail();
  EXPECT_EQ(run({"audit"}).said, "4 ballots, 3 votes, 1 tallies agree\n");
}

TEST_F(Commands, AuditPrintsTheFirstHundredDifferences) {
  db.exec(
      "INSERT INTO ledger SELECT md5(i::text)::uuid, now(), i, 0, 'p', 'v' || i, 'a' FROM generate_series(1, 250) AS "
      "i");
  const auto done = run({"audit"});
  EXPECT_EQ(done.status, 1);
  EXPECT_EQ(std::ranges::count(done.said, '\n'), 101);
  EXPECT_THAT(done.said, AllOf(HasSubstr("vote of \"v1\" in poll \"p\": none, the ledger has \"a\" by ballot "),
                               EndsWith("and 155 more\n")));
}

TEST_F(Commands, SayInOneLineWhyTheyCannotDoTheirWork) {
  const auto fails = [&](service::variables with, const std::vector<std::string>& arguments) {
    const auto done = run_worker(with, arguments);
    EXPECT_EQ(done.status, 2) << done.said;
    EXPECT_EQ(std::ranges::count(done.said, '\n'), 1) << done.said;
    EXPECT_THAT(done.said, StartsWith("worker: "));
    return done.said;
  };
  const auto nowhere = std::to_string(free_port());
  auto with = settings();
  with.emplace_back("SCRUTIN_POSTGRES_URL", "postgresql://postgres@127.0.0.1:" + nowhere + "/x");
  EXPECT_THAT(fails(with, {"audit"}), HasSubstr("PostgreSQL at 127.0.0.1:" + nowhere + "/x: "));
  with = settings();
  with.emplace_back("SCRUTIN_POSTGRES_URL", postgres_server::shared().create_database());
  EXPECT_THAT(fails(with, {"audit"}), HasSubstr("it has no tables of ours: start a worker on it first"));
  with = settings();
  with.emplace_back("SCRUTIN_REDIS_URL", "redis://127.0.0.1:" + nowhere);
  EXPECT_THAT(fails(with, {"dead-letters", "list"}), HasSubstr("Redis at 127.0.0.1:" + nowhere + ": "));

  db.exec("INSERT INTO scrutin_schema (version) VALUES (999)");
  EXPECT_THAT(fails(settings(), {"audit", "--repair"}), HasSubstr("version 999"));
  redis.ask("CONFIG SET requirepass secret");
  EXPECT_THAT(fails(settings(), {"dead-letters", "list"}), HasSubstr("NOAUTH"));
  with = settings();
  with.emplace_back("SCRUTIN_REDIS_PASSWORD", "wrong");
  EXPECT_THAT(fails(with, {"dead-letters", "list"}), AllOf(HasSubstr("Redis at "), Not(HasSubstr("\"wrong\""))));

  EXPECT_THAT(fails(settings(), {"dead-letters"}), HasSubstr("list, retry, drop"));
  EXPECT_THAT(fails(settings(), {"audit", "--repiar"}), HasSubstr("did you mean \"--repair\"?"));
}

TEST_F(Commands, ListDeadLettersForPeopleAndForMachines) {
  EXPECT_EQ(run({"dead-letters", "list"}).said, "there are no dead letters\n");
  EXPECT_EQ(run({"dead-letters", "list", "--json"}).said, "");
  redis.ask(
      "XADD votes:dead 1700000000123-4 stream votes:1 entry 1699999999999-0 reason because reason own name "
      "\"\\xff\\x1b\"");
  EXPECT_EQ(run({"dead-letters", "list"}).said,
            "ID                 TIME                      CAME FROM                  REASON AND FIELDS\n"
            "1700000000123-4    2023-11-14T22:13:20.123Z  votes:1 1699999999999-0    because  reason=own "
            "name=\\xff\\x1b\n");
  EXPECT_EQ(run({"dead-letters", "list", "--json"}).said,
            R"({"id":"1700000000123-4","time":"2023-11-14T22:13:20.123Z","stream":"votes:1","entry":"1699999999999-0",)"
            R"("reason":"because","fields":[["reason","own"],["name",{"hex":"ff1b"}]]})"
            "\n");
}

TEST_F(Commands, ReadLongListsPageByPage) {
  std::string all;
  for (int i = 0; i < 450; ++i) all += bury("votes:0", "5-" + std::to_string(i), "f " + std::to_string(i)) + '\n';
  std::istringstream lines{run({"dead-letters", "list", "--json"}).said};
  std::string ids;
  for (std::string line; std::getline(lines, line);) {
    ids += std::string(boost::json::parse(line).at("id").as_string()) + '\n';
  }
  EXPECT_EQ(ids, all);
  const auto done = run({"dead-letters", "drop", "--all"});
  EXPECT_EQ(done.status, 0);
  EXPECT_THAT(done.said, EndsWith("\n450 done, 0 not\n"));
  EXPECT_TRUE(dead_letters_are(0));
}

TEST_F(Commands, DropDeadLettersByTheirIds) {
  const auto first = bury("votes:0", "5-0", "f v");
  const auto second = bury("votes:0", "5-1", "f v");
  auto done = run({"dead-letters", "drop", first, "12-34"});
  EXPECT_EQ(done.status, 1);
  EXPECT_EQ(done.said, first + "  dropped\n12-34  there is no such letter\n1 done, 1 not\n");
  for (const auto& wrong : std::vector<std::vector<std::string>>{{}, {second, "--all"}, {second, "12"}, {"x-1"}}) {
    std::vector<std::string> words{"dead-letters", "drop"};
    words.insert(words.end(), wrong.begin(), wrong.end());
    const auto refused = run(words);
    EXPECT_EQ(refused.status, 2);
    EXPECT_THAT(refused.said, ContainsRegex("by their ids|no letter's id"));
  }
  EXPECT_TRUE(dead_letters_are(1)) << "a command that is wrong in part does nothing";
}

TEST_F(Commands, KeepTheLettersThatCannotBeRetriedAndSayWhy) {
  const std::string uid = "uid 00000000-0000-0000-0000-000000000001 ";
  const std::vector<std::pair<std::string, std::string>> letters{
      {bury("votes", "-", "json {}"), "stays: it comes from the original sample's list, and cannot be retried"},
      {bury("votes:0", "5-0", "hello world"), "stays: its field \"uid\" is missing, over-long or not plain text"},
      {bury("votes:0", "5-0", uid + "poll default voter v choice z"), "stays: poll \"default\" has no option \"z\""},
      {bury("votes:x", "5-0", uid + "poll default voter v choice a"),
       "stays: it does not say which stream it comes from"},
      {id_of(redis.ask("XADD votes:dead * hello world")), "stays: it does not say which stream it comes from"},
  };
  const auto good = bury("votes:0", "5-0", uid + "poll default voter v choice a");
  const auto done = run({"dead-letters", "retry", "--all"});
  EXPECT_EQ(done.status, 1);
  std::string expected;
  for (const auto& [id, why] : letters) expected += id + "  " + why + '\n';
  EXPECT_EQ(done.said, expected + good + "  applied\n1 done, 5 not\n");
  EXPECT_TRUE(dead_letters_are(5));
  EXPECT_EQ(tallies(), "default,a,1");
}

// The command was killed between its commit and its XDEL.
TEST_F(Commands, RetryALetterThatTheLedgerHasWithoutCountingItAgain) {
  const std::string fields = "uid 00000000-0000-0000-0000-000000000001 poll default voter v choice a";
  bury("votes:0", "5-0", fields);
  bury("votes:0", "5-0", fields);
  const auto done = run({"dead-letters", "retry", "--all"});
  EXPECT_EQ(done.status, 0);
  EXPECT_THAT(done.said, AllOf(HasSubstr("  applied\n"), HasSubstr("  was in the ledger already\n")));
  EXPECT_EQ(tallies(), "default,a,1");
  EXPECT_TRUE(dead_letters_are(0));
}

TEST_F(Commands, RetryALetterWhoseTimeIsImpossible) {
  bury("votes:0", "9300000000000000-5", "uid 00000000-0000-0000-0000-000000000001 poll default voter v choice a");
  bury("votes:0", "18446744073709551615-1", "uid 00000000-0000-0000-0000-000000000002 poll default voter w choice a");
  const auto done = run({"dead-letters", "retry", "--all"});
  EXPECT_EQ(done.status, 0) << done.said;
  EXPECT_EQ(tallies(), "default,a,2");
  EXPECT_EQ(db.value("SELECT count(*) FROM ledger WHERE cast_at BETWEEN now() - interval '1 minute' AND now()"), "2");
  EXPECT_EQ(wrong(), "");
}

// Where the last id of all is taken, there is none behind it to go on from.
TEST_F(Commands, ListDeadLettersUpToTheLastId) {
  redis.ask("XADD votes:dead 18446744073709551615-18446744073709551615 stream votes:0 entry 1-0 reason because f v");
  const auto done = run({"dead-letters", "list", "--json"});
  EXPECT_EQ(std::ranges::count(done.said, '\n'), 1) << done.said;
}

TEST_F(Commands, RetryBringsInTheVotesOfAPollThatTheSettingsLackedAndKeepsLaterVotesLast) {
  const auto file = [&](const std::string& name, const std::string& options) {
    std::ofstream{directory.path() / name} << "[[poll]]\nid = \"lunch\"\nquestion = \"?\"\noptions = [" << options
                                           << "]\n";
    return (directory.path() / name).string();
  };
  const auto before = file("before.toml", R"({ id = "a", label = "A" }, { id = "b", label = "B" })");
  const auto after =
      file("after.toml", R"({ id = "a", label = "A" }, { id = "b", label = "B" }, { id = "c", label = "C" })");
  {
    service worker{"worker", settings(before)};
    ASSERT_TRUE(worker.becomes_ready());
    cast(1, "u", "c", "lunch");
    cast(2, "v", "c", "lunch");
    std::this_thread::sleep_for(std::chrono::milliseconds{3});  // entries are told apart by their milliseconds
    cast(3, "u", "a", "lunch");
    cast(4, "w", "c", "dinner");
    ASSERT_TRUE(dead_letters_are(3)) << worker.process().log_tail();
    ASSERT_TRUE(ledger_has(1));
    EXPECT_TRUE(eventually([&] {
      return ask(worker.admin(), "GET", "/metrics").body.find("\nscrutin_dead_letters_waiting 3\n") !=
             std::string::npos;
    }));
    const auto refused = run_worker(settings(before), {"dead-letters", "retry", "--all"});
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.said, HasSubstr("poll \"lunch\" has no option \"c\""));
  }
  service worker{"worker", settings(after)};
  cast(5, "x", "c", "lunch");
  ASSERT_TRUE(ledger_has(2)) << worker.process().log_tail();
  const auto done = run_worker(settings(after), {"dead-letters", "retry", "--all"});
  EXPECT_EQ(done.status, 1);
  EXPECT_THAT(done.said,
              AllOf(HasSubstr("  in the ledger; another vote of the voter stands\n"), HasSubstr("  applied\n"),
                    HasSubstr("  stays: no poll \"dinner\" was ever offered\n"), EndsWith("2 done, 1 not\n")));
  EXPECT_EQ(db.table("SELECT id, vote FROM votes ORDER BY id"), "u,a\nv,c\nx,c");
  cast(6, "v", "b", "lunch");
  ASSERT_TRUE(ledger_has(5)) << worker.process().log_tail();
  EXPECT_EQ(tallies(), "lunch,a,1\nlunch,b,1\nlunch,c,1");
  EXPECT_EQ(run_worker(settings(after), {"audit"}).said, "5 ballots, 3 votes, 3 tallies agree\n");
}

}  // namespace
}  // namespace scrutin::test
