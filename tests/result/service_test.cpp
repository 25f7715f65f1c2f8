// All three processes from outside, with a real Redis and a real PostgreSQL.
#include "result/service.hpp"

#include <algorithm>
#include <atomic>
#include <boost/beast/websocket/error.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cctype>
#include <csignal>
#include <thread>

#include "actors/ballots/uid.hpp"
#include "tests/result/event_source.hpp"
#include "tests/result/service_fixture.hpp"
#include "tests/result/watcher.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::event_source;
using test::post_vote;
using test::watcher;
namespace websocket = boost::beast::websocket;

class ResultService : public ResultServiceTest {};

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

TEST_F(ResultService, GivesWhoWatchesABeatWhileNothingHappens) {
  test::service worker{"worker", at_servers()};
  ASSERT_TRUE(worker.becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  watcher screen{result.port()};
  event_source events{result.port()};
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 2; ++i) {
    for (const auto& told : {screen.next("beat"), events.next("beat")}) {
      ASSERT_TRUE(told.is_object());
      EXPECT_EQ(told.as_object().size(), 2U) << told;
      EXPECT_TRUE(told.at("now").is_string()) << told;
    }
  }
  // Two of each: within two periods, on a machine that is busy with other things.
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 15s);
}

TEST_F(ResultService, ShowsWhatIsPublicToSocketsOfAnySite) {
  test::service worker{"worker", at_servers()};
  ASSERT_TRUE(worker.becomes_ready());
  test::service result{"result", at_servers()};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  watcher stranger{result.port(), "http://elsewhere.example"};
  EXPECT_EQ(stranger.next().at("poll").as_string(), "default") << "what is public is so everywhere";
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

// A standby tells nobody of changes. It is asked ever less often.
TEST_F(ResultService, SaysThatItNeedsThePrimary) {
  test::postgres_server postgres{{"log_connections=on"}};
  database = postgres.create_database();
  {
    test::service worker{"worker", at_servers()};
    ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  }
  postgres.demote();
  const auto connections = [&postgres] {
    std::ifstream log{postgres.log()};
    int all = 0;
    for (std::string line; std::getline(log, line);) all += line.find("connection received") != std::string::npos;
    return all;
  };
  const auto before = connections();
  const test::service result{"result", at_servers()};
  EXPECT_TRUE(test::eventually([&] {
    return result.readiness().body.find("name the primary in postgres.url") != std::string::npos;
  })) << result.readiness().body;
  EXPECT_EQ(result.readiness().status, 503U);
  std::this_thread::sleep_for(5s);
  EXPECT_LT(connections() - before, 20);
  sql("SELECT pg_promote()");
  EXPECT_TRUE(test::eventually([&] { return result.readiness().status == 200; })) << result.readiness().body;
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
  EXPECT_NE(stranger.head.find(" 200 "), std::string::npos) << stranger.head;
  EXPECT_NE(stranger.head.find("Access-Control-Allow-Origin: *\r\n"), std::string::npos) << stranger.head;
  const auto head = ask(result.port(), "HEAD", "/events?poll=default");
  EXPECT_EQ(head.status, 200U);
  EXPECT_EQ(head.fields.at("content-type"), "text/event-stream");
  EXPECT_EQ(ask(result.port(), "GET", "/events?poll=none").status, 404U);

  result.process().signal(SIGTERM);
  while (told.is_object()) told = events.next();
  EXPECT_EQ(result.process().wait(5s), std::optional{0}) << result.process().log_tail();
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
