#include "actors/web/http_session.hpp"

#include <prometheus/registry.h>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <map>
#include <stdexcept>

#include "actors/web/listener.hpp"
#include "tests/actors/loop_fixture.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

// Answers with what it was asked; "/wait" only when told, "/throw" not at all.
class echo final : public site {
public:
  void answer(http_session& session) override {
    const auto target = std::string(http::target(session.incoming()));
    ++answered[target];
    if (target == "/large") return session.respond(http::respond::text(http::status::ok, std::string(1 << 24, 'x')));
    if (target == "/throw") throw std::runtime_error("a bug");
    if (target == "/wait") {
      waiting = &session;
      return;
    }
    if (target == "/client") {
      return session.respond(http::respond::text(http::status::ok, session.incoming().arrival.client.to_string()));
    }
    session.respond(http::respond::text(http::status::ok, target + "|" + session.incoming().body()));
  }

  http_session* waiting = nullptr;
  std::map<std::string, int> answered;
};

class HttpSession : public LoopTest {
protected:
  HttpSession() {
    service->pages = std::make_unique<echo>();
    service->metrics = std::make_shared<http_metrics>(registry, "test");
    open();
  }

  ~HttpSession() override {
    client.close();
    if (door) stop();
  }

  void open() {
    auto opened = listening_socket::open({"127.0.0.1", 0}, 1);
    socket = std::make_shared<listening_socket>(std::move(opened).value());
    door = home.spawn<listener>(socket, 0U, service);
    home.poll();
  }

  void stop() {
    bool ended = false;
    door->attach_functor([&ended](const caf::error&) { ended = true; });
    caf::anon_send(door, drain_atom::value);
    door = nullptr;
    EXPECT_TRUE(run_until([&ended] { return ended; }));
  }

  void connect() {
    client = asio::ip::tcp::socket{io};
    client.connect({asio::ip::make_address("127.0.0.1"), socket->at().port});
    client.non_blocking(true);
  }

  void say(std::string_view bytes) {
    error_code ignored;
    asio::write(client, asio::buffer(bytes), ignored);
  }

  /// What comes until `end` or until the server closes.
  std::string hear(std::string_view end, std::chrono::milliseconds deadline = 10s) {
    std::string text;
    closed = false;
    run_until(
        [&] {
          char bytes[65536];
          error_code error;
          const auto n = client.read_some(asio::buffer(bytes), error);
          text.append(bytes, n);
          closed = error && error != asio::error::would_block;
          return closed || (!end.empty() && text.find(end) != std::string::npos);
        },
        deadline);
    return text;
  }

  /// What a client hears that has said `before` when a drain begins, and says `after` a little later.
  std::string told_at_drain(std::string_view before, std::string_view after = {}) {
    if (!door) open();
    connect();
    say(before);
    run_until([this] { return service->sessions.count() == 1; });
    while (home.poll() > 0) {
    }
    bool ended = false;
    door->attach_functor([&ended](const caf::error&) { ended = true; });
    caf::anon_send(door, drain_atom::value);
    door = nullptr;
    home.poll();
    say(after);
    auto text = hear("");
    client.close();
    EXPECT_TRUE(run_until([&ended] { return ended; }, 3s));
    return text;
  }

  /// Turns the loop one handler at a time.
  template <class Condition>
  bool run_until_one(Condition done) {
    for (int i = 0; i < 100'000 && !done(); ++i) {
      if (home.io().poll_one() == 0) std::this_thread::sleep_for(20us);
    }
    return done();
  }

  echo& pages() { return static_cast<echo&>(*service->pages); }

  prometheus::Registry registry;
  std::shared_ptr<listening_socket> socket;
  std::shared_ptr<http_service> service = std::make_shared<http_service>();
  listener_actor door;
  asio::io_context io;
  asio::ip::tcp::socket client{io};
  bool closed = false;
};

