#include "actors/redis/redis_connection.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <optional>

#include "actors/runtime/failure.hpp"
#include "tests/actors/loop_fixture.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/host_name.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

// In the place of a supervisor: notes who came up.
class parent final : public pinned<supervisor_actor::base> {
public:
  parent(caf::actor_config& config, loop& home, bool* up) : pinned(config, home), up_(up) {}
  behavior_type make_behavior() override {
    return {[this](up_atom, const caf::strong_actor_ptr&) { *up_ = true; }, [](drain_atom) {},
            [](tick_atom, const std::string&, std::uint64_t) {}};
  }

private:
  bool* up_;
};

// Gives one command, and writes down what came of it.
class asker final : public pinned<caf::event_based_actor> {
public:
  asker(caf::actor_config& config, loop& home, redis_connection_actor to, redis_command what, std::string* into,
        bool* when)
      : pinned(config, home) {
    request(to, caf::infinite, std::move(what))
        .then([=](const redis_value& value) { *into = value.text(), *when = true; },
              [=](const caf::error& error) {
                *into = "error " + std::to_string(static_cast<int>(failure_of(error))) + ": " + describe(error);
                *when = true;
              });
  }
};

class RedisConnection : public LoopTest {
protected:
  ~RedisConnection() override {
    if (connection) caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
    connection = nullptr;
    caf::anon_send_exit(supervisor, caf::exit_reason::user_shutdown);
    supervisor = nullptr;
    home.poll();
  }

  void connect(const std::string& url, std::chrono::milliseconds timeout = 5s, const std::string& password = {}) {
    config::redis settings;
    settings.url = url;
    settings.password = password;
    settings.timeout = timeout;
    connection = home.spawn<redis_connection>(settings, supervisor);
    connection->attach_functor([this](const caf::error& why) {
      ended = true;
      reason = describe(why);
    });
  }

  /// The answer's text, or "error: ..." with which failure it was.
  std::string say(redis_command command) {
    std::string answer;
    bool done = false;
    send(std::move(command), &answer, &done);
    run_until([&done] { return done; });
    return answer;
  }

  /// Returns once the connection has the command.
  void send(redis_command command, std::string* answer, bool* done) {
    home.spawn<asker>(connection, std::move(command), answer, done);
    while (home.poll() > 0) {
    }
  }

  bool up = false;
  supervisor_actor supervisor = home.spawn<parent>(&up);
  redis_connection_actor connection;
  bool ended = false;
  std::string reason;
};

TEST_F(RedisConnection, AnswersInOrderByTcpAndByUnixSocket) {
  test::redis_server server;
  for (const auto& url : {server.url(3), server.socket_url(3)}) {
    up = false;
    connect(url);
    ASSERT_TRUE(run_until([this] { return up; })) << reason;
    EXPECT_EQ(say({"SET", "key", "value"}), "OK");
    EXPECT_EQ(say({"GET", "key"}), "value");
    EXPECT_EQ(say({"NONSENSE"}).substr(0, 8), "error 3:");
    caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
    ASSERT_TRUE(run_until([this] { return ended; }));
    ended = false;
  }
}

TEST_F(RedisConnection, EndsWithTheReasonWhereNoOneListens) {
  connect("redis://127.0.0.1:" + std::to_string(test::free_port()));
  ASSERT_TRUE(run_until([this] { return ended; }));
  EXPECT_NE(reason.find("Connection refused"), std::string::npos) << reason;
  EXPECT_FALSE(up);
}

TEST_F(RedisConnection, EndsWhereThePasswordIsWrongAndServesWhereItIsRight) {
  test::redis_server server;
  server.ask("CONFIG SET requirepass right");
  connect(server.url(), 5s, "wrong");
  ASSERT_TRUE(run_until([this] { return ended; }));
  EXPECT_FALSE(up);
  ended = false;
  connect(server.url(), 5s, "right");
  ASSERT_TRUE(run_until([this] { return up || ended; }));
  EXPECT_TRUE(up) << reason;
}

const std::string master = "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n";

// Answers its first words as a Redis of that version and role does.
class pretender {
public:
  pretender(asio::io_context& io, const std::string& version, const std::string& role = master)
      : acceptor_(io, {asio::ip::address_v4::loopback(), 0}) {
    const auto info = "# Server\r\nredis_version:" + version + "\r\n";
    answers_ = role + "+PONG\r\n$" + std::to_string(info.size()) + "\r\n" + info + "\r\n";
    acceptor_.async_accept([this](const boost::system::error_code& error, asio::ip::tcp::socket socket) {
      if (error) return;
      socket_.emplace(std::move(socket));
      socket_->async_wait(asio::ip::tcp::socket::wait_read, [this](const boost::system::error_code& gone) {
        if (!gone) asio::write(*socket_, asio::buffer(answers_));
      });
    });
  }

