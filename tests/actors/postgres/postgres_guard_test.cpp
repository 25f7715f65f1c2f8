#include "actors/postgres/postgres_guard.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <optional>
#include <pqxx/pqxx>

#include "actors/runtime/file_descriptor.hpp"
#include "tests/actors/loop_fixture.hpp"
#include "tests/support/postgres_server.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

class nobody final : public caf::event_based_actor {
public:
  using caf::event_based_actor::event_based_actor;
  caf::behavior make_behavior() override {
    return {[](int) {}};
  }
};

// Of a connection whose backend has nothing to do, and which waits all the same.
class PostgresGuard : public LoopTest {
protected:
  PostgresGuard() {
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    settings.url = url;
    settings.connect_timeout = 5s;
    wait = std::make_shared<wait_for_answer>(std::make_shared<file_descriptor>(::dup(ends[0])));
    wait->allow_any_time();
    guarded = system.spawn<nobody>();
    guard = system.spawn<postgres_guard>(
        wait, 200ms, postgres_guard::guarded_connection{guarded.address(), idle.backendpid(), settings}, log);
  }
  ~PostgresGuard() override {
    caf::anon_send_exit(guarded, caf::exit_reason::user_shutdown);
    for (const int one : ends) ::close(one);
  }

  bool is_ended() const {
    char byte = 0;
    return ::recv(ends[1], &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
  }

  std::string url = test::postgres_server::shared().create_database();
  pqxx::connection idle{url};
  std::array<int, 2> ends{};
  config::postgres settings;
  std::shared_ptr<wait_for_answer> wait;
  caf::actor guarded;
  caf::actor guard;
};

// The server has answered, and its answer comes a little later than what the guard heard of it.
TEST_F(PostgresGuard, LeavesAWaitAloneThatIsOverSoonAfterTheServerHasAnswered) {
  for (int i = 0; i < 20; ++i) {
    const wait_for_answer::scope one{*wait};
    run_until([this] { return is_ended(); }, 300ms);  // the guard looks and asks in it, once
    ASSERT_FALSE(is_ended()) << i;
  }
}

TEST_F(PostgresGuard, EndsAWaitForWhichTheServerDoesNothing) {
  const wait_for_answer::scope endless{*wait};
  EXPECT_TRUE(run_until([this] { return is_ended(); }, 20s));
}

}  // namespace
}  // namespace scrutin::actors
