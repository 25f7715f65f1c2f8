// The whole way from a stream into PostgreSQL, with real servers.
#include "actors/sync/sync.hpp"

#include <prometheus/registry.h>
#include <spdlog/sinks/ostream_sink.h>
#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <pqxx/pqxx>
#include <sstream>

#include "actors/postgres/postgres_connection.hpp"
#include "actors/postgres/postgres_session.hpp"
#include "actors/redis/redis_connection.hpp"
#include "actors/runtime/child_list.hpp"
#include "actors/runtime/supervisor.hpp"
#include "actors/schema/schema.hpp"
#include "actors/schema/tallies.hpp"
#include "tests/actors/loop_fixture.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_client.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

class Sync : public LoopTest {
protected:
  ~Sync() override {
    for (auto& worker : workers) caf::anon_send(worker, drain_atom::value);
    run_until([this] { return ended == workers.size(); });
    workers.clear();
    caf::anon_send_exit(watcher, caf::exit_reason::user_shutdown);
    watcher = nullptr;
  }

  /// One partition of one worker, as worker/service.cpp builds it.
  supervisor_actor work(const std::string& holder, std::chrono::milliseconds lease = 5000ms,
                        unsigned partitions = most_partitions, std::chrono::milliseconds keep = 60s) {
    config::redis redis_settings;
    redis_settings.url = redis.url();
    config::worker settings;
    settings.lease = lease;
    settings.batch = 100;
    settings.keep = keep;
    config::postgres postgres_settings;
    postgres_settings.url = url;
    postgres_options options{postgres_settings, "test",
                             [](postgres_session& session) { actors::install_schema(session.connection); }};
    child_list children;
    const auto at_redis = children.add(child<redis_connection_actor>{
        .name = "redis_connection",
        .start = [this, redis_settings](auto& parent) { return home.spawn<redis_connection>(redis_settings, parent); },
        .rises = rising::announced,
        .limit = no_limit,
        .wait = {5ms, 50ms},
    });
    const auto at_postgres = children.add(child<postgres_connection_actor>{
        .name = "postgres_connection",
        .start = [this, options](
                     auto& parent) { return system.spawn<postgres_connection, caf::detached>(options, parent, log); },
        .rises = rising::announced,
        .limit = no_limit,
        .wait = {5ms, 50ms},
    });
    children
        .add(child<sync_actor>{
            .name = "sync",
            .start = [this, holder, settings, partitions](
                         auto&) { return home.spawn<sync>(0U, holder, settings, metrics, board, watcher, partitions); },
            .ends = ending::drain,
        })
        .asks(at_redis)
        .asks(at_postgres);
    auto started = home.spawn<supervisor>(holder, children.take(), health_actor{});
    started->attach_functor([this](const caf::error&) { ++ended; });
    workers.push_back(started);
    return started;
  }

  std::string vote(const std::string& voter, const std::string& choice, const uid& id = uid::make()) {
    return redis.ask("XADD votes:0 * uid " + id.to_string() + " poll default voter " + voter + " choice " + choice);
  }

  void publish(const std::string& digest, const offer& terms) {
    std::string quoted;
    for (const char c : terms.to_string()) quoted += (c == '"' ? "\\\"" : std::string(1, c));
    ASSERT_EQ(redis.ask("HSET scrutin:offers " + digest + " \"" + quoted + "\"").front(), ':');
  }

  /// As a vote process does that has these terms.
  std::string vote_under(const offer& terms, const std::string& voter, const std::string& choice) {
    publish(terms.digest(), terms);
    return redis.ask("XADD votes:0 * uid " + uid::make().to_string() + " poll " + terms.poll + " voter " + voter +
                     " choice " + choice + " offer " + terms.digest());
  }

  std::int64_t number(const std::string& sql) {
    pqxx::connection connection{url};
    pqxx::nontransaction transaction{connection};
    const auto found = transaction.exec(sql);
    return found.empty() || found[0][0].is_null() ? -1 : found[0][0].as<std::int64_t>();
  }

