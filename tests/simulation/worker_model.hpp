#pragma once
// A worker: the real sync actor.
#include <memory>
#include <string>

#include "actors/sync/sync.hpp"
#include "tests/simulation/process.hpp"

namespace scrutin::simulation {

class worker_model final : public process {
public:
  worker_model(caf::actor_system& system, std::shared_ptr<spdlog::logger> log,
               std::shared_ptr<actors::sync_metrics> metrics);
  ~worker_model() override;

  /// A new process, with both connections.
  void start(const std::string& holder, const config::worker& settings);
  void drain();

  /// The polls of its settings, replaced as by a reload.
  void offer(config::poll_list polls) { board_->replace(std::move(polls)); }

private:
  std::shared_ptr<actors::sync_metrics> metrics_;
  std::shared_ptr<actors::poll_board> board_;
};

}  // namespace scrutin::simulation
