#pragma once
// Looks up receipts.
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>
#include <string>
#include <utility>
#include <vector>

#include "actors/live/messages.hpp"
#include "actors/postgres/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/rounds.hpp"

namespace scrutin::actors {

/// One query at a time, for all who ask meanwhile: a crowd that looks after its votes costs few of them. While the
/// database is away, and where too many ask, it answers an error at once.
class receipt_desk final : public pinned<receipt_desk_actor::base> {
public:
  /// Receipts that may wait for an answer.
  static constexpr std::size_t most_waiting = 20000;

  /// Its supervisor tells it of the connection ("receipt_connection").
  receipt_desk(caf::actor_config& config, loop& home) : pinned(config, home) {}

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "receipt_desk"; }

private:
  using answer = caf::typed_response_promise<receipt>;
  using asked = std::vector<std::pair<std::string, answer>>;

  answer look_up(const uid& id);
  void ask();
  static void settle(asked& all, const rows& found);
  static void fail(asked& all, const caf::error& why);

  rounds rounds_;
  postgres_connection_actor postgres_;
  asked waiting_;
  asked asking_;
};

}  // namespace scrutin::actors
