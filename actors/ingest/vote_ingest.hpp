#pragma once
// Takes votes in.
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actors/ingest/ingest_metrics.hpp"
#include "actors/ingest/messages.hpp"
#include "actors/ingest/redis_fitness.hpp"
#include "actors/ingest/redis_terms.hpp"
#include "actors/ingest/vote_queue.hpp"
#include "actors/ingest/voter_key.hpp"
#include "actors/redis/messages.hpp"
#include "actors/redis/redis_clock.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/runtime/rounds.hpp"
#include "actors/runtime/time_source.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// Puts each ballot into its partition's stream, those of one turn of the loop by one call; a ballot whose offer Redis
/// does not know waits until it was made known there. Before it serves on a new connection it agrees with Redis on what
/// all processes share (redis_terms). Where they do not agree, then or later, it takes no votes, and looks each second
/// whether they do by now.
///
/// From then on it looks every few seconds, whether anyone votes or not, whether Redis is fit for votes
/// (redis_fitness). `health` is told, with Redis' words.
///
/// A ballot takes effect within `redis.timeout` from when it was taken in, or never: Redis itself refuses what comes
/// later. Where a connection ends before it answered, the ballot is sent again, with its uid, on the next one. The
/// answers: the uid, once any sending was confirmed; `unavailable` or `refused`, at once, where it was certainly not
/// recorded, `unentitled` where its voter is not on the poll's roll; `unconfirmed` where nobody knows, not before the
/// deadline has passed. (Redis' clock must not be set back meanwhile: the deadline of what is under way would move by
/// as much.)
///
/// Where `queue` says so, ballots of the first poll go to the original sample's list instead, by the same rules, or to
/// their streams only once the list is empty: what it held then came before them.
class vote_ingest final : public pinned<vote_ingest_actor::base> {
public:
  vote_ingest(caf::actor_config& config, loop& home, const config::redis& settings, std::shared_ptr<voter_key> key,
              std::shared_ptr<ingest_metrics> metrics, health_actor watcher, std::string label,
              std::shared_ptr<const vote_queue> queue = nullptr);

  behavior_type make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "vote_ingest"; }

private:
  using time_point = time_source::time_point;
  using number = std::uint64_t;
  using numbers = std::vector<number>;

  /// A ballot that has no answer yet.
  struct open_ballot {
    ballot vote;
    offer_ptr offered;
    caf::typed_response_promise<uid> answer;
    time_point due;
    bool under_way = false;  ///< sent, and nothing came back yet
    bool in_doubt = false;   ///< an earlier connection took it and never answered
    bool past_list = false;  ///< the list was empty: from then on it is the stream's
  };

  void line_up(number which);
  void flush();
  bool goes_to_list(const open_ballot& one) const;
  void send_to_list(numbers ballots);
  void listed(const numbers& ballots, const redis_value& reply);
  void send_to_redis(numbers ballots, bool with_script);
  /// Why Redis refused some of them, if it did.
  expected<void> answered(const numbers& ballots, const redis_value& reply);
  void failed(numbers ballots, const caf::error& why, bool by_older_connection);
  void not_added(number which, caf::error why);
  void publish_for(const numbers& ballots);
  void miss_roll(number which);
  void expire();
  void watch_time();
  void ask_time(const std::function<void()>& then);

  void agree();
  void disagree(const std::string& why);
  void look_again();
  void load_script();
  void serve();

  /// Redis refuses what it was asked beside votes.
  void hindered(const std::string& why);

  template <class F>
  void ask(redis_command command, F then);

  unsigned partitions_;
  std::vector<std::string> streams_;
  std::shared_ptr<ingest_metrics> metrics_;
  health_actor watcher_;
  std::string label_;
  std::shared_ptr<const vote_queue> where_;  // null: the streams
  std::chrono::milliseconds timeout_;
  time_source& time_;
  std::unique_ptr<alarm> retry_;
  std::unique_ptr<alarm> alarm_;
  rounds rounds_;                 // one a connection
  redis_connection_actor redis_;  // null while Redis is away
  bool serving_ = false;          // what must be agreed on is
  std::string digest_;            // of the script, as Redis names it
  redis_clock redis_time_;
  time_point ask_time_at_;
  redis_terms terms_;
  redis_fitness fitness_;
  std::string missed_;                  // what was logged last of a roll that is not there
  std::map<number, open_ballot> open_;  // in the order of their taking in, which is that of their deadlines
  number next_ = 0;
  numbers queue_;  // what the end of this turn sends
  time_point turn_began_;
};

}  // namespace scrutin::actors
