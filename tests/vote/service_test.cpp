// The vote process from outside, with a real Redis.
#include "vote/service.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <csignal>
#include <set>
#include <thread>
#include <vector>

#include "tests/support/browser.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::cookies_of;
using test::post_vote;

constexpr const char* form = "Content-Type: application/x-www-form-urlencoded\r\n";

class VoteService : public ::testing::Test {
protected:
  test::service::variables at_redis() { return {{"SCRUTIN_REDIS_URL", redis.url()}}; }

  /// Entries in all streams.
  int stored() const {
    int all = 0;
    for (int partition = 0; partition < 4; ++partition) {
      const auto answer = redis.ask("XLEN votes:" + std::to_string(partition));
      all += std::stoi(answer.substr(1));
    }
    return all;
  }

  test::redis_server redis;
};

TEST_F(VoteService, RecordsAVoteAndShowsItMarked) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto answer = post_vote(vote.port(), "a");
  EXPECT_EQ(answer.status, 303U);
  EXPECT_EQ(answer.fields.at("location"), "/");
  EXPECT_EQ(stored(), 1);
  const auto page = ask(vote.port(), "GET", "/", {}, cookies_of(answer));
  EXPECT_EQ(page.status, 200U);
  EXPECT_NE(page.body.find("value=\"a\" data-mark=\"mine\" disabled"), std::string::npos);
  EXPECT_NE(page.body.find("<button id=\"b\""), std::string::npos) << "as in the original sample";
  EXPECT_EQ(page.body.find("value=\"b\" data-mark"), std::string::npos);
  EXPECT_NE(page.body.find("Processed by container ID "), std::string::npos);
}

// Pages of a moment ago serve many; what is one person's is not in them.
TEST_F(VoteService, ShowsManyVisitorsAtOnceOnePageAndEachOfThemTheirOwn) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  std::vector<test::browser> all(5, test::browser{vote.port()});
  std::set<std::string> voters;
  for (auto& one : all) {
    const auto page = one.get("/");
    EXPECT_EQ(page.status, 200U);
    const auto& cookies = page.fields.at("set-cookie");
    EXPECT_EQ(cookies.find('\n'), cookies.npos) << "one cookie, nobody else's: " << cookies;
    voters.insert(one.kept("voter"));
  }
  EXPECT_EQ(voters.size(), all.size());
  EXPECT_EQ(all[0].post("/", "vote=a").status, 303U);
  EXPECT_EQ(all[1].post("/", "vote=b").status, 303U);
  const auto mine = [](test::browser& one) {
    const auto body = one.get("/").body;
    const auto at = body.find("data-mark=\"mine\"");
    return at == body.npos ? std::string("nothing") : body.substr(body.rfind("value=", at), 9);
  };
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(mine(all[2]), "nothing");
    EXPECT_EQ(mine(all[0]), "value=\"a\"");
    EXPECT_EQ(mine(all[1]), "value=\"b\"");
  }
  EXPECT_NE(all[3].get("/", "Accept-Language: fr\r\n").body.find("lang=\"fr\""), std::string::npos);
  EXPECT_NE(all[3].get("/").body.find("lang=\"en\""), std::string::npos);
}

TEST_F(VoteService, KeepsAVoterByTheCookieAndMakesANewOneOfAForgedCookie) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto first = post_vote(vote.port(), "a");
  const auto voter = first.fields.at("set-cookie").substr(0, first.fields.at("set-cookie").find(';'));
  const auto again = post_vote(vote.port(), "b", "Cookie: " + voter + "\r\n");
  EXPECT_EQ(again.fields.at("set-cookie").substr(0, voter.size()), voter);
  auto forged = voter;
  auto& digit = forged[forged.find('=') + 1];
  digit = digit == '0' ? '1' : '0';
  const auto stranger = post_vote(vote.port(), "b", "Cookie: " + forged + "\r\n");
  EXPECT_EQ(stranger.status, 303U);
  for (const auto& one : {voter, forged})
    EXPECT_NE(stranger.fields.at("set-cookie").substr(0, one.find('.')), one.substr(0, one.find('.')));
}

TEST_F(VoteService, SharesTheCookieKeyWithOtherVoteProcesses) {
  test::service one{"vote", at_redis()};
  test::service two{"vote", at_redis()};
  ASSERT_TRUE(one.becomes_ready() && two.becomes_ready());
  const auto first = post_vote(one.port(), "a");
  const auto voter = first.fields.at("set-cookie").substr(0, first.fields.at("set-cookie").find(';'));
  const auto second = post_vote(two.port(), "b", "Cookie: " + voter + "\r\n");
  const auto expected = "voter-" + std::to_string(two.port()) + voter.substr(voter.find('='));
  EXPECT_EQ(second.fields.at("set-cookie").substr(0, expected.size()), expected);
}