  std::string url() const { return "redis://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }

private:
  asio::ip::tcp::acceptor acceptor_;
  std::optional<asio::ip::tcp::socket> socket_;
  std::string answers_;
};

TEST_F(RedisConnection, EndsWhereTheServerIsTooOld) {
  const pretender old(home.io(), "4.0.9");
  connect(old.url());
  ASSERT_TRUE(run_until([this] { return up || ended; }));
  EXPECT_FALSE(up);
  EXPECT_NE(reason.find("it is redis 4.0.9, which is too old: 5.0 or newer is needed"), std::string::npos) << reason;
}

TEST_F(RedisConnection, ServesWhereTheServerIsJustNewEnough) {
  const pretender enough(home.io(), "5.0.0");
  connect(enough.url());
  ASSERT_TRUE(run_until([this] { return up || ended; }));
  EXPECT_TRUE(up) << reason;
}

// A user who may not ask for the role, by rights or since the command has another name.
TEST_F(RedisConnection, ServesWhereItMayNotAskForTheRole) {
  for (const auto* refusal :
       {"-NOPERM this user has no permissions to run the 'role' command\r\n", "-ERR unknown command 'ROLE'\r\n"}) {
    up = ended = false;
    const pretender closed(home.io(), "7.0.0", refusal);
    connect(closed.url());
    ASSERT_TRUE(run_until([this] { return up || ended; }));
    EXPECT_TRUE(up) << reason;
    caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
    ASSERT_TRUE(run_until([this] { return ended; }));
  }
}

std::string replica_of_nobody(const test::redis_server& server) {
  return server.ask("REPLICAOF 127.0.0.1 " + std::to_string(test::free_port()));
}

TEST_F(RedisConnection, EndsWhereTheServerIsAReplica) {
  test::redis_server server;
  ASSERT_EQ(replica_of_nobody(server), "+OK\r\n");
  connect(server.url());
  ASSERT_TRUE(run_until([this] { return up || ended; }));
  EXPECT_FALSE(up);
  EXPECT_NE(reason.find("it is a replica of 127.0.0.1:"), std::string::npos) << reason;
  EXPECT_NE(reason.find("name the master in redis.url"), std::string::npos) << reason;
}

TEST_F(RedisConnection, NoticesWithoutBeingAskedThatItsMasterBecameAReplica) {
  test::redis_server server;
  connect(server.url());
  ASSERT_TRUE(run_until([this] { return up; })) << reason;
  ASSERT_EQ(replica_of_nobody(server), "+OK\r\n");
  ASSERT_TRUE(run_until([this] { return ended; }, 5s));
  EXPECT_NE(reason.find("it is a replica of 127.0.0.1:"), std::string::npos) << reason;
}

TEST_F(RedisConnection, NoticesWithoutBeingAskedThatTheServerHangs) {
  test::redis_server server;
  connect(server.url(), 300ms);
  ASSERT_TRUE(run_until([this] { return up; })) << reason;
  server.pause();
  EXPECT_TRUE(run_until([this] { return ended; }, 5s));
  server.resume();
}

// The user may not ask for the role: what a write meets tells.
TEST_F(RedisConnection, EndsWhereAWriteMeetsAReplicaByItselfOrInAScript) {
  for (const auto& write :
       {redis_command{"SET", "a", "1"}, redis_command{"EVAL", "return redis.call('SET', 'a', '1')", "0"}}) {
    up = ended = false;
    test::redis_server server;
    ASSERT_EQ(server.ask("ACL SETUSER default -role"), "+OK\r\n");
    connect(server.url());
    ASSERT_TRUE(run_until([this] { return up; })) << reason;
    ASSERT_EQ(replica_of_nobody(server), "+OK\r\n");
    const auto answer = say(write);
    EXPECT_EQ(answer.substr(0, 8), "error 1:") << answer;
    ASSERT_TRUE(run_until([this] { return ended; }));
    EXPECT_NE(reason.find("READONLY"), std::string::npos) << reason;
  }
}

TEST_F(RedisConnection, StaysWhereAWriteIsRefusedForWantOfSomethingElse) {
  test::redis_server server;
  connect(server.url());
  ASSERT_TRUE(run_until([this] { return up; })) << reason;
  server.ask("CONFIG SET min-replicas-to-write 1");
  EXPECT_EQ(say({"SET", "a", "1"}).substr(0, 19), "error 3: NOREPLICAS");
  server.ask("CONFIG SET min-replicas-to-write 0");
  EXPECT_EQ(say({"SET", "a", "READONLY "}), "OK");
  EXPECT_EQ(say({"GET", "a"}), "READONLY ");
  EXPECT_FALSE(ended) << reason;
}

// A name has addresses in either family, and no server has to listen at all of them.
TEST_F(RedisConnection, TriesEveryAddressOfAName) {
  const test::host_name name{"redis.test", {"::1", "127.0.0.9", "127.0.0.1"}};
  for (const auto* address : {"127.0.0.1", "::1"}) {
    up = ended = false;
    test::redis_server server{{"--bind", address}};
    const auto url = "redis://redis.test:" + std::to_string(server.port());
    connect(url);
    ASSERT_TRUE(run_until([this] { return up || ended; }));
    EXPECT_TRUE(up) << address << ": " << reason;
    EXPECT_EQ(say({"SET", "key", "value"}), "OK");
    server.kill();
    ASSERT_TRUE(run_until([this] { return ended; }));
    EXPECT_EQ(reason.find("refused"), std::string::npos) << reason;  // nothing of what was tried before it was up
    ended = false;
    connect(url);
    ASSERT_TRUE(run_until([this] { return ended; }));
    for (const auto* each : {"127.0.0.1", "127.0.0.9", "::1"}) {
      EXPECT_NE(reason.find(std::string(each) + ": Connection refused"), std::string::npos) << reason;
    }
  }
}

// A name that stands for all servers of a set: the one that takes writes is found, whatever is the matter with others.
TEST_F(RedisConnection, TriesTheNextAddressWhereTheFirstServerIsAReplicaOrHangs) {
  const test::host_name name{"redis.test", {"127.0.0.2", "127.0.0.1"}};
  test::redis_server server;
  test::redis_server other{{"--bind", "127.0.0.2", "--port", std::to_string(server.port())}};
  const auto url = "redis://redis.test:" + std::to_string(server.port());
  ASSERT_EQ(replica_of_nobody(other), "+OK\r\n");
  connect(url);
  ASSERT_TRUE(run_until([this] { return up || ended; }));
  EXPECT_TRUE(up) << reason;
  EXPECT_EQ(say({"SET", "key", "value"}), "OK");
  caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
  ASSERT_TRUE(run_until([this] { return ended; }));
  other.pause();
  up = ended = false;
  connect(url, 500ms);
  ASSERT_TRUE(run_until([this] { return up || ended; }));
  EXPECT_TRUE(up) << reason;
  other.resume();
}

TEST_F(RedisConnection, TellsAllWhoWaitWhenTheServerDies) {
  test::redis_server server;
  connect(server.url(), 60s);
  ASSERT_TRUE(run_until([this] { return up; })) << reason;
  server.pause();
  std::string first;
  std::string second;
  bool first_done = false;
  bool second_done = false;
  send({"SET", "a", "1"}, &first, &first_done);
  send({"SET", "b", "1"}, &second, &second_done);
  home.poll();
  server.kill();
  ASSERT_TRUE(run_until([&] { return ended && first_done && second_done; }));
  EXPECT_EQ(first.substr(0, 8), "error 2:") << first;
  EXPECT_EQ(second.substr(0, 8), "error 2:") << second;
}

TEST_F(RedisConnection, EndsWhenAReplyIsLate) {
  test::redis_server server;
  connect(server.url(), 300ms);
  ASSERT_TRUE(run_until([this] { return up; })) << reason;
  server.pause();
  std::string answer;
  bool done = false;
  send({"PING"}, &answer, &done);
  EXPECT_TRUE(run_until([&] { return ended && done; }, 5s));
  EXPECT_NE(reason.find("no answer within 300 ms"), std::string::npos) << reason;
  server.resume();
}

TEST_F(RedisConnection, WaitsForACommandThatBlocksOnPurpose) {
  test::redis_server server;
  connect(server.url(), 1s);
  ASSERT_TRUE(run_until([this] { return up; })) << reason;
  redis_command wait{"BLPOP", "nothing", "2"};
  wait.patience = 2s;
  EXPECT_EQ(say(std::move(wait)), "");
  EXPECT_FALSE(ended) << reason;
}

}  // namespace
}  // namespace scrutin::actors