  bool becomes(const std::string& sql, std::int64_t wanted) {
    auto next = clock::now();
    return run_until(
        [&] {
          if (clock::now() < next) return false;
          next = clock::now() + 10ms;
          try {
            return number(sql) == wanted;
          } catch (const pqxx::failure&) {
            return false;  // the server is away, or the schema not there yet
          }
        },
        20s);
  }

  bool first_ends() {
    caf::anon_send(workers[0], drain_atom::value);
    return run_until([this] { return ended == 1; });
  }

  /// Whether the last entry of the stream is the one up to which all is applied, or there is none.
  bool all_is_applied() {
    test::redis_client client{redis};
    return run_until([&] {
      const auto last = client.ask({"XREVRANGE", "votes:0", "+", "-", "COUNT", "1"});
      if (last.items().empty()) return true;
      try {
        return text("SELECT coalesce(max(entry), '') FROM partitions WHERE p = 0") == last.items()[0].items()[0].text();
      } catch (const pqxx::failure&) {
        return false;  // the schema is not there yet
      }
    });
  }

  std::string text(const std::string& sql) {
    pqxx::connection connection{url};
    return pqxx::nontransaction{connection}.exec(sql)[0][0].c_str();
  }

  // Runs it in the database.
  void change(const std::string& sql) { number(sql + "; SELECT 1"); }

  /// From now on PostgreSQL answers each batch that brings a ballot of `voter`, or any voter, with that error.
  void refuse(const std::string& sqlstate, const std::string& voter = "%") {
    change("CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.voter LIKE '" +
           voter + "' THEN RAISE EXCEPTION 'no to %', NEW.voter USING ERRCODE = '" + sqlstate +
           "'; END IF; RETURN NEW; END $$;"
           "DROP TRIGGER IF EXISTS refuse ON ledger;"
           "CREATE TRIGGER refuse BEFORE INSERT ON ledger FOR EACH ROW EXECUTE PROCEDURE refuse()");
  }
  void refuse_no_more() { change("DROP TRIGGER refuse ON ledger"); }

  bool told(condition::level level) {
    return run_until([&] { return !conditions.empty() && conditions.back().is == level; });
  }

  // In the place of the process' health.
  class listener final : public pinned<health_actor::base> {
  public:
    listener(caf::actor_config& config, loop& home, std::vector<condition>* into) : pinned(config, home), into_(into) {}
    behavior_type make_behavior() override {
      return {[this](const condition& told) { into_->push_back(told); }, [](drain_atom) {},
              [](ready_atom) { return readiness{}; }};
    }

  private:
    std::vector<condition>* into_;
  };

  std::vector<condition> conditions;
  health_actor watcher = home.spawn<listener>(&conditions);
  test::redis_server redis;
  std::string url = test::postgres_server::shared().create_database();
  prometheus::Registry registry;
  std::shared_ptr<sync_metrics> metrics = std::make_shared<sync_metrics>(registry, 0);
  std::shared_ptr<poll_board> board = std::make_shared<poll_board>(config::poll_list{config::default_poll()});
  std::vector<supervisor_actor> workers;
  std::atomic<std::size_t> ended = 0;
};

// Its log and the notification name the trace, and nothing of the voter and the choice.
TEST_F(Sync, TellsTheTraceOfAVoteOnceItCounts) {
  std::ostringstream said;
  log->sinks().push_back(std::make_shared<spdlog::sinks::ostream_sink_mt>(said));
  config::postgres settings;
  settings.url = url;
  postgres_session listener{make_conninfo(settings, "test", session_use::listens).value()};
  listener.listen(sql::traces_channel);
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const std::string other = "aaf92f3577b34da6a3ce929d0e0e4736";
  for (const auto& [voter, of] : {std::pair{"v1", trace + "-01"}, std::pair{"v2", other + "-00"}}) {
    redis.ask("XADD votes:0 * uid " + uid::make().to_string() + " poll default voter " + voter + " choice b trace " +
              of);
  }
  vote("v3", "a");
  work("w");
  ASSERT_TRUE(all_is_applied());
  std::vector<std::string> heard;
  EXPECT_TRUE(run_until([&] { return !(heard = listener.take_notifications()).empty(); }));
  EXPECT_EQ(heard, (std::vector<std::string>{"traces " + trace + "-01"}));
  EXPECT_NE(said.str().find("has counted a vote in the poll default, trace=" + trace), std::string::npos) << said.str();
  EXPECT_EQ(said.str().find(other), std::string::npos) << said.str();
}

