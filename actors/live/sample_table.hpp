#pragma once
// What the original sample's table says, asked as ours are.
#include <caf/typed_event_based_actor.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "actors/ballots/poll_board.hpp"
#include "actors/live/messages.hpp"
#include "actors/postgres/messages.hpp"
#include "actors/runtime/file_descriptor.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/time_source.hpp"

namespace scrutin::actors {

/// Looks whose tables the database holds, and says `up` once there are any. Where a worker of ours made them it passes
/// everything on. Where there is only the table `votes` of the original sample, it answers what is asked of ours from
/// that one, read by the sample's own query: its rows are votes in the first poll of the settings. Nobody notifies of
/// those, so it reads once a second, as the sample does, and tells who listens when they are others. What that table
/// does not know is answered with no rows: receipts, when votes came, who watches by way of other processes.
///
/// It ends with the connection behind it, and when our tables have come, to be started again for those.
class sample_table final : public pinned<sample_table_actor::base> {
public:
  /// `parent` is told `up`; `watcher` learns whose tables are read. Without a `board` and a `watcher` no tallies are
  /// asked for and nothing is told: for another connection of the same process.
  sample_table(caf::actor_config& config, loop& home, std::shared_ptr<const poll_board> board, supervisor_actor parent,
               health_actor watcher);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "sample_table"; }

private:
  using votes_by_choice = std::map<std::string, std::int64_t>;

  void look();
  void found(const rows& answer);
  void look_again();
  void watch_sample();
  void refused(const caf::error& why);
  void rise();

  caf::result<rows> answer(const statement& what);
  caf::result<rows> count();
  rows to_tallies(const votes_by_choice& votes) const;

  void ring() const;
  void tell(condition::level level, const std::string& why);

  std::shared_ptr<const poll_board> board_;
  supervisor_actor parent_;
  health_actor watcher_;
  std::unique_ptr<alarm> next_;
  file_descriptor bell_;
  postgres_connection_actor connection_;  // null until the first is there
  bool ours_ = false;
  bool up_ = false;
  votes_by_choice seen_;
  std::optional<std::string> told_;  // so that it is told once
};

}  // namespace scrutin::actors