TEST_F(VoteService, TakesTheSameIdempotencyKeyForTheSameVote) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const std::string fields =
      "Accept: application/json\r\nIdempotency-Key: \"0b5c6c1e-4c8e-4f0e-9d2e-0f6d6f2f9a11\"\r\n";
  const auto receipt = [](const test::http_answer& answer) {
    return std::string(boost::json::parse(answer.body).at("receipt").as_string());
  };
  const auto first = post_vote(vote.port(), "a", fields);
  const auto second = post_vote(vote.port(), "a", fields);
  EXPECT_EQ(first.status, 201U);
  EXPECT_EQ(receipt(first), receipt(second));
  EXPECT_NE(first.fields.at("set-cookie"), second.fields.at("set-cookie")) << "a key makes nobody known";
  const auto other =
      post_vote(vote.port(), "a", "Accept: application/json\r\nIdempotency-Key: a-key-of-22-letters-or-2\r\n");
  EXPECT_NE(receipt(first), receipt(other));
}

TEST_F(VoteService, TakesNothingForAKeyThatOthersMayHaveToo) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  for (const std::string key : {"1", "", "\"k1\"", "a key with spaces in its midst"}) {
    const auto refused = post_vote(vote.port(), "a", "Accept: application/json\r\nIdempotency-Key: " + key + "\r\n");
    EXPECT_EQ(refused.status, 400U) << key;
    EXPECT_NE(refused.body.find("\"reason\":\"key\""), std::string::npos) << refused.body;
  }
  EXPECT_EQ(stored(), 0);
}

TEST_F(VoteService, RefusesWhatIsNoVoteAndStoresNothing) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  struct bad {
    const char* target;
    const char* body;
    std::string fields;
    unsigned status;
  };
  const std::vector<bad> all{
      {"/", "vote=zebra", form, 400},
      {"/", "vote=", form, 400},
      {"/", "choice=a", form, 400},
      {"/", "vote=a&vote=b", form, 400},
      {"/", "vote=%zz", form, 400},
      {"/", "vote=%ff", form, 400},
      {"/", "vote=a", "", 415},
      {"/", "vote=a", "Content-Type: text/plain\r\n", 415},
      {"/polls/none", "vote=a", form, 404},
      {"/nowhere", "vote=a", form, 404},
      {"/api/polls", "vote=a", form, 405},
      {"/", "vote=a", std::string(form) + "Origin: http://evil.example\r\n", 403},
      {"/", "vote=a", std::string(form) + "Transfer-Encoding: chunked\r\n", 400},
      {"/", "vote=a", std::string(form) + "Host: other\r\n", 400},
      {"/", "vote=a", std::string(form) + "X-Long: " + std::string(33000, 'x') + "\r\n", 431},
  };
  for (const auto& one : all) {
    const auto page = ask(vote.port(), "POST", one.target, one.body, one.fields);
    EXPECT_EQ(page.status, one.status) << one.target << " " << one.body << " " << one.fields.substr(0, 60);
    EXPECT_EQ(page.fields.at("content-type"), "text/html; charset=utf-8") << one.status;
    EXPECT_NE(page.body.find("<h1>"), std::string::npos) << one.status;
    const auto json = ask(vote.port(), "POST", one.target, one.body, one.fields + "Accept: application/json\r\n");
    EXPECT_EQ(json.status, one.status);
    const bool of_a_vote = one.status == 403 || one.status == 415 || (one.status == 400 && one.fields == form);
    EXPECT_EQ(json.body.find("\"recorded\":false") != json.body.npos, of_a_vote) << json.body;
  }
  for (const auto* body : {"{\"vote\":\"zebra\"}", "{\"vote\":1}", "{}", "vote=a"}) {
    EXPECT_EQ(ask(vote.port(), "POST", "/", body, "Content-Type: application/json\r\n").status, 400U) << body;
  }
  const auto large = ask(vote.port(), "POST", "/", "vote=" + std::string(20000, 'a'), form);
  EXPECT_EQ(large.status, 413U);
  const auto json = post_vote(vote.port(), "zebra", "Accept: application/json\r\n");
  EXPECT_EQ(json.fields.at("content-type"), "application/problem+json");
  EXPECT_EQ(stored(), 0);
}

