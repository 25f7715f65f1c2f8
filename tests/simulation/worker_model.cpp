#include "tests/simulation/worker_model.hpp"

#include <caf/send.hpp>
#include <utility>

namespace scrutin::simulation {

worker_model::worker_model(caf::actor_system& system, std::shared_ptr<spdlog::logger> log,
                           std::shared_ptr<actors::sync_metrics> metrics)
    : process(system, std::move(log), {.redis = true, .postgres = true}),
      metrics_(std::move(metrics)),
      board_(std::make_shared<actors::poll_board>(config::poll_list{})) {}

worker_model::~worker_model() { kill(); }

void worker_model::start(const std::string& holder, const config::worker& settings) {
  begin(caf::actor_cast<caf::actor>(home().spawn<actors::sync>(0U, holder, settings, metrics_, board_)));
}

void worker_model::drain() { caf::anon_send(main(), actors::drain_atom::value); }

}  // namespace scrutin::simulation
