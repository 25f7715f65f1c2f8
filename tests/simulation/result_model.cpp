#include "tests/simulation/result_model.hpp"

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <utility>

namespace scrutin::simulation {

namespace {

// In the place of an audience: keeps what it was told last.
class watcher final : public actors::pinned<actors::audience_actor::base> {
public:
  watcher(caf::actor_config& config, actors::loop& home, std::shared_ptr<actors::tally_snapshot_ptr> into)
      : pinned(config, home), into_(std::move(into)) {}

  behavior_type make_behavior() override {
    return {
        [this](const actors::tally_snapshot_ptr& snapshot) { *into_ = snapshot; },
        [](actors::join_atom, const actors::viewer_actor&, const std::string&) {},
        [](actors::count_atom) {
          return actors::viewer_counts{{{"default", 1}}};
        },
    };
  }

private:
  std::shared_ptr<actors::tally_snapshot_ptr> into_;
};

}  // namespace

result_model::result_model(caf::actor_system& system, std::shared_ptr<spdlog::logger> log)
    : process(system, std::move(log), {.redis = false, .postgres = true}),
      board_(std::make_shared<actors::poll_board>(config::poll_list{})),
      shown_(std::make_shared<actors::tally_snapshot_ptr>()) {}

result_model::~result_model() { kill(); }

void result_model::start() {
  const auto wall = [this] { return std::chrono::system_clock::time_point{std::chrono::hours{500'000} + now()}; };
  auto feed = home().spawn<actors::tally_feed>(board_, actors::supervisor_actor{}, wall);
  audience_ = caf::actor_cast<caf::actor>(home().spawn<watcher>(shown_));
  caf::anon_send(feed, actors::sibling<actors::audience_actor>{caf::actor_cast<actors::audience_actor>(audience_), 0});
  begin(caf::actor_cast<caf::actor>(feed));
}

void result_model::kill() {
  if (audience_) caf::anon_send_exit(audience_, caf::exit_reason::kill);
  audience_ = nullptr;
  process::kill();
  *shown_ = nullptr;
}

}  // namespace scrutin::simulation
