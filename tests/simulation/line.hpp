#pragma once
// What is on its way between a process and a server.
#include <caf/expected.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "actors/postgres/messages.hpp"
#include "actors/runtime/file_descriptor.hpp"
#include "tests/simulation/postgres_model.hpp"
#include "tests/simulation/redis_model.hpp"

namespace scrutin::simulation {

/// One connection. Both ways keep their order, as TCP does.
template <class Said, class Heard>
struct line {
  using listener = std::function<void(caf::expected<Heard>)>;

  struct request {
    Said what;
    std::chrono::milliseconds sent{};
    listener answer;
  };
  struct reply {
    caf::expected<Heard> what;
    listener answer;
  };

  std::deque<request> requests;  ///< not carried out yet
  std::deque<reply> replies;     ///< not delivered yet
};

struct redis_line : line<redis_model::words, actors::redis_value> {
  redis_model::session session;
  bool ended = false;  ///< by the process itself
};

struct postgres_line : line<actors::statement, actors::rows> {
  bool listens = false;  ///< the server tells it what is notified
  actors::shared_descriptor bell{};
  std::vector<std::string> news{};  ///< arrived, and not taken yet

  /// What the process waits on (an eventfd), once it listens.
  actors::shared_descriptor make_bell();
  void arrived(const std::string& payload);
  std::vector<std::string> take_news();
};

}  // namespace scrutin::simulation
