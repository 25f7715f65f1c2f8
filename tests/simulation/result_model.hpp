#pragma once
// A result process without its HTTP: the real tally_feed, and one who watches.
#include <memory>

#include "actors/ballots/poll_board.hpp"
#include "actors/live/tally_feed.hpp"
#include "tests/simulation/process.hpp"

namespace scrutin::simulation {

class result_model final : public process {
public:
  result_model(caf::actor_system& system, std::shared_ptr<spdlog::logger> log);
  ~result_model() override;

  /// A new process, with its connection.
  void start();
  void kill() override;

  /// The polls of its settings, replaced as by a reload.
  void offer(config::poll_list polls) { board_->replace(std::move(polls)); }

  /// What those who watch see; null until they see something.
  const actors::tally_snapshot_ptr& shown() const { return *shown_; }

private:
  std::shared_ptr<actors::poll_board> board_;
  std::shared_ptr<actors::tally_snapshot_ptr> shown_;
  caf::actor audience_;
};

}  // namespace scrutin::simulation