TEST_F(Sync, MovesVotesAndCountsTheLastOfEachVoter) {
  for (int i = 0; i < 250; ++i) vote("v" + std::to_string(i), "a");
  work("one");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 250));
  vote("v0", "b");
  vote("v1", "b");
  vote("v1", "a");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 253));
  EXPECT_EQ(number("SELECT sum(n) FROM tallies WHERE choice = 'a'"), 249);
  EXPECT_EQ(number("SELECT sum(n) FROM tallies WHERE choice = 'b'"), 1);
  EXPECT_EQ(number("SELECT count(id) FROM votes WHERE vote = 'a'"), 249);
  EXPECT_TRUE(all_is_applied());
}

TEST_F(Sync, TellsHowLongAVoteWaited) {
  const auto now =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch() - 40s)
          .count();
  redis.ask("XADD votes:0 " + std::to_string(now) + "-0 uid " + uid::make().to_string() +
            " poll default voter v choice a");
  vote("w", "a");
  work("one");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 2));
  const auto told = [this] { return metrics->lag_seconds->Collect().histogram; };
  EXPECT_TRUE(run_until([&] { return told().sample_count == 1; }));
  EXPECT_GE(told().sample_sum, 40);
  EXPECT_LT(told().sample_sum, 100);
}

TEST_F(Sync, AppliesWhatAnEarlierReaderLeftPendingOnceAndInOrder) {
  redis.ask("XGROUP CREATE votes:0 worker 0 MKSTREAM");
  const auto id = uid::make();
  vote("v", "a", id);
  vote("v", "b");
  redis.ask("XREADGROUP GROUP worker 0 COUNT 1 STREAMS votes:0 >");
  vote("v", "a", id);  // the same ballot again, as a client's retry would bring it: it must not come last
  work("one");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 2));
  EXPECT_TRUE(all_is_applied());
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE vote = 'b'"), 1);
  EXPECT_EQ(number("SELECT sum(n) FROM tallies"), 1);
  EXPECT_TRUE(run_until([this] { return redis.ask("XPENDING votes:0 worker").starts_with("*4\r\n:0\r\n"); }));
}

TEST_F(Sync, KeepsVotesInRedisForAWhileAndThenTheLastOneAlone) {
  work("one", 5000ms, most_partitions, 4000ms);
  ASSERT_TRUE(becomes("SELECT token FROM partitions WHERE p = 0", 1));
  const auto begun = clock::now();
  for (int i = 0; i < 10; ++i) vote("v" + std::to_string(i), "a");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 10));
  EXPECT_EQ(redis.ask("XLEN votes:0"), ":10\r\n");
  ASSERT_TRUE(run_until([this] { return redis.ask("XLEN votes:0") == ":1\r\n"; }));
  EXPECT_GE(clock::now() - begun, 4000ms);
  EXPECT_TRUE(all_is_applied());
  EXPECT_TRUE(run_until([this] { return metrics->trimmed->Value() == 9; }));
  EXPECT_TRUE(run_until([this] { return metrics->waiting->Value() == 0; }));
}

TEST_F(Sync, TellsHowManyVotesWait) {
  work("one");
  vote("v", "a");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  EXPECT_TRUE(run_until([this] { return metrics->waiting->Value() == 0; }));
  pqxx::connection connection{url};
  {
    pqxx::work locking{connection};
    locking.exec("LOCK TABLE ledger IN EXCLUSIVE MODE");
    for (int i = 0; i < 7; ++i) vote("v" + std::to_string(i), "a");
    EXPECT_TRUE(run_until([this] { return metrics->waiting->Value() == 7; }));
  }
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 8));
  EXPECT_TRUE(run_until([this] { return metrics->waiting->Value() == 0; }));
}

