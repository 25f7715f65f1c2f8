#pragma once
// A Redis whose every answer the test decides.
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "actors/ballots/messages.hpp"
#include "actors/redis/messages.hpp"
#include "actors/runtime/failure.hpp"
#include "actors/runtime/pinned.hpp"

namespace scrutin::actors {

/// What it answers the ballots of a vote_ingest, and what it was told. Outlives the connection.
struct scripted_redis {
  struct call {
    std::vector<std::string> words;
    caf::typed_response_promise<redis_value> answer;

    std::size_t ballots() const { return std::stoul(words[2]) - 1; }  // the first key is the offers'
    std::int64_t deadline() const { return std::stoll(words[4 + ballots()]); }
  };
  struct entry {
    std::string stream, uid, choice, offer;
  };

  std::int64_t now = 1'700'000'000'000'000;     // its clock, which stands
  bool silent = false;                          // takes calls and does not run them
  bool late = false;                            // says so, whatever the deadline
  std::string error{};                          // to the next call as a whole, once
  std::map<std::string, std::string> errors{};  // to one uid
  bool knows_all = true;                        // offers, those that nobody published too
  std::string refuses_offers{};                 // with that error
  std::set<std::string> offers{};               // that were published
  std::string refusal{};                        // to every write, while it is not empty
  std::string secret{};                         // to CONFIG GET, while it is not empty
  std::map<std::string, std::string> settings{{"appendonly", "yes"},
                                              {"appendfsync", "always"},
                                              {"no-appendfsync-on-rewrite", "no"},
                                              {"maxmemory-policy", "noeviction"}};
  std::string info{};         // INFO persistence
  std::vector<call> calls{};  // those with ballots
  std::vector<entry> entries{};

  redis_value run(const call& one) {
    redis_value::list answer{{now}};
    if (late || now > one.deadline()) return {answer};
    for (std::size_t i = 0; i < one.ballots(); ++i) {
      const auto* fields = &one.words[5 + one.ballots() + 6 * i];
      const auto refused = errors.find(fields[0]);
      if (refused != errors.end() || !refusal.empty()) {
        answer.push_back({redis_value::list{{refused != errors.end() ? refused->second : refusal}}});
        continue;
      }
      if (!knows_all && !offers.contains(fields[4])) {
        answer.push_back({redis_value::list{{std::string("NOOFFER")}}});
        continue;
      }
      entries.push_back({one.words[4 + i], fields[0], fields[3], fields[4]});
      answer.emplace_back().value = std::to_string(entries.size()) + "-0";
    }
    return {answer};
  }
};

/// In the place of a redis_connection.
class scripted_redis_connection final : public pinned<redis_connection_actor::base> {
public:
  scripted_redis_connection(caf::actor_config& config, loop& home, scripted_redis* server)
      : pinned(config, home), server_(server) {}

  behavior_type make_behavior() override {
    return {[this](redis_command& command) -> caf::result<redis_value> {
      const auto words = words_of(command);
      if (words[0] == "SCRIPT") return redis_value{std::string("digest")};
      if (words[0] == "HSET") {
        if (!server_->refuses_offers.empty()) return make_error(failure::refused, server_->refuses_offers);
        server_->offers.insert(words[2]);
        return redis_value{std::int64_t{1}};
      }
      if (words[0] != "EVAL" && words[0] != "EVALSHA") return answer_to(words);
      if (words[2] == "1") return redis_value{redis_value::list{{server_->now}}};
      auto answer = make_response_promise<redis_value>();
      server_->calls.push_back({words, answer});
      if (server_->silent) {
        open_.push_back(answer);
      } else if (!server_->error.empty()) {
        answer.deliver(make_error(failure::refused, std::exchange(server_->error, {})));
      } else {
        answer.deliver(server_->run(server_->calls.back()));
      }
      return answer;
    }};
  }

  void on_exit() override {
    for (auto& one : open_) one.deliver(make_error(failure::unconfirmed, "the connection ended"));
  }

private:
  static std::vector<std::string> words_of(const redis_command& command) {
    std::vector<std::string> words;
    const auto& wire = command.wire();
    for (auto at = wire.find('$'); at < wire.size();) {
      std::size_t digits = 0;
      const auto length = std::stoul(wire.substr(at + 1), &digits);
      words.push_back(wire.substr(at + 1 + digits + 2, length));
      at += 1 + digits + 2 + length + 2;
    }
    return words;
  }

  caf::result<redis_value> answer_to(const std::vector<std::string>& words) {
    if (words[0] == "GET") return redis_value{std::string("4")};  // scrutin:partitions
    if (words[0] == "INFO") return redis_value{server_->info};
    if (words[0] == "XADD") {  // what cannot be added: under the id 0-0
      return make_error(failure::refused, server_->refusal.empty()
                                              ? "ERR The ID specified in XADD must be greater than 0-0"
                                              : server_->refusal);
    }
    if (words[0] == "CONFIG") {
      if (!server_->secret.empty()) return make_error(failure::refused, server_->secret);
      return redis_value{redis_value::list{{words.back()}, {server_->settings.at(words.back())}}};
    }
    throw std::invalid_argument("the scripted Redis does not know " + words[0]);
  }

  scripted_redis* server_;
  std::vector<caf::typed_response_promise<redis_value>> open_;
};

}  // namespace scrutin::actors
