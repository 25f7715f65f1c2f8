#include "actors/postgres_connection.hpp"

#include <atomic>
#include <caf/exit_reason.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include "actors/failure.hpp"
#include "actors/postgres_session.hpp"
#include "tests/actors/loop_fixture.hpp"
#include "tests/support/postgres_server.hpp"

namespace scrutin::actors {
namespace {

class PostgresConnection : public LoopTest {
protected:
  PostgresConnection() {
    settings.url = test::postgres_server::shared().create_database();
    connect();
  }

  void connect() {
    connection = system.spawn<postgres_connection, caf::detached>(postgres_options{settings, "test", nullptr},
                                                                  supervisor_actor{}, log);
  }

  ~PostgresConnection() override {
    caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
    connection = nullptr;
  }

  /// The first value of the first row, or the SQLSTATE of the error.
  std::string ask(const std::string& sql, std::vector<std::optional<std::string>> parameters = {}) {
    caf::scoped_actor self{system};
    std::string answer;
    self->request(connection, caf::infinite, statement{sql, std::move(parameters)})
        .receive([&](const rows& found) { answer = found.values.at(0).at(0).value_or("NULL"); },
                 [&](const caf::error& error) { answer = "error " + sqlstate_of(error); });
    return answer;
  }

  config::postgres settings;
  postgres_connection_actor connection;
};

TEST_F(PostgresConnection, GivesWhatWasAskedFor) {
  EXPECT_EQ(ask("SELECT $1 || $2", {"vote", "s"}), "votes");
  EXPECT_EQ(ask("SELECT $1::text", {std::nullopt}), "NULL");
}

// What the sync repeats a batch for, and what it must not.
TEST_F(PostgresConnection, NamesTheStateOfEachError) {
  for (const auto* state : {"40001", "40P01", "23505", "SC001"}) {
    EXPECT_EQ(ask(std::string("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '") + state + "'; END $$"),
              std::string("error ") + state);
  }
  EXPECT_EQ(ask("SELECT 1"), "1");  // none of them ended the connection
}

TEST_F(PostgresConnection, EndsWhereAServerThatHangsNeverAnswers) {
  test::postgres_server server;
  caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
  settings.url = server.url();
  settings.statement_timeout = std::chrono::milliseconds(200);
  connect();
  ASSERT_EQ(ask("SELECT 1"), "1");
  server.pause();
  std::atomic<bool> ended{false};
  connection->attach_functor([&](const caf::error&) { ended = true; });
  const auto begun = clock::now();
  EXPECT_EQ(ask("SELECT 1"), "error ");
  EXPECT_LT(clock::now() - begun, std::chrono::seconds(5));
  EXPECT_TRUE(run_until([&] { return ended.load(); }));
  server.resume();
}

}  // namespace
}  // namespace scrutin::actors