// As ids go, the votes that come then are older than what was applied.
TEST_F(Sync, ReadsAStreamFromItsBeginningThatIsNotTheOneItRead) {
  work("one");
  vote("v", "a");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  redis.ask("FLUSHALL");
  redis.ask("XADD votes:0 5-0 uid " + uid::make().to_string() + " poll default voter v choice b");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 2)) << "while it runs";
  EXPECT_EQ(metrics->rewinds->Value(), 1);
  ASSERT_TRUE(first_ends());
  redis.ask("FLUSHALL");
  redis.ask("XADD votes:0 4-0 uid " + uid::make().to_string() + " poll default voter v choice a");
  redis.ask("XADD votes:0 5-0 uid " + uid::make().to_string() + " poll default voter v choice b");
  work("two");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 4)) << "when it begins, though there is an entry of that id";
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE vote = 'b'"), 1);
  EXPECT_EQ(metrics->rewinds->Value(), 2);
}

TEST_F(Sync, BeginsWhereTheLastHolderEnded) {
  work("one");
  for (int i = 0; i < 10; ++i) vote("v" + std::to_string(i), "a");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 10));
  ASSERT_TRUE(first_ends());
  vote("w", "a");
  metrics->waiting->Set(-1);
  work("two");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 11));
  EXPECT_TRUE(run_until([this] { return metrics->waiting->Value() == 0; })) << "what is kept does not wait";
  EXPECT_EQ(metrics->repeated->Value(), 0);
  EXPECT_EQ(metrics->rewinds->Value(), 0);
}

// A standby takes over that lacks the last moments, or a backup is restored.
TEST_F(Sync, AppliesAnewWhatAPostgresThatComesBackHasLost) {
  work("one");
  for (int i = 0; i < 20; ++i) vote("v" + std::to_string(i), "a");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 20));
  ASSERT_TRUE(first_ends());
  const auto name = text("SELECT current_database()");
  const auto server = test::postgres_server::shared().create_database();
  const auto at_server = [&server](const std::string& sql) {
    pqxx::connection connection{server};
    pqxx::nontransaction{connection}.exec(sql);
  };
  at_server("CREATE DATABASE " + name + "_before TEMPLATE " + name);
  work("two");
  for (int i = 10; i < 30; ++i) vote("v" + std::to_string(i), "b");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 40));
  at_server("UPDATE pg_database SET datallowconn = false WHERE datname = '" + name + "'");
  at_server("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
  ASSERT_TRUE(run_until([&] {
    try {
      at_server("ALTER DATABASE " + name + " RENAME TO " + name + "_lost");
      return true;
    } catch (const pqxx::failure&) {
      return false;  // the connections are ending
    }
  }));
  at_server("ALTER DATABASE " + name + "_before RENAME TO " + name);
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 40));
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE vote = 'a'"), 10);
  EXPECT_EQ(number("SELECT sum(n) FROM tallies WHERE choice = 'b'"), 20);
  EXPECT_EQ(metrics->rewinds->Value(), 0) << "its mark was still there";
}

TEST_F(Sync, MovesWhatIsNoVoteToTheDeadLettersAndGoesOn) {
  redis.ask("XADD votes:0 * hello world");
  vote("v", "a");
  work("one");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  EXPECT_TRUE(run_until([this] { return redis.ask("XLEN votes:dead") == ":1\r\n"; }));
  EXPECT_TRUE(all_is_applied());
}

TEST_F(Sync, MovesADeadLetterWithItsReasonAndFieldsOnce) {
  const auto sent = redis.ask("XADD votes:0 * hello world");
  work("one");
  ASSERT_TRUE(run_until([this] { return redis.ask("XLEN votes:dead") == ":1\r\n"; }));
  const auto letter = redis.ask("XRANGE votes:dead - +");
  for (const auto* word : {"stream", "votes:0", "reason", "uid", "hello", "world"}) {
    EXPECT_NE(letter.find(word), std::string::npos) << word;
  }
  const auto entry = sent.substr(sent.find("\r\n") + 2);
  EXPECT_NE(letter.find(entry), std::string::npos);
  // A reader that comes late has nothing to move any more.
  sync_batch late;
  late.entries = {entry.substr(0, entry.size() - 2)};
  late.dead = {{late.entries[0], "late", {"hello", "world"}}};
  const auto commands = settle_commands(late, 0);
  ASSERT_EQ(commands.size(), 1U);
  EXPECT_EQ(redis.ask(commands[0].wire()), ":0\r\n");
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":1\r\n");
}

