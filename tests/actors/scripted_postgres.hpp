#pragma once
// A PostgreSQL whose every answer the test decides.
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/postgres/messages.hpp"
#include "actors/runtime/failure.hpp"
#include "actors/runtime/file_descriptor.hpp"
#include "actors/runtime/pinned.hpp"

namespace scrutin::actors {

/// What the test says, and what it was asked. Outlives the connection.
struct scripted_postgres {
  /// The answer to a statement, or an error; nothing: none comes until the connection ends.
  std::function<std::optional<caf::expected<rows>>(const statement&)> answer;
  std::vector<statement> asked{};

  /// How many of the statements have that in their text.
  long count(const std::string& part) const {
    return std::count_if(asked.begin(), asked.end(),
                         [&part](const statement& one) { return one.sql.find(part) != std::string::npos; });
  }

  const statement& last(const std::string& part) const {
    return *std::find_if(asked.rbegin(), asked.rend(),
                         [&part](const statement& one) { return one.sql.find(part) != std::string::npos; });
  }

  /// Tells who listens.
  void notify(std::string payload = {}) {
    payloads.push_back(std::move(payload));
    const std::uint64_t one = 1;
    if (::write(bell.number(), &one, sizeof(one)) != sizeof(one)) throw std::runtime_error("the bell does not ring");
  }

  std::vector<std::string> payloads{};  // that nobody has taken
  file_descriptor bell{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
};

/// In the place of a postgres_connection.
class scripted_postgres_connection final : public pinned<postgres_connection_actor::base> {
public:
  scripted_postgres_connection(caf::actor_config& config, loop& home, scripted_postgres* server)
      : pinned(config, home), server_(server) {}

  behavior_type make_behavior() override {
    return {
        [this](const statement& what) -> caf::result<rows> {
          server_->asked.push_back(what);
          auto answer = server_->answer(what);
          if (answer)
            return answer->engaged() ? caf::result<rows>{std::move(**answer)} : caf::result<rows>{answer->error()};
          auto promise = make_response_promise<rows>();
          open_.push_back(promise);
          return promise;
        },
        [this](listen_atom, const std::string&) {
          return std::make_shared<file_descriptor>(::dup(server_->bell.number()));
        },
        [this](news_atom) {
          std::uint64_t rung = 0;
          if (::read(server_->bell.number(), &rung, sizeof(rung)) != sizeof(rung)) return std::vector<std::string>{};
          return std::exchange(server_->payloads, {});
        },
    };
  }

  void on_exit() override {
    for (auto& one : open_) one.deliver(make_error(failure::unconfirmed, "the connection ended"));
  }

private:
  scripted_postgres* server_;
  std::vector<caf::typed_response_promise<rows>> open_;
};

}  // namespace scrutin::actors
