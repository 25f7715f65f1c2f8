// How the children of a supervisor are wired by what they are.
#include "actors/runtime/child_list.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "actors/runtime/supervisor.hpp"
#include "tests/actors/loop_fixture.hpp"

namespace scrutin::actors {
namespace {

struct second;

using server_actor = caf::typed_actor<caf::reacts_to<drain_atom>>;
using client_actor =
    caf::typed_actor<caf::reacts_to<sibling<server_actor>>, caf::reacts_to<sibling<server_actor, second>>>;

class server final : public pinned<server_actor::base> {
public:
  using pinned::pinned;
  behavior_type make_behavior() override {
    return {[this](drain_atom) { quit(); }};
  }
};

class client final : public pinned<client_actor::base> {
public:
  client(caf::actor_config& config, loop& home, std::vector<std::string>* told) : pinned(config, home), told_(told) {}
  behavior_type make_behavior() override {
    return {
        [this](const sibling<server_actor>& one) { note("server", one.which, one.handle != nullptr); },
        [this](const sibling<server_actor, second>& one) { note("second", one.which, one.handle != nullptr); },
    };
  }

private:
  void note(const std::string& role, unsigned which, bool here) {
    told_->push_back(role + ' ' + std::to_string(which) + (here ? " is here" : " is away"));
  }
  std::vector<std::string>* told_;
};

class ChildList : public LoopTest {
protected:
  ~ChildList() override {
    caf::anon_send(root, drain_atom::value);
    home.poll();
    root = nullptr;
  }

  child<server_actor> a_server(const std::string& name) {
    return {.name = name, .start = [this](auto&) { return home.spawn<server>(); }, .limit = no_limit};
  }
  child<client_actor> a_client() {
    return {.name = "client", .start = [this](auto&) { return home.spawn<client>(&told); }};
  }
  void supervise(child_list list) {
    root = home.spawn<supervisor>("test", list.take(), health_actor{});
    home.poll();
  }

  std::vector<std::string> told;
  supervisor_actor root;
};

TEST_F(ChildList, TellsTwoOfAKindApartByRoleAndByNumber) {
  child_list list;
  const auto one = list.add(a_server("one"));
  const auto other = list.add(a_server("other"));
  list.add(a_client()).asks(one, 3).asks<second>(other);
  supervise(std::move(list));
  EXPECT_EQ(told, (std::vector<std::string>{"server 3 is here", "second 0 is here"}));
}

TEST_F(ChildList, ShowsAChildToWhatIsNoActor) {
  server_actor seen;
  int times = 0;
  child_list list;
  list.add(a_server("one")).shows(home, [&](server_actor now) {
    seen = std::move(now);
    ++times;
  });
  supervise(std::move(list));
  ASSERT_TRUE(run_until([&] { return times == 1; }));
  ASSERT_TRUE(seen);
  caf::anon_send(seen, drain_atom::value);
  ASSERT_TRUE(run_until([&] { return times == 2; }));
  EXPECT_FALSE(seen) << "it is away until it is started again";
}

// What a client takes no message of does not compile.
template <class Client, class Server>
concept can_ask = requires(child_list::place<Client> client, child_list::place<Server> server) {
  client.asks(server);
};
static_assert(can_ask<client_actor, server_actor>);
static_assert(!can_ask<server_actor, client_actor>);

}  // namespace
}  // namespace scrutin::actors