TEST_F(Sync, MovesADeadLetterOfAnyLength) {
  std::vector<std::string> words{"XADD", "votes:0", "*"};
  for (int i = 0; i < 10'000; ++i) words.insert(words.end(), {"name", "value"});
  redis.ask(redis_command{words}.wire());
  vote("v", "a");
  work("one");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  EXPECT_TRUE(all_is_applied());
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":1\r\n");
}

TEST_F(Sync, ForgetsABatchOfAnySize) {
  sync_batch batch;
  redis.ask("XGROUP CREATE votes:0 worker 0 MKSTREAM");
  for (int i = 1; i <= 12'000; ++i) {
    batch.entries.push_back(std::to_string(i) + "-0");
    if (i % 1000 == 1) redis.ask("XADD votes:0 " + batch.entries.back() + " no vote");
  }
  redis.ask("XREADGROUP GROUP worker 0 COUNT 100 STREAMS votes:0 >");
  for (const auto& command : settle_commands(batch, 0)) EXPECT_EQ(redis.ask(command.wire()).front(), ':');
  EXPECT_EQ(redis.ask("XLEN votes:0"), ":0\r\n");
  EXPECT_EQ(redis.ask("XPENDING votes:0 worker").substr(0, 8), "*4\r\n:0\r\n");
}

TEST_F(Sync, LetsTheFirstVoteStandInAPollThatIsFinal) {
  auto poll = config::default_poll();
  poll.change = false;
  board->replace({poll});
  vote("v", "a");
  vote("v", "b");
  work("one");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 2));
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE vote = 'a'"), 1);
  board->replace({config::default_poll()});
  vote("v", "b");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 3));
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE vote = 'b'"), 1);
}

TEST_F(Sync, FollowsThePollsOfTheBoard) {
  work("one");
  vote("u", "a");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  auto poll = config::default_poll();
  poll.options.push_back({"c", {}});
  board->replace({poll});
  vote("v", "c");
  vote("w", "a,c");
  EXPECT_TRUE(becomes("SELECT sum(n) FROM tallies WHERE choice = 'c'", 2));
  EXPECT_EQ(number("SELECT sum(n) FROM tallies WHERE choice = 'a'"), 2);
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":0\r\n");
}

// The operator takes an option and a poll away while votes for them wait; workers and servers start anew meanwhile.
TEST_F(Sync, CountsVotesForWhatWasOfferedOnce) {
  auto more = config::default_poll();
  more.options.push_back({"c", {}});
  board->replace({more, {.id = "lunch", .question = {}, .options = {{"soup", {}}, {"rice", {}}}}});
  work("one");
  ASSERT_TRUE(becomes("SELECT count(*) FROM offered", 5));
  board->replace({config::default_poll()});
  vote("u", "c");
  redis.ask("XADD votes:0 * uid " + uid::make().to_string() + " poll lunch voter u choice soup,rice");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 2));
  ASSERT_TRUE(first_ends());
  vote("v", "c");
  work("two");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 3));
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":0\r\n");
}

// The vote process was started or told of a poll first, whatever this worker's settings say.
TEST_F(Sync, CountsVotesForWhatOnlyRedisTellsOf) {
  work("one");
  vote("u", "a");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  const offer lunch{"lunch", {"soup", "rice"}, true};
  for (const auto* choice : {"soup", "rice"}) vote_under(lunch, "u", choice);
  vote_under(lunch, "v", "rice,soup");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger WHERE poll = 'lunch'", 3));
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE poll = 'lunch' AND id = 'u' AND vote = 'soup'"), 1)
      << "the first vote stands";
  EXPECT_EQ(number("SELECT sum(n) FROM tallies WHERE poll = 'lunch'"), 3);
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":0\r\n");
}