TEST_F(VoteService, TakesAVoteAsPagesAndProgramsSendIt) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const std::string json = "Content-Type: application/json; charset=utf-8\r\n";
  EXPECT_EQ(ask(vote.port(), "POST", "/", "{\"vote\":\"a\"}", json).status, 303U);
  EXPECT_EQ(ask(vote.port(), "POST", "/polls/default", "{\"vote\":[\"b\"]}", json).status, 303U);
  EXPECT_EQ(ask(vote.port(), "POST", "/", "--x\r\nContent-Disposition: form-data; name=\"vote\"\r\n\r\na\r\n--x--\r\n",
                "Content-Type: multipart/form-data; boundary=x\r\n")
                .status,
            303U);
  EXPECT_EQ(stored(), 3);
}

TEST_F(VoteService, LeadsToItsAddressesAndNamesTheirMethods) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto options = ask(vote.port(), "OPTIONS", "/polls/default");
  EXPECT_EQ(options.status, 204U);
  EXPECT_EQ(options.fields.at("allow"), "GET, POST, HEAD, OPTIONS");
  EXPECT_EQ(options.fields.count("access-control-allow-origin"), 0U);
  EXPECT_EQ(ask(vote.port(), "OPTIONS", "*").fields.at("allow"), "GET, HEAD, POST, OPTIONS");
  const auto moved = ask(vote.port(), "GET", "/polls/default//?lang=fr");
  EXPECT_EQ(moved.status, 308U);
  EXPECT_EQ(moved.fields.at("location"), "/polls/default?lang=fr");
  EXPECT_EQ(ask(vote.port(), "POST", "/polls/default/", "vote=a", form).status, 308U);
  EXPECT_EQ(ask(vote.port(), "GET", "///").fields.at("location"), "/");
  for (const auto* elsewhere : {"//evil.example/", "//evil.example/polls/", "/\\evil.example/"}) {
    const auto page = ask(vote.port(), "GET", elsewhere);
    EXPECT_EQ(page.status, 404U) << elsewhere;
    EXPECT_EQ(page.fields.count("location"), 0U) << elsewhere;
    EXPECT_EQ(page.body.find("\"//"), std::string::npos) << elsewhere;
    EXPECT_EQ(page.body.find("\"/\\"), std::string::npos) << elsewhere;
  }
}

TEST_F(VoteService, GuessesNoPollWhereTheAddressNamesItBadly) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  for (const auto* address : {"/?poll=default&poll=other", "/?poll=default&poll=default", "/?poll=%zz", "/?poll=%ff",
                              "/?poll=", "/?poll=default&x=%"}) {
    EXPECT_EQ(ask(vote.port(), "POST", address, "vote=a", form).status, 400U) << address;
    const auto page = ask(vote.port(), "GET", address);
    EXPECT_EQ(page.status, 400U) << address;
    EXPECT_NE(page.body.find("<a href=\"/polls\">To the list of polls</a>"), std::string::npos) << page.body;
  }
  EXPECT_EQ(ask(vote.port(), "POST", "/?from=%zz", "vote=a", form).status, 400U);
  EXPECT_EQ(ask(vote.port(), "GET", "/?from=%zz").status, 200U) << "a link from elsewhere";
  EXPECT_EQ(ask(vote.port(), "POST", "/?poll=none", "vote=a", form).status, 404U);
  EXPECT_EQ(stored(), 0);
  EXPECT_EQ(ask(vote.port(), "POST", "/?poll=default&from=mail", "vote=a", form).status, 303U);
  EXPECT_EQ(stored(), 1);
}

TEST_F(VoteService, SaysNotRecordedWhileRedisIsAwayAndRecoversByItself) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  redis.kill();
  ASSERT_TRUE(vote.becomes_unready());
  EXPECT_NE(vote.readiness().body.find("redis"), std::string::npos);
  const auto answer = post_vote(vote.port(), "a");
  EXPECT_EQ(answer.status, 503U);
  EXPECT_FALSE(answer.fields.at("retry-after").empty());
  EXPECT_NE(answer.body.find("NOT recorded"), std::string::npos);
  EXPECT_NE(answer.body.find("data-recorded=\"false\""), std::string::npos);
  const auto problem = post_vote(vote.port(), "a", "Accept: application/json\r\n");
  EXPECT_NE(problem.body.find("\"recorded\":false"), std::string::npos) << problem.body;
  EXPECT_EQ(ask(vote.port(), "GET", "/").status, 200U);
  redis.start();
  EXPECT_TRUE(test::eventually([&] { return post_vote(vote.port(), "a").status == 303; }, 5s));
  EXPECT_TRUE(vote.becomes_ready());
}

