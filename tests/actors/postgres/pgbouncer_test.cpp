// What works behind PgBouncer: Debian 12's, 1.18, with a session for each client.
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <fstream>
#include <pqxx/pqxx>
#include <string>

#include "actors/postgres/postgres_session.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

class PgBouncer : public ::testing::Test {
protected:
  PgBouncer() {
    auto& server = test::postgres_server::shared();
    const auto database = server.create_database();
    const auto name = database.substr(database.rfind('/') + 1);
    const auto ini = (folder.path() / "pgbouncer.ini").string();
    std::ofstream{ini} << "[databases]\n"
                       << name << " = host=127.0.0.1 port=" << server.port()
                       << " user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
                       << "listen_port = " << port << "\nauth_type = any\nunix_socket_dir =\npool_mode = session\n";
    settings.url = "postgresql://postgres@127.0.0.1:" + std::to_string(port) + "/" + name;
    std::optional<test::account> as;
    if (::geteuid() == 0) {  // as which it does not run
      const auto* nobody = ::getpwnam("nobody");
      as = test::account{nobody->pw_uid, nobody->pw_gid};
      EXPECT_EQ(::chown(folder.path().c_str(), as->user, as->group), 0);
    }
    bouncer = std::make_unique<test::child_process>(test::child_process::launch{
        .command = {test::find_program("pgbouncer", {"/usr/sbin"}), ini}, .log = folder.path() / "log", .as = as});
    EXPECT_TRUE(test::eventually([&] {
      try {
        pqxx::connection tried{settings.url};
        return true;
      } catch (const pqxx::failure&) {
        return false;
      }
    })) << bouncer->log_tail();
  }

  std::string first(pqxx::connection& at, const std::string& sql) const {
    return pqxx::nontransaction{at}.exec(sql)[0][0].as<std::string>();
  }

  test::temp_directory folder{"scrutin-pgbouncer"};
  std::uint16_t port = test::free_port();
  config::postgres settings;
  std::unique_ptr<test::child_process> bouncer;
};

TEST_F(PgBouncer, TakesSessionsOfEachUse) {
  settings.statement_timeout = 4321ms;
  for (const auto use : {session_use::reads, session_use::listens, session_use::writes}) {
    postgres_session session{make_conninfo(settings, "test", use).value()};
    EXPECT_EQ(first(session.connection, "SHOW statement_timeout"), "4321ms");
    EXPECT_EQ(first(session.connection, "SHOW application_name"), "test");
  }
}

TEST_F(PgBouncer, PassesNotificationsOn) {
  postgres_session listener{make_conninfo(settings, "test", session_use::listens).value()};
  postgres_session teller{make_conninfo(settings, "test", session_use::writes).value()};
  listener.listen("scrutin_tallies");
  first(teller.connection, "SELECT pg_notify('scrutin_tallies', 'news')");
  EXPECT_TRUE(test::eventually([&] { return listener.take_notifications() == std::vector<std::string>{"news"}; }));
}

// What a URL says of it itself is said as it stands, and only then.
TEST_F(PgBouncer, IsAskedForNoOptionsOfOurs) {
  EXPECT_EQ(make_conninfo(settings, "test")->text.find("options"), std::string::npos);
  settings.url += "?options=-c%20statement_timeout%3D7s";
  const auto own = make_conninfo(settings, "test").value();
  EXPECT_NE(own.text.find("options='-c statement_timeout=7s'"), std::string::npos);
  EXPECT_EQ(own.settings, "");
}

}  // namespace
}  // namespace scrutin::actors