// Cast while no worker ran; by the time that one does, its settings lack the poll, and Redis the offers.
TEST_F(Sync, KnowsFinalityOfAPollThatIsGone) {
  const offer once{"once", {"a", "b"}, true};
  work("one");
  vote_under(once, "u", "a");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  ASSERT_TRUE(first_ends());
  vote_under(once, "u", "b");
  vote_under(once, "v", "b");
  redis.ask("DEL scrutin:offers");
  work("two");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 3));
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE id = 'u' AND vote = 'a'"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE id = 'v' AND vote = 'b'"), 1);
}

// An offer that got lost before any worker saw it, and one that somebody forged.
TEST_F(Sync, JudgesByOptionsWhereAnOfferIsGoneOrForged) {
  work("one");
  const offer lost{"default", {"b", "a"}, false};
  vote_under(lost, "u", "a");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  const offer never{"default", {"z"}, false};
  publish("00000000000000aa", never);
  const auto forged = [this](const std::string& choice) {
    redis.ask("XADD votes:0 * uid " + uid::make().to_string() + " poll default voter w choice " + choice +
              " offer 00000000000000aa");
  };
  forged("z");
  forged("b");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 2));
  EXPECT_TRUE(run_until([this] { return redis.ask("XLEN votes:dead") == ":1\r\n"; }));
}

// Its settings were loaded again before this one's were.
TEST_F(Sync, AsksWhetherAnotherWorkerOfferedWhatItDoesNotKnow) {
  work("one");
  ASSERT_TRUE(becomes("SELECT count(*) FROM offered", 2));
  number("SELECT count(*) FROM offer_polls('{x}', '{default}', '{c}', '{f}', '{f}')");
  vote("u", "c");
  vote("v", "d");
  EXPECT_TRUE(becomes("SELECT count(*) FROM votes WHERE vote = 'c'", 1));
  EXPECT_TRUE(run_until([this] { return redis.ask("XLEN votes:dead") == ":1\r\n"; }));
  EXPECT_TRUE(all_is_applied());
}

// Without the table nobody knows what was offered before.
TEST_F(Sync, LetsVotesWaitWhileItCannotReadWhatWasOffered) {
  work("one");
  ASSERT_TRUE(becomes("SELECT count(*) FROM offered", 2));
  number("ALTER TABLE offered RENAME TO hidden; SELECT 1");
  vote("u", "d");
  vote("v", "a");
  ASSERT_TRUE(becomes("SELECT (token > 2)::int FROM partitions WHERE p = 0", 1)) << "it begins again and again";
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":0\r\n");
  EXPECT_EQ(redis.ask("XLEN votes:0"), ":2\r\n");
  number("ALTER TABLE hidden RENAME TO offered; INSERT INTO offered VALUES ('default', 'd'); SELECT 1");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 2));
}

TEST_F(Sync, EmptiesAFullRedis) {
  redis.ask("XGROUP CREATE votes:0 worker 0 MKSTREAM");
  redis.ask("XADD votes:0 * hello world");
  vote("v", "a");
  redis.ask("CONFIG SET maxmemory 1");
  ASSERT_TRUE(vote("w", "a").starts_with("-OOM"));
  work("one");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  EXPECT_TRUE(run_until([this] { return redis.ask("XLEN votes:0") == ":1\r\n"; })) << "the mark alone";
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":1\r\n");
}

