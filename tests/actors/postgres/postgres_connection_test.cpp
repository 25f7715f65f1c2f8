#include "actors/postgres/postgres_connection.hpp"

#include <atomic>
#include <caf/exit_reason.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <functional>
#include <thread>
#include <utility>

#include "actors/postgres/postgres_session.hpp"
#include "actors/postgres/sql_exec.hpp"
#include "actors/runtime/failure.hpp"
#include "tests/actors/loop_fixture.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/host_name.hpp"
#include "tests/support/link.hpp"
#include "tests/support/postgres_server.hpp"

namespace scrutin::actors {
namespace {

class PostgresConnection : public LoopTest {
protected:
  PostgresConnection() {
    settings.url = test::postgres_server::shared().create_database();
    connect();
  }

  void connect(session_use use = session_use::reads) {
    connection = system.spawn<postgres_connection, caf::detached>(postgres_options{settings, "test", nullptr, use},
                                                                  supervisor_actor{}, log);
    connection->attach_functor([this](const caf::error& why) {
      reason = describe(why);
      ended = true;
    });
  }

  void disconnect() {
    caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
    connection = nullptr;
    while (!ended) std::this_thread::yield();
    ended = false;
  }

  ~PostgresConnection() override {
    if (connection) disconnect();
  }

  /// The first value of the first row, or the SQLSTATE of the error.
  std::string ask(const std::string& sql, std::vector<std::optional<std::string>> parameters = {}) {
    caf::scoped_actor self{system};
    std::string answer;
    self->request(connection, caf::infinite, statement{sql, std::move(parameters)})
        .receive(
            [&](const rows& found) { answer = found.values.empty() ? "" : found.values[0].at(0).value_or("NULL"); },
            [&](const caf::error& error) { answer = "error " + sqlstate_of(error); });
    return answer;
  }

  config::postgres settings;
  postgres_connection_actor connection;
  std::string reason;  // written before `ended`
  std::atomic<bool> ended{false};
};

TEST_F(PostgresConnection, GivesWhatWasAskedFor) {
  EXPECT_EQ(ask("SELECT $1 || $2", {"vote", "s"}), "votes");
  EXPECT_EQ(ask("SELECT $1::text", {std::nullopt}), "NULL");
}

// What the sync repeats a batch for, and what it must not.
TEST_F(PostgresConnection, NamesTheStateOfEachError) {
  for (const auto* state :
       {"40001", "40P01", "23505", "SC001", "22008", "23514", "53100", "54000", "57014", "25006", "XX000"}) {
    EXPECT_EQ(ask(std::string("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '") + state + "'; END $$"),
              std::string("error ") + state);
  }
  EXPECT_EQ(ask("SELECT 1"), "1");  // none of them ended the connection
}

// A proxy that loses a connection keeps it open towards the worker, and answers nothing.
class PostgresConnectionWhilePreparing : public PostgresConnection {
protected:
  PostgresConnectionWhilePreparing() {
    caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
    url = settings.url;
    const auto at = url.rfind(':') + 1;
    settings.url = url.substr(0, at) + std::to_string(port) + url.substr(url.find('/', at));
    settings.statement_timeout = std::chrono::milliseconds(200);
    settings.connect_timeout = std::chrono::milliseconds(1000);
  }

  void prepare_by(std::function<void(postgres_session&)> prepare) {
    connection = system.spawn<postgres_connection, caf::detached>(
        postgres_options{settings, "test", std::move(prepare)}, supervisor_actor{}, log);
    connection->attach_functor([this](const caf::error&) { ended = true; });
  }

  bool has_ended() const { return ended; }

  static void sleep(postgres_session& session, const char* seconds) {
    pqxx::nontransaction transaction{session.connection};
    sql_exec(transaction, "SET statement_timeout = 0", {});
    sql_exec(transaction, "SELECT pg_sleep($1::float8)", {seconds});
  }