TEST_F(VoteService, IsNotReadyWhileItsRedisIsAReplica) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  ASSERT_EQ(redis.ask("REPLICAOF 127.0.0.1 " + std::to_string(test::free_port())), "+OK\r\n");
  ASSERT_TRUE(vote.becomes_unready(6s)) << "though no one votes";
  EXPECT_TRUE(test::eventually([&] {
    return vote.readiness().body.find("it is a replica of 127.0.0.1:") != std::string::npos;
  })) << vote.readiness().body;
  EXPECT_EQ(post_vote(vote.port(), "a").status, 503U);
  ASSERT_EQ(redis.ask("REPLICAOF NO ONE"), "+OK\r\n");
  EXPECT_TRUE(vote.becomes_ready());
  EXPECT_EQ(post_vote(vote.port(), "a").status, 303U);
  EXPECT_EQ(stored(), 1);
}

TEST_F(VoteService, IsNotReadyWhileRedisRefusesVotesAndLogsItOnce) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  redis.ask("CONFIG SET min-replicas-to-write 1");
  ASSERT_TRUE(vote.becomes_unready(6s)) << "though no one votes";
  EXPECT_NE(vote.readiness().body.find("Redis refuses votes: NOREPLICAS"), std::string::npos) << vote.readiness().body;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(post_vote(vote.port(), "a").status, 503U);
  redis.ask("CONFIG SET min-replicas-to-write 0");
  EXPECT_TRUE(vote.becomes_ready());
  EXPECT_EQ(post_vote(vote.port(), "a").status, 303U);
  const auto log = vote.process().log_text();
  const auto first = log.find("Redis refuses votes");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(log.find("Redis refuses votes", first + 1), std::string::npos) << log;
}

