#pragma once
// A vote process without its HTTP: the real vote_ingest, and who gives it the ballots of those who vote there.
#include <caf/expected.hpp>
#include <cstdint>
#include <functional>
#include <memory>

#include "actors/ingest/vote_ingest.hpp"
#include "tests/simulation/process.hpp"

namespace scrutin::simulation {

class vote_model final : public process {
public:
  using answer = std::function<void(const caf::expected<actors::uid>&)>;

  vote_model(caf::actor_system& system, std::shared_ptr<spdlog::logger> log,
             std::shared_ptr<actors::ingest_metrics> metrics);
  ~vote_model() override;

  /// A new process, with its connection.
  void start(const config::redis& settings);
  void kill() override;

  /// `then` is called once, with what the voter is answered; never where the process is killed before.
  void give(actors::ballot vote, actors::offer_ptr terms, answer then);

private:
  class door;

  std::shared_ptr<actors::ingest_metrics> metrics_;
  std::shared_ptr<actors::voter_key> key_ = std::make_shared<actors::voter_key>("the key of all voters");
  actors::vote_ingest_actor ingest_;
  caf::actor door_;
  door* asks_ = nullptr;
  std::uint64_t incarnation_ = 0;
};

}  // namespace scrutin::simulation
