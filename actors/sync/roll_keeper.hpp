#pragma once
// Keeps in Redis who may vote in polls in which each voter has a code.
#include <caf/typed_event_based_actor.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "actors/ballots/poll_board.hpp"
#include "actors/postgres/messages.hpp"
#include "actors/redis/messages.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/rounds.hpp"
#include "actors/runtime/time_source.hpp"
#include "actors/sync/messages.hpp"

namespace scrutin::actors {

/// Looks every 2 s whether Redis holds each roll as PostgreSQL has it, by the number of its voters, and puts there what
/// is missing: codes that were made while Redis was away, or all of them where it was emptied. A poll whose roll nobody
/// is on has one, too: then no code is right, which a vote process must be able to tell from one that is not there yet.
///
/// Any number of workers may do so at once: what one adds, another only adds again. Where Redis has more voters than
/// PostgreSQL, twice in a row since codes may have been made in between, that roll is made anew. `vote` refuses
/// meanwhile, and asks again.
class roll_keeper final : public pinned<roll_keeper_actor::base> {
public:
  roll_keeper(caf::actor_config& config, loop& home, std::shared_ptr<const poll_board> board)
      : pinned(config, home), board_(std::move(board)), pause_(home.time().make_alarm()) {}

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "roll_keeper"; }

private:
  void begin();
  void look();
  void look_at_next();
  void judge(const std::string& poll, bool marked, std::int64_t members);
  void fill(const std::string& poll, const std::string& after);
  void rest();
  void refused(const std::string& why);

  template <class F>
  void ask_redis(redis_command command, F then);
  template <class F>
  void ask_postgres(statement what, F then);

  std::shared_ptr<const poll_board> board_;
  std::unique_ptr<alarm> pause_;
  rounds rounds_;
  redis_connection_actor redis_;             // null while Redis is away
  postgres_connection_actor postgres_;       // null while PostgreSQL is
  std::map<std::string, std::int64_t> due_;  // polls to look at, with how many are on their rolls
  std::set<std::string> excessive_;          // those of which Redis had more when they were looked at last
  std::string complaint_;                    // what was refused last, so that it is logged once
};

}  // namespace scrutin::actors