// What a paused Redis finds in its sockets when it wakes is as late as what a healed network delivers.
TEST_F(VoteService, ALateVoteNeverTakesEffectAfterTheNewerOneOfItsVoter) {
  const test::service::variables hasty{{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_REDIS_TIMEOUT_MS", "500"}};
  test::service one{"vote", hasty};
  test::service two{"vote", hasty};
  ASSERT_TRUE(one.becomes_ready() && two.becomes_ready());
  const auto voter = "Accept: application/json\r\n" + cookies_of(ask(one.port(), "GET", "/"));

  redis.pause();
  const auto asked = std::chrono::steady_clock::now();
  const auto older = post_vote(one.port(), "a", voter);
  EXPECT_GE(std::chrono::steady_clock::now() - asked, 500ms);
  EXPECT_EQ(older.status, 503U);
  EXPECT_NE(older.body.find("\"recorded\":null"), std::string::npos) << older.body;
  redis.resume();
  ASSERT_TRUE(test::eventually([&] { return post_vote(two.port(), "b", voter).status == 201; }));
  ASSERT_TRUE(one.becomes_ready());
  EXPECT_EQ(stored(), 1);
  const auto metrics = ask(one.admin(), "GET", "/metrics");
  EXPECT_NE(metrics.body.find("scrutin_votes_total{outcome=\"unconfirmed\"} 1\n"), std::string::npos);
  EXPECT_NE(metrics.body.find("scrutin_ballots_resent_total "), std::string::npos);
  EXPECT_NE(metrics.body.find("scrutin_ballots_late_total "), std::string::npos);
}

TEST_F(VoteService, StartsWithoutRedisAndServesOnceItIsThere) {
  redis.stop();
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_unready()) << vote.process().log_tail();
  EXPECT_EQ(post_vote(vote.port(), "a").status, 503U);
  redis.start();
  EXPECT_TRUE(vote.becomes_ready());
  EXPECT_EQ(post_vote(vote.port(), "a").status, 303U);
}

TEST_F(VoteService, TellsThatRedisMayLoseVotes) {
  test::redis_server careless{{"--appendfsync", "everysec"}};
  test::service vote{"vote", {{"SCRUTIN_REDIS_URL", careless.url()}}};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_TRUE(test::eventually([&] { return vote.readiness().body.find("degraded") != std::string::npos; }));
  EXPECT_NE(vote.readiness().body.find("appendfsync is everysec"), std::string::npos) << vote.readiness().body;
  careless.ask("CONFIG SET appendfsync always");
  const auto is_degraded = [&] { return vote.readiness().body.find("degraded") != std::string::npos; };
  EXPECT_TRUE(test::eventually([&] { return !is_degraded(); }, 6s)) << vote.readiness().body;
  careless.ask("CONFIG SET appendonly no");
  EXPECT_TRUE(test::eventually(is_degraded, 6s)) << vote.readiness().body;
  EXPECT_EQ(vote.readiness().status, 200U);
}

TEST_F(VoteService, RefusesToMixNumbersOfPartitions) {
  test::service four{"vote", at_redis()};
  ASSERT_TRUE(four.becomes_ready()) << four.process().log_tail();
  test::service eight{"vote", {{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_REDIS_PARTITIONS", "8"}}};
  EXPECT_TRUE(
      test::eventually([&] { return eight.readiness().body.find("give redis.partitions") != std::string::npos; }));
  EXPECT_EQ(eight.readiness().status, 503U);
  EXPECT_EQ(post_vote(eight.port(), "a").status, 503U);
}

TEST_F(VoteService, AnswersEveryAcceptedRequestWhenItIsStoppedUnderLoad) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  std::atomic<int> answered = 0;
  std::atomic<int> broken = 0;
  std::atomic<bool> over = false;
  {
    std::vector<std::jthread> crowd;
    for (int i = 0; i < 8; ++i) {
      crowd.emplace_back([&] {
        while (!over) {
          const auto answer = post_vote(vote.port(), "a");
          if (answer.status == 303) {
            ++answered;
          } else if (answer.status == 0) {
            return;  // refused: the process listens no more
          } else {
            ++broken;
          }
        }
      });
    }
    EXPECT_TRUE(test::eventually([&] { return answered > 200; }));
    vote.process().signal(SIGTERM);
    EXPECT_EQ(vote.process().wait(5s), std::optional{0}) << vote.process().log_tail();
    over = true;
  }
  EXPECT_EQ(broken, 0);
  // Whatever was recorded was answered: a request that got no answer was none that the process had taken.
  EXPECT_EQ(stored(), answered);
}

TEST_F(VoteService, EndsWithOneLineAndStatus2WhereItCannotStart) {
  const auto port = test::free_port();
  const int other = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(other, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(other, 1), 0);
  test::service taken{"vote", {{"SCRUTIN_VOTE_LISTEN", "127.0.0.1:" + std::to_string(port)}}};
  EXPECT_EQ(taken.process().wait(10s), std::optional{2});
  EXPECT_NE(taken.process().log_text().find("Address already in use"), std::string::npos) << taken.process().log_text();
  ::close(other);

  for (const auto& wrong : test::service::variables{{"SCRUTIN_VOTE_WORKERS", "many"},
                                                    {"SCRUTIN_REDIS_PASSWORD_FILE", "/nonexistent"},
                                                    {"SCRUTIN_CONFIG", "/nonexistent.toml"}}) {
    test::service broken{"vote", {wrong}};
    EXPECT_EQ(broken.process().wait(10s), std::optional{2}) << wrong.first;
    EXPECT_NE(broken.process().log_text().find(wrong.second), std::string::npos) << broken.process().log_text();
  }
}

TEST_F(VoteService, HealthcheckAsksTheRunningProcess) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto admin = "127.0.0.1:" + std::to_string(vote.admin());
  test::service healthy{"vote", {{"SCRUTIN_VOTE_ADMIN", admin}}, {"healthcheck"}};
  EXPECT_EQ(healthy.process().wait(10s), std::optional{0});
  redis.kill();
  ASSERT_TRUE(vote.becomes_unready());
  test::service sick{"vote", {{"SCRUTIN_VOTE_ADMIN", admin}}, {"healthcheck"}};
  EXPECT_EQ(sick.process().wait(10s), std::optional{1});
}

TEST_F(VoteService, CountsWhatItTellsItsVoters) {
  test::service vote{"vote", at_redis()};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  post_vote(vote.port(), "a");
  post_vote(vote.port(), "zebra");
  const auto metrics = ask(vote.admin(), "GET", "/metrics");
  EXPECT_EQ(metrics.status, 200U);
  EXPECT_NE(metrics.body.find("scrutin_votes_total{outcome=\"recorded\"} 1\n"), std::string::npos);
  EXPECT_NE(metrics.body.find("scrutin_votes_total{outcome=\"refused\"} 1\n"), std::string::npos);
  EXPECT_EQ(ask(vote.admin(), "GET", "/livez").status, 200U);
  EXPECT_EQ(ask(vote.port(), "GET", "/metrics").status, 404U);
}

}  // namespace
}  // namespace scrutin
