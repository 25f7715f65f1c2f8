#pragma once
// Moves the original vote page's votes from its list in Redis to the streams.
#include <caf/typed_event_based_actor.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "actors/ballots/poll_board.hpp"
#include "actors/redis/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/rounds.hpp"
#include "actors/runtime/time_source.hpp"
#include "actors/sync/list_batch.hpp"
#include "actors/sync/list_metrics.hpp"
#include "actors/sync/messages.hpp"

namespace scrutin::actors {

/// Looks at the head of the list, and moves what it saw in one atomic step, in the list's order: so any number of them
/// may run, and one that does not know whether its step happened only looks again. It keeps nothing; what Redis refuses
/// stays in the list, and is tried again.
class list_drain final : public pinned<list_drain_actor::base> {
public:
  /// The votes count in the board's first poll, which all workers agree on.
  list_drain(caf::actor_config& config, loop& home, unsigned partitions, std::shared_ptr<const poll_board> board,
             std::shared_ptr<list_metrics> metrics);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "list_drain"; }

private:
  void look();
  void move(list_batch batch, const published_offer& offered);
  void moved(const list_batch& batch);
  void refused(const std::string& why);

  /// Looks again after half of `longest` to all of it: several workers do not look all at once.
  void rest(std::chrono::milliseconds longest);

  template <class F>
  void ask(redis_command command, F then);

  unsigned partitions_;
  std::shared_ptr<const poll_board> board_;
  std::shared_ptr<list_metrics> metrics_;
  std::unique_ptr<alarm> pause_;
  std::minstd_rand random_;
  redis_connection_actor redis_;  // null while Redis is away
  rounds rounds_;
  std::string complaint_;  // what was last refused, so that it is logged once
};

}  // namespace scrutin::actors