// Redis' ids only go up: once one is impossible, so is the time of every honest vote behind it.
TEST_F(Sync, CountsVotesWhoseTimeIsImpossible) {
  vote("u", "a");
  redis.ask("XADD votes:0 9300000000000000-0 uid " + uid::make().to_string() + " poll default voter v choice a");
  ASSERT_NE(vote("w", "a").find("9300000000000000-1"), std::string::npos);
  const http::hmac_sha256 key{"key"};
  vote("x", "a", uid::derived(key, "x", "default", "k"));  // has no time of its own
  work("one");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 4));
  redis.ask("XADD votes:0 18446744073709551615-0 uid " + uid::make().to_string() + " poll default voter v choice b");
  vote("w", "b");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 6));
  EXPECT_EQ(number("SELECT count(*) FROM ledger WHERE cast_at BETWEEN now() - interval '1 minute' AND now() + "
                   "interval '1 minute'"),
            6);
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE vote = 'b'"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM audited_arrivals WHERE n <> right_n"), 0);
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":0\r\n");
  EXPECT_TRUE(all_is_applied());
}

TEST_F(Sync, BuriesTheOneEntryThatPostgresCannotTakeAndGoesOnWithWholeBatches) {
  work("one");
  ASSERT_TRUE(becomes("SELECT token FROM partitions WHERE p = 0", 1));
  refuse("23514", "bad%");
  for (int i = 0; i < 250; ++i) {
    vote(i == 37 || i == 38 || i == 199 ? "bad" + std::to_string(i) : "v" + std::to_string(i % 50), i % 3 ? "a" : "b");
  }
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 247));
  EXPECT_TRUE(all_is_applied());
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":3\r\n");
  const auto letters = redis.ask("XRANGE votes:dead - +");
  for (const auto* word : {"no to bad37", "no to bad38", "no to bad199", "uid", "default", "choice"}) {
    EXPECT_NE(letters.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(letters.find("v1\r"), std::string::npos);
  // The last vote of each counts, as if nothing had been.
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE vote = CASE WHEN (200 + substr(id, 2)::int) % 3 > 0 THEN 'a' "
                   "ELSE 'b' END AND id <> 'v49'"),
            49);
  EXPECT_EQ(number("SELECT count(*) FROM wrong_votes"), 0);
  EXPECT_TRUE(std::ranges::all_of(conditions, [](const auto& one) { return one.is == condition::level::up; }));
  const auto batches = number("SELECT batches FROM partitions WHERE p = 0");
  std::vector<std::string> words{"EVAL",
                                 "for i, uid in ipairs(ARGV) do redis.call('XADD', KEYS[1], '*', 'uid', uid, 'poll', "
                                 "'default', 'voter', 'w' .. i, 'choice', 'a') end",
                                 "1", "votes:0"};
  for (int i = 0; i < 100; ++i) words.push_back(uid::make().to_string());
  redis.ask(redis_command{words}.wire());
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 347));
  EXPECT_LE(number("SELECT batches FROM partitions WHERE p = 0"), batches + 2);
}

// None of these is the fault of a vote.
TEST_F(Sync, KeepsVotesAndTellsWhileTheServerCannotTakeThem) {
  work("one");
  ASSERT_TRUE(becomes("SELECT token FROM partitions WHERE p = 0", 1));
  int votes = 0;
  for (const auto* state : {"53100", "54000", "25006", "XX000", "23505"}) {
    SCOPED_TRACE(state);
    refuse(state);
    vote("v" + std::to_string(votes++), "a");
    vote("v" + std::to_string(votes++), "b");
    ASSERT_TRUE(told(condition::level::down));
    EXPECT_EQ(conditions.back().part, "sync");
    EXPECT_EQ(conditions.back().who, "partition 0");
    EXPECT_NE(conditions.back().why.find("no to v" + std::to_string(votes - 2)), std::string::npos)
        << conditions.back().why;
    if (votes == 2) {
      const auto so_far = conditions.size();
      run_until([] { return false; }, 1500ms);
      EXPECT_EQ(conditions.size(), so_far) << "it is told once";
    }
    EXPECT_EQ(redis.ask("XLEN votes:0"), ":" + std::to_string(votes) + "\r\n");
    refuse_no_more();
    ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", votes));
    ASSERT_TRUE(told(condition::level::up));
  }
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":0\r\n");
}