TEST_F(HttpSession, AnswersOneRequestAfterTheOtherOnOneConnection) {
  connect();
  say("GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(hear("/one|").find("HTTP/1.1 200 OK\r\n"), std::string::npos);
  say("POST /two HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nvote=a");
  EXPECT_NE(hear("/two|vote=a").find("HTTP/1.1 200 OK\r\n"), std::string::npos);
  EXPECT_FALSE(closed);
}

TEST_F(HttpSession, AnswersPipelinedRequestsInTheirOrder) {
  connect();
  say("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto text = hear("/3|");
  EXPECT_LT(text.find("/1|"), text.find("/2|"));
  EXPECT_LT(text.find("/2|"), text.find("/3|"));
}

// Whoever asks for a hundred pages at once has the second one after those who ask for their first.
TEST_F(HttpSession, AnswersOthersBeforeWhatIsAskedForInExcess) {
  const auto answered = [this](const std::string& target) { return pages().answered[target]; };
  std::string many;
  for (int i = 0; i < 100; ++i) many += "GET /many HTTP/1.1\r\nHost: x\r\n\r\n";
  std::vector<asio::ip::tcp::socket> greedy;
  for (int i = 0; i < 10; ++i) {
    connect();
    say(many);
    greedy.push_back(std::move(client));
  }
  ASSERT_TRUE(run_until_one([&] { return answered("/many") >= 10; }));
  connect();
  say("GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(run_until_one([&] { return answered("/one") == 1; }));
  EXPECT_LT(answered("/many"), 500) << "of 1000";
  EXPECT_TRUE(run_until([&] { return answered("/many") == 1000; })) << "later, but all of them";
}

TEST_F(HttpSession, ClosesAfterTheAnswerWhereItIsAskedToOrKeepsNoneAlive) {
  connect();
  say("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(hear("").find("Connection: close"), std::string::npos);
  EXPECT_TRUE(closed);
  service->keep_alive = 0s;
  connect();
  say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(hear("").find("Connection: close"), std::string::npos);
  EXPECT_TRUE(closed);
}

TEST_F(HttpSession, SendsTheHeaderAloneToHead) {
  connect();
  say("HEAD /abc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto text = hear("");
  EXPECT_NE(text.find("Content-Length: 5\r\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\r\n\r\n"));
}

TEST_F(HttpSession, AnswersARefusedRequestAndCloses) {
  connect();
  say("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n5\r\nhello\r\n0\r\n" + std::string(70000, 'x'));
  EXPECT_NE(hear("").find("HTTP/1.1 501 "), std::string::npos);
  EXPECT_TRUE(closed);
}

TEST_F(HttpSession, TakesABodyInChunksAndTheRequestBehindIt) {
  connect();
  say("POST /1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  say("0\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto answers = hear("/2|");
  EXPECT_NE(answers.find("/1|abc"), std::string::npos) << answers;
  EXPECT_NE(answers.find("/2|"), std::string::npos) << answers;
}

TEST_F(HttpSession, TellsAClientThatWaitsToGoOn) {
  connect();
  say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_NE(hear("\r\n\r\n").find("HTTP/1.1 100 "), std::string::npos);
  say("abc");
  EXPECT_NE(hear("/|abc").find("200 OK"), std::string::npos);
}

TEST_F(HttpSession, SurvivesAnExceptionOfItsSite) {
  connect();
  say("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(hear("").find("HTTP/1.1 500 "), std::string::npos);
}

TEST_F(HttpSession, TurnsAwayWhatExceedsTheLimit) {
  service->sessions = open_sessions{std::make_shared<connection_quota>(1)};
  connect();
  say("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(run_until([this] { return pages().waiting != nullptr; }));
  auto first = std::move(client);
  connect();
  say("GET /two HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(hear(""), "");
  EXPECT_TRUE(closed);
  pages().waiting->respond(http::respond::text(http::status::ok, "late"), true);
  std::swap(client, first);
  EXPECT_NE(hear("late").find("200 OK"), std::string::npos);
}

// Whoever sends one request and stays takes nobody's place.
TEST_F(HttpSession, GivesWayWhereItOnlyWaits) {
  service->sessions = open_sessions{std::make_shared<connection_quota>(2)};
  std::vector<asio::ip::tcp::socket> idle;
  for (int i = 0; i < 2; ++i) {
    connect();
    say("GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
    hear("/one|");
    idle.push_back(std::move(client));
  }
  for (int i = 0; i < 5; ++i) {
    connect();
    say("GET /two HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(hear("/two|").find("200 OK"), std::string::npos) << i;
    idle.push_back(std::move(client));
    EXPECT_LE(service->sessions.count(), 2U);
  }
  client = std::move(idle.front());
  EXPECT_EQ(hear(""), "");
  EXPECT_TRUE(closed);
  client = std::move(idle.back());
  say("GET /again HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(hear("/again|").find("200 OK"), std::string::npos) << "who came last stays";
}

// Nor whoever sends the beginning of one, in header or body.
TEST_F(HttpSession, GivesWayWhereItsRequestDoesNotCome) {
  service->sessions = open_sessions{std::make_shared<connection_quota>(2)};
  std::vector<asio::ip::tcp::socket> slow;
  for (const auto* begun : {"GET /one HTTP/1.1\r\nX: ", "POST /one HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"}) {
    connect();
    say(begun);
    ASSERT_TRUE(run_until([&] { return service->sessions.count() == slow.size() + 1; }));
    home.poll();
    slow.push_back(std::move(client));
  }
  for (int i = 0; i < 3; ++i) {
    connect();
    say("GET /two HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_NE(hear("/two|").find("200 OK"), std::string::npos) << i;
    EXPECT_LE(service->sessions.count(), 2U);
    slow.push_back(std::move(client));
  }
}

TEST_F(HttpSession, EndsAnIdleConnectionOnDrainAndABusyOneAfterItsAnswer) {
  connect();
  say("GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
  hear("/one|");
  auto idle = std::move(client);
  connect();
  say("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(run_until([this] { return pages().waiting != nullptr; }));

  bool ended = false;
  door->attach_functor([&ended](const caf::error&) { ended = true; });
  caf::anon_send(door, drain_atom::value);
  std::swap(client, idle);
  EXPECT_EQ(hear(""), "");
  EXPECT_TRUE(closed);
  std::swap(client, idle);
  EXPECT_FALSE(ended);
  pages().waiting->respond(http::respond::text(http::status::ok, "late"));
  EXPECT_NE(hear("").find("Connection: close"), std::string::npos);
  client.close();
  EXPECT_TRUE(run_until([&ended] { return ended; }));
  door = nullptr;
}

TEST_F(HttpSession, AnswersWhatWasAcceptedBeforeTheDrain) {
  connect();  // completed by the kernel, not yet by the loop
  say("GET /early HTTP/1.1\r\nHost: x\r\n\r\n");
  bool ended = false;
  door->attach_functor([&](const caf::error&) {
    ended = true;
    EXPECT_EQ(service->sessions.count(), 0U);
  });
  caf::anon_send(door, drain_atom::value);
  EXPECT_NE(hear("").find("/early|"), std::string::npos);
  EXPECT_TRUE(closed);
  EXPECT_TRUE(run_until([&ended] { return ended; }));
  door = nullptr;
}

// An answer that was begun before the drain does not say that it is the last one.
TEST_F(HttpSession, AnswersWhatCameWithTheRequestWhoseAnswerADrainMeets) {
  service->longest_drain = 30s;
  connect();
  say("GET /large HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  hear("200 OK");
  bool ended = false;
  door->attach_functor([&ended](const caf::error&) { ended = true; });
  caf::anon_send(door, drain_atom::value);
  door = nullptr;
  home.poll();
  const auto text = hear("");
  EXPECT_NE(text.find("/next|"), std::string::npos);
  EXPECT_NE(text.find("Connection: close"), std::string::npos);
  client.close();
  EXPECT_TRUE(run_until([&ended] { return ended; }));
}

TEST_F(HttpSession, AnswersAtTheDrainWhatWaitsBehindOthers) {
  connect();
  say("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
  int others = 0;
  for (int i = 0; i < 1000; ++i) {
    home.run_behind([&others] {
      std::this_thread::sleep_for(100us);
      ++others;
    });
  }
  ASSERT_TRUE(run_until_one([this] { return pages().answered["/1"] == 1; }));
  for (int i = 0; i < 10; ++i) home.io().poll_one();  // the answer is written, and the second request waits
  ASSERT_LT(others, 1000);
  ASSERT_EQ(pages().answered["/2"], 0);
  bool ended = false;
  door->attach_functor([&ended](const caf::error&) { ended = true; });
  caf::anon_send(door, drain_atom::value);
  door = nullptr;
  const auto text = hear("");
  EXPECT_NE(text.find("/2|"), std::string::npos) << text;
  EXPECT_NE(text.find("Connection: close"), std::string::npos) << text;
  client.close();
  EXPECT_TRUE(run_until([&ended] { return ended; }));
}

TEST_F(HttpSession, GivesARequestThatIsNotWholeAMomentAtTheDrainAndThenAnAnswer) {
  for (const auto* begun :
       {"POST /a HTTP/1.1\r\nHost:", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nvo"}) {
    auto one = told_at_drain(begun);
    EXPECT_NE(one.find("HTTP/1.1 408 "), std::string::npos) << begun;
  }
  EXPECT_NE(told_at_drain("POST /a HTTP/1.1\r\nHost:", " x\r\nContent-Length: 4\r\n\r\nvote").find("/a|vote"),
            std::string::npos);
}

// What is waited for says nothing, and the client reads nothing: neither keeps the process.
TEST_F(HttpSession, CutsWhatDoesNotEndInTheLongestDrain) {
  service->longest_drain = 100ms;
  connect();
  say("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(run_until([this] { return pages().waiting != nullptr; }));
  auto waiting = std::move(client);
  connect();
  say("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_NE(hear("200 OK", 10s).size(), 0U);
  const auto begun = clock::now();
  stop();
  EXPECT_GE(clock::now() - begun, 100ms);
  EXPECT_LT(clock::now() - begun, 3s);  // the deadline for a write is ten
  client = std::move(waiting);
  EXPECT_EQ(hear(""), "");
  EXPECT_TRUE(closed);
}

// The loop takes several of them in a turn, and the drain comes in between.
TEST_F(HttpSession, AnswersAllWhoWaitInTheQueueAtTheDrain) {
  std::vector<asio::ip::tcp::socket> clients;
  for (int i = 0; i < 16; ++i) {
    connect();
    say("GET /queued HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    clients.push_back(std::move(client));
  }
  for (int i = 0; i < 100 && service->sessions.count() == 0; ++i) home.io().poll_one();
  ASSERT_GT(service->sessions.count(), 0U);
  ASSERT_LT(service->sessions.count(), clients.size());
  bool ended = false;
  door->attach_functor([&ended](const caf::error&) { ended = true; });
  caf::anon_send(door, drain_atom::value);
  for (auto& one : clients) {
    client = std::move(one);
    EXPECT_NE(hear("").find("/queued|"), std::string::npos);
  }
  EXPECT_TRUE(run_until([&ended] { return ended; }));
  door = nullptr;
}

// The deadline is a constant of five seconds, so this test takes as long; it waits for the answer, not for a time.
TEST_F(HttpSession, GivesASlowHeaderNoMoreTimeByItsBytes) {
  connect();
  say("GET / HTTP/1.1\r\n");
  const auto begun = clock::now();
  std::string text;
  bool over = false;
  auto next = begun;
  EXPECT_TRUE(run_until(
      [&] {
        if (clock::now() > next) {
          say("X");
          next += 100ms;
        }
        char bytes[4096];
        error_code error;
        text.append(bytes, client.read_some(asio::buffer(bytes), error));
        over = error && error != asio::error::would_block;
        return over;
      },
      15s));
  EXPECT_NE(text.find("HTTP/1.1 408 "), std::string::npos);
  EXPECT_GE(clock::now() - begun, 4500ms);
}

class ProxiedSession : public HttpSession {
protected:
  ProxiedSession() {
    config::http_server settings;
    settings.proxy_protocol = "on";
    service->front = http::front{settings};
    connect();
  }
};

TEST_F(ProxiedSession, TakesTheClientOfTheHeaderForThatOfEachRequest) {
  say("PROXY TCP4 192.0.2.7 127.0.0.1 4711 80\r\nGET /client HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(hear("192.0.2.7").find("200 OK"), std::string::npos);
  say("GET /client HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(hear("192.0.2.7").find("200 OK"), std::string::npos);
}

TEST_F(ProxiedSession, WaitsForAHeaderInPieces) {
  for (const char c : std::string_view{"PROXY UNKNOWN\r"}) {
    say({&c, 1});
    home.poll();
  }
  say("\nGET /client HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(hear("127.0.0.1").find("200 OK"), std::string::npos);
}

TEST_F(ProxiedSession, RefusesWhoSendsNone) {
  say("GET /client HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(hear("").find("begin with a PROXY header"), std::string::npos);
  EXPECT_TRUE(closed);
}

TEST_F(ProxiedSession, TakesASecondHeaderForNoRequest) {
  say("PROXY UNKNOWN\r\nPROXY TCP4 192.0.2.7 127.0.0.1 4711 80\r\nGET /client HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(hear("").find("HTTP/1.1 400 "), std::string::npos);
  EXPECT_TRUE(closed);
}

}  // namespace
}  // namespace scrutin::actors
