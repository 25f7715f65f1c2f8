#include "actors/live/receipt_desk.hpp"

#include <gtest/gtest.h>

#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <deque>

#include "tests/actors/loop_fixture.hpp"
#include "tests/actors/scripted_postgres.hpp"

namespace scrutin::actors {
namespace {

struct told {
  std::optional<receipt> found;
  std::optional<failure> failed;
};

class asker final : public pinned<caf::event_based_actor> {
public:
  asker(caf::actor_config& config, loop& home, const receipt_desk_actor& desk, const uid& id, told* into)
      : pinned(config, home) {
    request(desk, caf::infinite, id)
        .then([into](const receipt& found) { into->found = found; },
              [into](const caf::error& error) { into->failed = failure_of(error); });
  }
};

class ReceiptDesk : public LoopTest {
protected:
  ReceiptDesk() {
    postgres.answer = [](const statement&) { return rows{}; };
  }

  ~ReceiptDesk() override {
    for (const auto& one : {caf::actor_cast<caf::actor>(desk), caf::actor_cast<caf::actor>(connection)}) {
      if (one) caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
    }
    desk = nullptr;
    connection = nullptr;
    turn();
  }

  void connect() {
    connection = home.spawn<scripted_postgres_connection>(&postgres);
    caf::anon_send(desk, sibling<postgres_connection_actor>{connection, 0});
    turn();
  }

  void lose() {
    caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
    connection = nullptr;
    caf::anon_send(desk, sibling<postgres_connection_actor>{});
    turn();
  }

  told& ask(const uid& id) {
    home.spawn<asker>(desk, id, &answers.emplace_back());
    return answers.back();
  }

  void turn() {
    while (home.poll() > 0) {
    }
  }

  scripted_postgres postgres;
  std::deque<told> answers;
  receipt_desk_actor desk = home.spawn<receipt_desk>();
  postgres_connection_actor connection;
};

TEST_F(ReceiptDesk, TellsWhatBecameOfAVote) {
  const auto counted = uid::make();
  const auto replaced = uid::make();
  const auto unknown = uid::make();
  postgres.answer = [&](const statement&) {
    return rows{{{counted.to_string(), "default", "counted"},
                 {replaced.to_string(), "lunch", "replaced"},
                 {unknown.to_string(), std::nullopt, std::nullopt}}};
  };
  connect();
  const auto& first = ask(counted);
  const auto& second = ask(replaced);
  const auto& third = ask(unknown);
  const auto& fourth = ask(uid::make());
  turn();
  EXPECT_EQ(first.found, (receipt{receipt::state::counted, "default"}));
  EXPECT_EQ(second.found, (receipt{receipt::state::replaced, "lunch"}));
  EXPECT_EQ(third.found, receipt{});
  EXPECT_EQ(fourth.found, receipt{});
}

TEST_F(ReceiptDesk, AsksOnceForAllWhoCameMeanwhile) {
  postgres.answer = [this](const statement&) -> std::optional<caf::expected<rows>> {
    if (postgres.asked.size() == 1) return std::nullopt;  // the first one hangs
    return rows{};
  };
  connect();
  for (int i = 0; i < 100; ++i) ask(uid::make());
  turn();
  EXPECT_EQ(postgres.asked.size(), 1U);
  lose();
  connect();
  for (int i = 0; i < 1500; ++i) ask(uid::make());
  turn();
  EXPECT_LE(postgres.asked.size(), 5U);
  EXPECT_TRUE(std::all_of(answers.begin() + 100, answers.end(), [](const told& one) { return one.found.has_value(); }));
}

TEST_F(ReceiptDesk, SaysAtOnceThatItCannotWhileTheDatabaseIsAway) {
  EXPECT_EQ((turn(), ask(uid::make()).failed), std::nullopt);
  turn();
  EXPECT_EQ(answers.back().failed, failure::unavailable);

  postgres.answer = [](const statement&) { return std::nullopt; };
  connect();
  ask(uid::make());
  ask(uid::make());
  turn();
  EXPECT_FALSE(answers.back().failed);
  lose();
  for (const auto& one : answers) EXPECT_TRUE(one.failed);
}

TEST_F(ReceiptDesk, GoesOnAfterAQueryThatWasRefused) {
  postgres.answer = [this](const statement&) -> std::optional<caf::expected<rows>> {
    if (postgres.asked.size() == 1) return make_error(failure::refused, "there is no such function");
    return rows{};
  };
  connect();
  ask(uid::make());
  turn();
  EXPECT_EQ(answers.back().failed, failure::refused);
  ask(uid::make());
  turn();
  EXPECT_EQ(answers.back().found, receipt{});
}

TEST_F(ReceiptDesk, LetsOnlySoManyWait) {
  postgres.answer = [](const statement&) { return std::nullopt; };
  connect();
  ask(uid::make());
  turn();
  for (std::size_t i = 0; i < receipt_desk::most_waiting; ++i) ask(uid::make());
  turn();
  EXPECT_FALSE(answers.back().failed);
  ask(uid::make());
  turn();
  EXPECT_EQ(answers.back().failed, failure::unavailable);
}

}  // namespace
}  // namespace scrutin::actors