TEST_F(Sync, HalvesWhatIsTooMuchAtOnceAndBuriesNothing) {
  work("one");
  ASSERT_TRUE(becomes("SELECT token FROM partitions WHERE p = 0", 1));
  change(
      "CREATE FUNCTION refuse_many() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "IF (SELECT count(*) FROM ledger WHERE xmin::text = (txid_current() % (2^32)::bigint)::text) > 7 THEN "
      "RAISE EXCEPTION 'too many' USING ERRCODE = '57014'; END IF; RETURN NULL; END $$;"
      "CREATE TRIGGER refuse_many AFTER INSERT ON ledger FOR EACH STATEMENT EXECUTE PROCEDURE refuse_many()");
  for (int i = 0; i < 100; ++i) vote("v" + std::to_string(i), "a");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 100));
  EXPECT_TRUE(all_is_applied());
  EXPECT_EQ(redis.ask("XLEN votes:dead"), ":0\r\n");
}

TEST_F(Sync, LetsStreamsOfMorePartitionsGoFirst) {
  redis.ask("XADD votes:3 * hello world");
  vote("v", "a");
  work("one", 5000ms, 2);
  run_until([] { return false; }, 3s);
  EXPECT_EQ(number("SELECT count(*) FROM partitions WHERE p >= 0"), 0);
  redis.ask("DEL votes:3");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
}

TEST_F(Sync, TakesOverAPartitionWhoseHolderIsGoneAndNotBefore) {
  work("one", 1000ms);
  ASSERT_TRUE(becomes("SELECT token FROM partitions WHERE p = 0", 1));
  work("two", 1000ms);
  vote("v", "a");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  EXPECT_EQ(number("SELECT token FROM partitions WHERE p = 0"), 1);
  caf::anon_send(workers[0], drain_atom::value);
  ASSERT_TRUE(becomes("SELECT token FROM partitions WHERE p = 0", 2));
  vote("w", "b");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 2));
}

TEST_F(Sync, StopsWhenAnotherTookItsLeaseAndWaitsForItsTurn) {
  work("one", 1000ms);
  ASSERT_TRUE(becomes("SELECT token FROM partitions WHERE p = 0", 1));
  {
    pqxx::connection connection{url};
    pqxx::nontransaction transaction{connection};
    transaction.exec(
        "UPDATE partitions SET token = 7, holder = 'thief', lease_ms = 1000, "
        "expires = clock_timestamp() + interval '1 second' WHERE p = 0");
  }
  vote("v", "a");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  EXPECT_EQ(number("SELECT token FROM partitions WHERE p = 0"), 8);
}

TEST_F(Sync, RecoversWhenRedisLosesEverything) {
  work("one");
  vote("v", "a");
  ASSERT_TRUE(becomes("SELECT count(*) FROM ledger", 1));
  redis.ask("FLUSHALL");
  vote("v", "b");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 2));
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE vote = 'b'"), 1);
}

TEST_F(Sync, LosesNothingWhenRedisIsKilled) {
  work("one");
  for (int i = 0; i < 100; ++i) vote("v" + std::to_string(i), "a");
  redis.kill();
  redis.start();
  for (int i = 50; i < 150; ++i) vote("v" + std::to_string(i), "b");
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 200));
  EXPECT_EQ(number("SELECT sum(n) FROM tallies WHERE choice = 'a'"), 50);
  EXPECT_EQ(number("SELECT sum(n) FROM tallies WHERE choice = 'b'"), 100);
}

TEST_F(Sync, LosesNothingWhenItsConnectionToPostgresIsTerminated) {
  work("one");
  ASSERT_TRUE(becomes("SELECT token FROM partitions WHERE p = 0", 1));
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 50; ++i) vote("v" + std::to_string(i), round % 2 == 0 ? "a" : "b");
    number(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'test' "
        "AND datname = current_database()");
    run_until([] { return false; }, 20ms);
  }
  EXPECT_TRUE(becomes("SELECT count(*) FROM ledger", 250));
  EXPECT_EQ(number("SELECT count(*) FROM votes WHERE vote = 'a'"), 50);
  EXPECT_EQ(number("SELECT sum(n) FROM tallies"), 50);
}

}  // namespace
}  // namespace scrutin::actors
