#include "tests/simulation/vote_model.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <utility>

namespace scrutin::simulation {

// In the place of the HTTP sessions. Outlives the ingest, so that it hears of its end.
class vote_model::door final : public actors::pinned<caf::event_based_actor> {
public:
  door(caf::actor_config& config, actors::loop& home, door** self) : pinned(config, home) { *self = this; }

  caf::behavior make_behavior() override {
    return {[](actors::tick_atom) {}};
  }

  void ask(const actors::vote_ingest_actor& ingest, actors::ballot vote, actors::offer_ptr terms, answer then) {
    request(ingest, caf::infinite, std::move(vote), std::move(terms))
        .then([then](const actors::uid& receipt) { then(receipt); },
              [then](caf::error& error) { then(std::move(error)); });
  }
};

vote_model::vote_model(caf::actor_system& system, std::shared_ptr<spdlog::logger> log,
                       std::shared_ptr<actors::ingest_metrics> metrics)
    : process(system, std::move(log), {.redis = true, .postgres = false}), metrics_(std::move(metrics)) {
  door_ = home().spawn<door>(&asks_);
  home().poll();
}

vote_model::~vote_model() {
  kill();
  caf::anon_send_exit(door_, caf::exit_reason::kill);
  door_ = nullptr;
  home().poll();
}

void vote_model::start(const config::redis& settings) {
  ingest_ = home().spawn<actors::vote_ingest>(settings, key_, metrics_, actors::health_actor{}, "vote");
  begin(caf::actor_cast<caf::actor>(ingest_));
}

void vote_model::kill() {
  ++incarnation_;
  ingest_ = nullptr;
  process::kill();
}

void vote_model::give(actors::ballot vote, actors::offer_ptr terms, answer then) {
  asks_->ask(ingest_, std::move(vote), std::move(terms),
             [this, mine = incarnation_, then = std::move(then)](const caf::expected<actors::uid>& told) {
               if (mine == incarnation_) then(told);
             });
}

}  // namespace scrutin::simulation
