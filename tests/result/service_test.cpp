// All three processes from outside, with a real Redis and a real PostgreSQL.
#include "result/service.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <csignal>
#include <thread>
#include <vector>

#include "tests/support/eventually.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::post_vote;
namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

// A browser's socket that reads one message at a time.
class watcher {
public:
  explicit watcher(std::uint16_t port, const std::string& origin = {}) {
    stream_.next_layer().connect({asio::ip::make_address("127.0.0.1"), port});
    stream_.set_option(websocket::stream_base::decorator([origin](websocket::request_type& request) {
      if (!origin.empty()) request.set(boost::beast::http::field::origin, origin);
    }));
    stream_.handshake("127.0.0.1:" + std::to_string(port), "/ws?poll=default", failed);
  }

  boost::json::value next() {
    boost::beast::flat_buffer buffer;
    stream_.read(buffer, failed);
    if (failed) return nullptr;
    return boost::json::parse(boost::beast::buffers_to_string(buffer.data()));
  }

  boost::system::error_code failed;
  asio::io_context io;

private:
  websocket::stream<asio::ip::tcp::socket> stream_{io};
};

class ResultService : public ::testing::Test {
protected:
  test::service::variables at_servers() {
    return {{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_POSTGRES_URL", database}};
  }

  boost::json::value results(test::service& result) {
    const auto answer = ask(result.port(), "GET", "/api/polls/default/results");
    return answer.status == 200 ? boost::json::parse(answer.body) : boost::json::value{};
  }

  bool total_becomes(test::service& result, std::int64_t wanted) {
    return test::eventually([&] {
      const auto found = results(result);
      return found.is_object() && found.at("total").as_int64() == wanted;
    });
  }

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
  seen = screen.next();
  EXPECT_EQ(seen.at("total").as_int64(), 1);
  EXPECT_EQ(seen.at("options").as_array()[0].at("votes").as_int64(), 1);
  EXPECT_GT(seen.at("sequence").as_int64(), sequence);
  sequence = seen.at("sequence").as_int64();

  const auto voter = first.fields.at("set-cookie").substr(0, first.fields.at("set-cookie").find(';'));
  post_vote(vote.port(), "b", "Cookie: " + voter + "\r\n");
  seen = screen.next();
  EXPECT_EQ(seen.at("total").as_int64(), 1);
  EXPECT_EQ(seen.at("options").as_array()[1].at("votes").as_int64(), 1);
  EXPECT_GT(seen.at("sequence").as_int64(), sequence);

  EXPECT_NE(ask(result.port(), "GET", "/").body.find("1 vote"), std::string::npos);
  EXPECT_EQ(ask(result.port(), "GET", "/polls/default.csv").body,
            "id,label,votes,percent\r\n\"a\",\"Cats\",0,0.0\r\n\"b\",\"Dogs\",1,100.0\r\n");
}

TEST_F(ResultService, SendsAtMostTwentySnapshotsASecond) {
  test::service worker{"worker", at_servers()};
  test::service vote{"vote", at_servers()};
  test::service result{"result", at_servers()};
  ASSERT_TRUE(worker.becomes_ready() && vote.becomes_ready() && result.becomes_ready());
  watcher screen{result.port()};
  screen.next();
  std::atomic<bool> over = false;
  std::jthread crowd{[&] {
    while (!over) post_vote(vote.port(), "a");
  }};
  const auto begun = std::chrono::steady_clock::now();
  int messages = 0;
  while (std::chrono::steady_clock::now() - begun < 2s && screen.next().is_object()) ++messages;
  over = true;
  EXPECT_GE(messages, 5);
  EXPECT_LE(messages, 42);
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

}  // namespace
}  // namespace scrutin
