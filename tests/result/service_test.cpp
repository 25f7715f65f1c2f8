// All three processes from outside, with a real Redis and a real PostgreSQL.
#include "result/service.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cctype>
#include <csignal>
#include <fstream>
#include <pqxx/pqxx>
#include <thread>
#include <vector>

#include "actors/uid.hpp"
#include "config/moment.hpp"
#include "tests/result/event_source.hpp"
#include "tests/result/watcher.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::event_source;
using test::post_vote;
using test::watcher;
namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

class ResultService : public ::testing::Test {
protected:
  test::service::variables at_servers() {
    return {{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_POSTGRES_URL", database}};
  }

  /// The same with polls of the test's own, in TOML.
  test::service::variables with_polls(const std::string& polls) {
    write_polls(polls);
    auto all = at_servers();
    all.emplace_back("SCRUTIN_CONFIG", file());
    return all;
  }

  void write_polls(const std::string& polls) const {
    std::ofstream{file()} << polls;  // whole, before it is read: whoever reads it is told by a signal
  }

  std::string file() const { return (folder.path() / "polls.toml").string(); }

  static std::string poll(const std::string& id, const std::string& more = {},
                          const std::string& options = R"({id="a",label="Apples"},{id="b",label="Berries"})") {
    return "[[poll]]\nid = \"" + id + "\"\nquestion = \"Which of " + id + "?\"\noptions = [" + options + "]\n" + more +
           "\n";
  }

  void sql(const std::string& what) {
    pqxx::connection connection{database};
    pqxx::work work{connection};
    work.exec(what);
    work.commit();
  }

  /// That many votes, as a worker would have counted them.
  void count(const std::string& id, const std::string& option, int votes, int voters) {
    sql("INSERT INTO tallies (poll, choice, partition, n) VALUES ('" + id + "', '" + option + "', 0, " +
        std::to_string(votes) + "); INSERT INTO turnout (poll, partition, n) VALUES ('" + id + "', 0, " +
        std::to_string(voters) +
        "); UPDATE partitions SET batches = batches + 1 WHERE p = 0; "
        "SELECT pg_notify('scrutin_tallies', '')");
  }

  /// A ballot of the ledger. Its receipt.
  std::string apply(const std::string& id, int n = 1) {
    const auto uid = actors::uid::make().to_string();
    sql("INSERT INTO ledger (uid, cast_at, n, partition, poll, voter, choice) VALUES ('" + uid + "', now(), " +
        std::to_string(n) + ", 0, '" + id + "', 'someone', 'a')");
    return uid;
  }

  boost::json::value results(test::service& result, const std::string& id = "default") {
    const auto answer = ask(result.port(), "GET", "/api/polls/" + id + "/results");
    return answer.status == 200 ? boost::json::parse(answer.body) : boost::json::value{};
  }

  bool total_becomes(test::service& result, std::int64_t wanted) {
    return test::eventually([&] {
      const auto found = results(result);
      return found.is_object() && found.at("total").as_int64() == wanted;
    });
  }

  test::temp_directory folder{"scrutin-result"};
  test::redis_server redis;
  std::string database = test::postgres_server::shared().create_database();
};

TEST_F(ResultService, ShowsVotesToWhoeverWatchesWithAGrowingSequence) {
  test::service worker{"worker", at_servers()};
  test::service vote{"vote", at_servers()};
  ASSERT_TRUE(worker.becomes_ready() && vote.becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();

  ASSERT_TRUE(total_becomes(result, 0));
  const auto none = ask(result.port(), "GET", "/");
  EXPECT_NE(none.body.find("No votes yet"), std::string::npos);
  EXPECT_EQ(none.body.find("50.0"), std::string::npos);

  watcher screen{result.port()};
  auto seen = screen.next();
  ASSERT_TRUE(seen.is_object());
  EXPECT_EQ(seen.at("total").as_int64(), 0);
  auto sequence = seen.at("sequence").as_int64();

  const auto first = post_vote(vote.port(), "a");
  seen = screen.next_after(sequence);
  EXPECT_EQ(seen.at("total").as_int64(), 1);
  EXPECT_EQ(seen.at("options").as_array()[0].at("votes").as_int64(), 1);
  EXPECT_GT(seen.at("sequence").as_int64(), sequence);
  sequence = seen.at("sequence").as_int64();

  const auto voter = first.fields.at("set-cookie").substr(0, first.fields.at("set-cookie").find(';'));
  post_vote(vote.port(), "b", "Cookie: " + voter + "\r\n");
  seen = screen.next_after(sequence);
  EXPECT_EQ(seen.at("total").as_int64(), 1);
  EXPECT_EQ(seen.at("options").as_array()[1].at("votes").as_int64(), 1);
  EXPECT_GT(seen.at("sequence").as_int64(), sequence);

  EXPECT_NE(ask(result.port(), "GET", "/").body.find("1 vote"), std::string::npos);
  EXPECT_EQ(ask(result.port(), "GET", "/polls/default.csv").body,
            "id,label,votes,percent,total,voters\r\n\"a\",\"Cats\",0,0.0,1,1\r\n\"b\",\"Dogs\",1,100.0,1,1\r\n");
}

TEST_F(ResultService, SendsAtMostTwentySnapshotsASecond) {
  test::service worker{"worker", at_servers()};
  test::service vote{"vote", at_servers()};
  test::service result{"result", at_servers()};
  ASSERT_TRUE(worker.becomes_ready() && vote.becomes_ready() && result.becomes_ready());
  watcher screen{result.port()};
  screen.next();
  std::atomic<bool> over = false;
  const auto begun = std::chrono::steady_clock::now();
  std::jthread crowd{[&] {
    while (!over) post_vote(vote.port(), "a");
  }};
  int messages = 0;
  while (std::chrono::steady_clock::now() - begun < 2s && screen.next().is_object()) ++messages;
  over = true;
  EXPECT_GE(messages, 5);
  EXPECT_LE(messages, 44);  // two of them may be of viewers alone
}

TEST_F(ResultService, RefusesSocketsOfOtherSites) {
  test::service worker{"worker", at_servers()};
  ASSERT_TRUE(worker.becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  const watcher stranger{result.port(), "http://evil.example"};
  EXPECT_EQ(stranger.failed, websocket::error::upgrade_declined);
  const watcher own{result.port(), "http://127.0.0.1:" + std::to_string(result.port())};
  EXPECT_FALSE(own.failed) << own.failed.message();
}

TEST_F(ResultService, SaysThatItIsNotLiveWhilePostgresIsAwayAndLosesNothing) {
  test::postgres_server postgres;
  database = postgres.create_database();
  test::service worker{"worker", at_servers()};
  test::service vote{"vote", at_servers()};
  ASSERT_TRUE(worker.becomes_ready() && vote.becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  post_vote(vote.port(), "a");
  ASSERT_TRUE(total_becomes(result, 1));
  postgres.kill();
  ASSERT_TRUE(result.becomes_unready());
  EXPECT_NE(result.readiness().body.find("postgres"), std::string::npos);
  ASSERT_TRUE(test::eventually([&] { return !results(result).at("live").as_bool(); }));
  EXPECT_EQ(results(result).at("total").as_int64(), 1);
  EXPECT_EQ(post_vote(vote.port(), "b").status, 303U);
  postgres.start();
  EXPECT_TRUE(total_becomes(result, 2)) << worker.process().log_tail();
  EXPECT_TRUE(results(result).at("live").as_bool());
  EXPECT_TRUE(worker.becomes_ready());
}

TEST_F(ResultService, SaysThatItIsNotLiveWhilePostgresHangs) {
  test::postgres_server postgres;
  database = postgres.create_database();
  test::service worker{"worker", at_servers()};
  ASSERT_TRUE(worker.becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(total_becomes(result, 0)) << result.process().log_tail();
  postgres.pause();
  EXPECT_TRUE(test::eventually([&] { return !results(result).at("live").as_bool(); }));
  postgres.resume();
  EXPECT_TRUE(test::eventually([&] { return results(result).at("live").as_bool(); }));
}

TEST_F(ResultService, CountsEveryVoteOnceThroughAKillOfTheWorkerAndOfTheVoteProcess) {
  test::service::variables quick = at_servers();
  quick.emplace_back("SCRUTIN_WORKER_LEASE_MS", "1000");
  auto worker = std::make_unique<test::service>("worker", quick);
  auto vote = std::make_unique<test::service>("vote", at_servers());
  ASSERT_TRUE(worker->becomes_ready() && vote->becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  int recorded = 0;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 100; ++i) recorded += post_vote(vote->port(), i % 2 == 0 ? "a" : "b").status == 303 ? 1 : 0;
    worker->process().kill();
    worker = std::make_unique<test::service>("worker", quick);
    vote->process().kill();
    vote = std::make_unique<test::service>("vote", at_servers());
    ASSERT_TRUE(vote->becomes_ready());
  }
  EXPECT_EQ(recorded, 300);
  EXPECT_TRUE(total_becomes(result, recorded)) << worker->process().log_tail();
  ASSERT_TRUE(worker->becomes_ready()) << worker->process().log_tail();
  worker->process().signal(SIGTERM);
  EXPECT_EQ(worker->process().wait(5s), std::optional{0}) << worker->process().log_tail();
  result.process().signal(SIGTERM);
  EXPECT_EQ(result.process().wait(5s), std::optional{0}) << result.process().log_tail();
}

TEST_F(ResultService, AnswersWhatItDoesNotHaveWithAPageOrAProblem) {
  test::service worker{"worker", at_servers()};
  ASSERT_TRUE(worker.becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  EXPECT_EQ(ask(result.port(), "GET", "/nowhere").status, 404U);
  EXPECT_EQ(ask(result.port(), "GET", "/polls/none").status, 404U);
  EXPECT_EQ(ask(result.port(), "GET", "/api/polls/none/results").status, 404U);
  EXPECT_EQ(ask(result.port(), "POST", "/", "vote=a").status, 405U);
  EXPECT_EQ(ask(result.port(), "GET", "/ws?poll=default").status, 426U);
  EXPECT_EQ(ask(result.port(), "GET", "/nowhere", {}, "Accept: application/json\r\n").fields.at("content-type"),
            "application/problem+json");
}

TEST_F(ResultService, StreamsEventsAsItTellsSockets) {
  test::service worker{"worker", at_servers()};
  test::service vote{"vote", at_servers()};
  ASSERT_TRUE(worker.becomes_ready() && vote.becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  event_source events{result.port()};
  EXPECT_NE(events.head.find("200 OK"), std::string::npos) << events.head;
  EXPECT_NE(events.head.find("Content-Type: text/event-stream"), std::string::npos);
  EXPECT_EQ(events.next().at("total").as_int64(), 0);
  post_vote(vote.port(), "a");
  auto told = events.next();
  while (told.at("total").as_int64() == 0) told = events.next();  // that someone watches now is news, too
  EXPECT_EQ(told.at("total").as_int64(), 1);
  EXPECT_EQ(told.at("voters").as_int64(), 1);
  // The points come once a second, the number of viewers every 2 s: in one event or in two, in either order.
  const auto has_points = [](const boost::json::value& event) {
    const auto* line = event.as_object().if_contains("timeline");
    return line != nullptr && line->at("points").as_array().size() == 1;
  };
  bool points = has_points(told);
  while (!points || told.at("viewers").as_int64() == 0) {
    told = events.next();
    points = points || has_points(told);
  }

  // Who has seen all that is told of the next change only.
  event_source again{result.port(), "poll=default", "Last-Event-ID: " + events.id + "\r\n"};
  post_vote(vote.port(), "b");
  told = again.next();
  EXPECT_TRUE(told.at("total").as_int64() == 2 || told.at("viewers").as_int64() == 2) << told;

  const event_source stranger{result.port(), "poll=default", "Origin: http://evil.example\r\n"};
  EXPECT_NE(stranger.head.find(" 403 "), std::string::npos) << stranger.head;
  const auto head = ask(result.port(), "HEAD", "/events?poll=default");
  EXPECT_EQ(head.status, 200U);
  EXPECT_EQ(head.fields.at("content-type"), "text/event-stream");
  EXPECT_EQ(ask(result.port(), "GET", "/events?poll=none").status, 404U);

  result.process().signal(SIGTERM);
  while (told.is_object()) told = events.next();
  EXPECT_EQ(result.process().wait(5s), std::optional{0}) << result.process().log_tail();
}

// Whatever is not for a viewer is in nothing that the viewer can ask for.
TEST_F(ResultService, TellsNobodyWhatIsNotPublic) {
  const auto settings = with_polls(poll("open") + poll("hidden", "results = \"hidden\"") +
                                   poll("later", "results = \"after-close\"\ncloses = 2099-01-01T00:00:00Z") +
                                   poll("over", "results = \"after-close\"\ncloses = 2026-01-01T00:00:00Z") +
                                   poll("voters", "results = \"after-vote\""));
  test::service worker{"worker", settings};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  for (const auto* id : {"hidden", "later", "over", "voters", "open"}) count(id, "a", 770001, 770001);
  ASSERT_TRUE(test::eventually([&] { return results(result, "open").at("total").as_int64() == 770001; }));
  const auto receipt = apply("voters");
  const auto of_another = apply("open");

  // 770001, and 770 001 with whatever a language puts between.
  const auto has_figures = [](std::string_view text) {
    for (auto at = text.find("770"); at != text.npos; at = text.find("770", at + 1)) {
      if (const auto rest = text.substr(at + 3, 9); rest.find("001") <= 6) return true;
    }
    return false;
  };
  const auto check = [&](const std::string& id, const std::string& query, bool may) {
    const auto port = result.port();
    for (const auto* path :
         {"/polls/*", "/polls/*/screen", "/polls/*/embed", "/polls/*.json", "/api/polls/*/results"}) {
      auto target = std::string(path) + "?lang=en&" + query;
      target.replace(target.find('*'), 1, id);
      const auto answer = ask(port, "GET", target);
      EXPECT_EQ(answer.status, 200U) << target;
      EXPECT_EQ(has_figures(answer.body), may) << target << "\n" << answer.body;
    }
    const auto table = ask(port, "GET", "/polls/" + id + ".csv?" + query, {}, "Accept: application/json\r\n");
    EXPECT_EQ(table.status, may ? 200U : 403U);
    EXPECT_EQ(has_figures(table.body), may);
    EXPECT_EQ(table.body.find("\"reason\"") != std::string::npos, !may);
    watcher socket{port, {}, "poll=" + id + "&" + query};
    EXPECT_EQ(has_figures(boost::json::serialize(socket.next())), may) << id;
    event_source events{port, "poll=" + id + "&" + query};
    EXPECT_EQ(has_figures(boost::json::serialize(events.next())), may) << id;
  };
  check("open", "", true);
  check("over", "", true);
  check("hidden", "receipt=" + receipt, false);
  check("later", "receipt=" + receipt, false);
  check("voters", "", false);
  check("voters", "receipt=" + receipt, true);
  check("voters", "receipt=" + of_another, false);
  check("voters", "receipt=" + actors::uid::make().to_string(), false);
  check("voters", "receipt=nonsense", false);
  check("voters", "receipt=" + receipt + "&receipt=" + receipt, false);
  for (const auto* path : {"/polls", "/api/polls", "/openapi.json"}) {
    EXPECT_FALSE(has_figures(ask(result.port(), "GET", path).body)) << path;
  }
  EXPECT_TRUE(has_figures(ask(result.port(), "GET", "/?lang=en").body));  // the first poll is public

  const auto reason = [&](const std::string& shown) {
    const auto answer = ask(result.port(), "GET", "/api/polls/voters/results?receipt=" + shown);
    return std::string(boost::json::parse(answer.body).at("reason").as_string());
  };
  EXPECT_EQ(reason(of_another), "receipt-wrong");
  EXPECT_EQ(reason(actors::uid::make().to_string()), "receipt-waiting");
}

TEST_F(ResultService, TellsWhatBecameOfAVoteByItsReceipt) {
  test::service worker{"worker", at_servers()};
  test::service vote{"vote", at_servers()};
  ASSERT_TRUE(worker.becomes_ready() && vote.becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  const auto answer = post_vote(vote.port(), "a", "Accept: application/json\r\n");
  const std::string receipt{boost::json::parse(answer.body).at("receipt").as_string()};
  const auto state = [&](const std::string& uid) {
    const auto found = ask(result.port(), "GET", "/api/receipts/" + uid);
    return found.status == 200 ? std::string(boost::json::parse(found.body).at("state").as_string())
                               : std::to_string(found.status);
  };
  EXPECT_TRUE(test::eventually([&] { return state(receipt) == "counted"; }));
  const auto page = ask(result.port(), "GET", "/receipts/" + receipt);
  EXPECT_EQ(page.status, 200U);
  EXPECT_NE(page.body.find("Your vote counts"), std::string::npos);
  EXPECT_EQ(page.body.find("Cats<"), std::string::npos);

  auto capitals = receipt;
  std::ranges::transform(capitals, capitals.begin(), [](unsigned char c) { return std::toupper(c); });
  EXPECT_EQ(state(capitals), "counted");
  EXPECT_EQ(state(actors::uid::make().to_string()), "waiting");
  EXPECT_EQ(state("nonsense"), "400");
  EXPECT_EQ(ask(result.port(), "GET", "/receipts/nonsense").status, 400U);

  const auto cookie = answer.fields.at("set-cookie").substr(0, answer.fields.at("set-cookie").find(';'));
  post_vote(vote.port(), "b", "Cookie: " + cookie + "\r\n");
  EXPECT_TRUE(test::eventually([&] { return state(receipt) == "replaced"; }));
}

TEST_F(ResultService, LooksUpReceiptsAgainOnceTheDatabaseIsBack) {
  test::postgres_server postgres;
  database = postgres.create_database();
  test::service worker{"worker", at_servers()};
  ASSERT_TRUE(worker.becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  const auto status = [&] {
    return ask(result.port(), "GET", "/api/receipts/" + actors::uid::make().to_string()).status;
  };
  EXPECT_EQ(status(), 200U);
  postgres.kill();
  EXPECT_TRUE(test::eventually([&] { return status() == 503; }));
  postgres.start();
  EXPECT_TRUE(test::eventually([&] { return status() == 200; }));
}

TEST_F(ResultService, CountsVotersAndEachOptionThatTheyName) {
  const auto settings = with_polls(poll("fruit", "max = 2"));
  test::service worker{"worker", settings};
  test::service vote{"vote", settings};
  ASSERT_TRUE(worker.becomes_ready() && vote.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  post_vote(vote.port(), "a&vote=b");
  post_vote(vote.port(), "b");
  ASSERT_TRUE(test::eventually([&] { return results(result, "fruit").at("voters").as_int64() == 2; }));
  const auto told = results(result, "fruit");
  EXPECT_TRUE(told.at("multiple").as_bool());
  EXPECT_EQ(told.at("total").as_int64(), 3);
  EXPECT_EQ(boost::json::serialize(told.at("options")),
            R"([{"id":"a","votes":1,"share":"33.3"},{"id":"b","votes":2,"share":"66.7"}])");
}

TEST_F(ResultService, TellsEverySocketAtTheMomentAPollCloses) {
  const auto closing_at = [](config::moment when) {
    return poll("p", "results = \"after-close\"\ncloses = " + config::to_string(when));
  };
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto settings = with_polls(closing_at(now + 24h));
  test::service worker{"worker", settings};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  count("p", "a", 5, 5);
  watcher screen{result.port(), {}, "poll=p"};
  event_source events{result.port(), "poll=p"};
  const auto closed = [](const boost::json::value& told) { return told.at("phase").as_string() == "closed"; };
  auto told = screen.next();
  EXPECT_FALSE(closed(told));
  EXPECT_FALSE(told.at("public").as_bool());

  const auto moment = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now() + 5s);
  write_polls(closing_at(moment));
  result.process().signal(SIGHUP);
  while (!closed(told)) told = screen.next();
  EXPECT_LT(std::chrono::system_clock::now() - moment, 5s);  // tally_feed_test has it to the moment
  EXPECT_GE(std::chrono::system_clock::now(), moment);
  EXPECT_TRUE(told.at("public").as_bool());
  EXPECT_EQ(told.at("total").as_int64(), 5);
  do told = events.next();
  while (!closed(told));
  EXPECT_EQ(told.at("total").as_int64(), 5);
}

TEST_F(ResultService, AddsUpTheViewersOfAllProcesses) {
  test::service worker{"worker", at_servers()};
  ASSERT_TRUE(worker.becomes_ready());
  test::service one{"result", at_servers()};
  test::service other{"result", at_servers()};
  ASSERT_TRUE(one.becomes_ready() && other.becomes_ready());
  const watcher screen{one.port()};
  {
    const event_source events{other.port()};
    const auto viewers = [&](test::service& result) { return results(result).at("viewers").as_int64(); };
    EXPECT_TRUE(test::eventually([&] { return viewers(one) == 2 && viewers(other) == 2; }));
    EXPECT_NE(ask(other.admin(), "GET", "/metrics").body.find("\nscrutin_viewers 1\n"), std::string::npos);
  }
  EXPECT_TRUE(test::eventually([&] { return results(one).at("viewers").as_int64() == 1; }));
}

// In an array of PostgreSQL's, null without quotes is no text.
TEST_F(ResultService, CountsTheViewersOfAPollCalledNull) {
  const auto settings = with_polls(poll("null"));
  test::service worker{"worker", settings};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  const watcher screen{result.port(), {}, "poll=null"};
  EXPECT_TRUE(test::eventually([&] { return results(result, "null").at("viewers").as_int64() == 1; }))
      << result.process().log_tail();
}

TEST_F(ResultService, TakesPollsThatAreLoadedAgainAndLosesNoVotes) {
  const auto settings = with_polls(poll("first") + poll("second") + poll("third"));
  test::service worker{"worker", settings};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  count("first", "a", 3, 3);
  count("second", "b", 4, 4);
  ASSERT_TRUE(test::eventually([&] { return results(result, "second").at("total").as_int64() == 4; }));
  watcher screen{result.port(), {}, "poll=first"};
  watcher gone{result.port(), {}, "poll=third"};
  const std::string edition{screen.next().at("edition").as_string()};

  // The first one loses an option that has votes and is closed; the second, with votes, and the third are gone.
  write_polls(poll("first", "closes = 2026-01-01T00:00:00Z", R"({id="b",label="Berries"},{id="c",label="Cherries"})") +
              poll("fourth"));
  result.process().signal(SIGHUP);
  ASSERT_TRUE(test::eventually([&] { return ask(result.port(), "GET", "/polls/fourth").status == 200; }))
      << result.process().log_tail();

  auto told = screen.next();
  while (told.at("edition").as_string() == edition) told = screen.next();
  EXPECT_EQ(told.at("phase").as_string(), "closed");
  EXPECT_EQ(told.at("total").as_int64(), 3);
  const auto file = boost::json::parse(ask(result.port(), "GET", "/polls/first.json").body);
  EXPECT_EQ(boost::json::serialize(file.at("options").as_array()[2]),
            R"({"id":"a","label":"Apples","retired":true,"votes":3,"share":"100.0"})");

  EXPECT_EQ(results(result, "second").at("phase").as_string(), "closed");
  EXPECT_EQ(results(result, "second").at("total").as_int64(), 4);
  EXPECT_EQ(ask(result.port(), "GET", "/polls/third").status, 404U);
  while (!gone.failed) gone.next();
  EXPECT_EQ(gone.failed, websocket::error::closed);

  const auto all = boost::json::parse(ask(result.port(), "GET", "/api/polls").body).at("polls").as_array();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].at("id").as_string(), "first");
  EXPECT_EQ(all[1].at("id").as_string(), "fourth");
  EXPECT_EQ(all[2].at("id").as_string(), "second");
  EXPECT_TRUE(all[2].at("retired").as_bool());
  EXPECT_EQ(all[0].at("phase").as_string(), "closed");
}

TEST_F(ResultService, LetsOneViewIntoFramesAndSavesFilesUnderTheirNames) {
  test::service worker{"worker", at_servers()};
  ASSERT_TRUE(worker.becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  const auto field = [&](const std::string& target, const std::string& name) {
    return ask(result.port(), "GET", target).fields[name];
  };
  const std::string policy = "content-security-policy";
  EXPECT_NE(field("/polls/default/embed", policy).find("frame-ancestors *"), std::string::npos);
  for (const auto* other :
       {"/", "/polls/default", "/polls/default/screen", "/receipts/nonsense", "/polls/none/embed"}) {
    EXPECT_NE(field(other, policy).find("frame-ancestors 'none'"), std::string::npos) << other;
  }
  EXPECT_EQ(field("/polls/default.csv", "content-disposition"), "attachment; filename=\"default.csv\"");
  EXPECT_EQ(field("/polls/default.json", "content-disposition"), "attachment; filename=\"default.json\"");
  EXPECT_EQ(boost::json::parse(ask(result.port(), "GET", "/openapi.json").body).at("openapi").as_string(), "3.1.0");
}

}  // namespace
}  // namespace scrutin