  std::string url;
  std::uint16_t port = test::free_port();
  faults::link proxy{home.io(), "127.0.0.1", port, test::postgres_server::shared().port()};
  std::atomic<bool> ended{false};
};

TEST_F(PostgresConnectionWhilePreparing, EndsWhereAProxyFallsSilent) {
  prepare_by([this](postgres_session& session) {
    proxy.freeze();
    sleep(session, "0");
  });
  const auto begun = clock::now();
  EXPECT_TRUE(run_until([this] { return has_ended(); }, std::chrono::seconds(20)));
  EXPECT_LT(clock::now() - begun, std::chrono::seconds(15));
  proxy.heal();
}

TEST_F(PostgresConnectionWhilePreparing, TakesAnyTimeWhileTheServerIsAtWork) {
  settings.connect_timeout = std::chrono::seconds(5);  // the guard asks the server by a connection of its own
  std::atomic<bool> prepared{false};
  prepare_by([&prepared](postgres_session& session) {
    session.take_any_time();
    sleep(session, "6");
    prepared = true;
  });
  EXPECT_TRUE(run_until([&] { return prepared || has_ended(); }, std::chrono::seconds(20)));
  EXPECT_TRUE(prepared);
  EXPECT_FALSE(has_ended());
  // From here on it is a connection like any other.
  proxy.freeze();
  std::atomic<bool> answered{false};
  std::jthread asks{[&] {
    ask("SELECT 1");
    answered = true;
  }};
  EXPECT_TRUE(run_until([&] { return answered && has_ended(); }, std::chrono::seconds(20)));
  proxy.heal();
}

TEST_F(PostgresConnectionWhilePreparing, TakesNoTimeOfAProxyThatFallsSilent) {
  prepare_by([this](postgres_session& session) {
    session.take_any_time();
    proxy.freeze();
    sleep(session, "0");
  });
  EXPECT_TRUE(run_until([this] { return has_ended(); }, std::chrono::seconds(20)));
  proxy.heal();
}

TEST_F(PostgresConnection, EndsWhereAServerThatHangsNeverAnswers) {
  test::postgres_server server;
  disconnect();
  settings.url = server.url();
  settings.statement_timeout = std::chrono::milliseconds(200);
  connect();
  ASSERT_EQ(ask("SELECT 1"), "1");
  server.pause();
  const auto begun = clock::now();
  EXPECT_EQ(ask("SELECT 1"), "error ");
  EXPECT_LT(clock::now() - begun, std::chrono::seconds(12));
  EXPECT_TRUE(run_until([&] { return ended.load(); }));
  server.resume();
}

TEST_F(PostgresConnection, WritesAndListensOnlyWhereTheServerIsThePrimary) {
  test::postgres_server server;
  server.demote();
  settings.url = server.url();
  for (const auto& [use, advice] : {std::pair{session_use::writes, "session is read-only (a standby, or"},
                                    std::pair{session_use::listens, "hot standby mode (a standby does not tell"}}) {
    disconnect();
    connect(use);
    ASSERT_TRUE(run_until([&] { return ended.load(); }));
    EXPECT_NE(reason.find(advice), std::string::npos) << reason;
    EXPECT_NE(reason.find("name the primary in postgres.url)"), std::string::npos) << reason;
  }
  disconnect();
  connect(session_use::reads);
  EXPECT_EQ(ask("SELECT 1"), "1");
  EXPECT_EQ(ask("SELECT pg_promote()::int"), "1");
  for (const auto use : {session_use::writes, session_use::listens}) {
    disconnect();
    connect(use);
    EXPECT_EQ(ask("SELECT 1"), "1") << reason;
  }
}

TEST_F(PostgresConnection, EndsWhereItIsToWriteAndItsTransactionsBecomeReadOnly) {
  disconnect();
  connect(session_use::writes);
  EXPECT_EQ(ask("CREATE TABLE things (n int)"), "");
  EXPECT_EQ(ask("SET default_transaction_read_only = on"), "");
  EXPECT_EQ(ask("INSERT INTO things VALUES (1) RETURNING n"), "error ");
  ASSERT_TRUE(run_until([&] { return ended.load(); }));
  EXPECT_NE(reason.find("read-only transaction"), std::string::npos) << reason;
  disconnect();
  connect(session_use::reads);
  ask("SET default_transaction_read_only = on");
  EXPECT_EQ(ask("INSERT INTO things VALUES (1) RETURNING n"), "error 25006");
  EXPECT_EQ(ask("SELECT 1"), "1");
}

// Of a name, and of a list of hosts; of the servers there, the one that takes writes is found.
TEST_F(PostgresConnection, TriesEveryAddress) {
  const test::host_name name{"postgres.test", {"::1", "127.0.0.9", "127.0.0.1"}};
  test::postgres_server standby;
  standby.demote();
  disconnect();
  const auto port = [](const test::postgres_server& of) { return ":" + std::to_string(of.port()); };
  settings.url = "postgresql://postgres@postgres.test" + port(test::postgres_server::shared()) + "/postgres";
  connect(session_use::writes);
  EXPECT_EQ(ask("SELECT 1"), "1") << reason;
  disconnect();
  settings.url = "postgresql://postgres@127.0.0.1" + port(standby) + ",127.0.0.1" +
                 port(test::postgres_server::shared()) + "/postgres";
  connect(session_use::writes);
  EXPECT_EQ(ask("SELECT pg_is_in_recovery()::int"), "0") << reason;
  disconnect();
  settings.url = "postgresql://postgres@postgres.test:" + std::to_string(test::free_port()) + "/postgres";
  connect();
  ASSERT_TRUE(run_until([&] { return ended.load(); }));
  for (const auto* address : {"(::1)", "(127.0.0.9)", "(127.0.0.1)"}) {
    EXPECT_NE(reason.find(address), std::string::npos) << reason;
  }
  EXPECT_EQ(reason.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace scrutin::actors
