#include "actors/sync/sync.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <random>
#include <utility>

#include "actors/ballots/keys.hpp"
#include "actors/postgres/sqlstate.hpp"
#include "actors/redis/redis_info.hpp"
#include "actors/runtime/failure.hpp"
#include "actors/schema/batches.hpp"
#include "actors/schema/leases.hpp"
#include "actors/schema/tallies.hpp"
#include "actors/sync/stream_trim.hpp"
#include "actors/sync/vote_traces.hpp"

namespace scrutin::actors {

namespace {

using namespace std::chrono_literals;

constexpr auto block = 100ms;        // how long Redis holds a read open; what is said meanwhile waits behind it
constexpr auto retry_pause = 500ms;  // after a failure that a new connection would not cure; twice as long each time
constexpr std::chrono::milliseconds longest_pause = 5s;
constexpr auto longest_wait = 400ms;  // between two looks at a lease that another holds
constexpr auto foreign_pause = 2s;    // between two looks at streams that must be drained first
constexpr const char* no_entry = "0-0";

}  // namespace

sync::sync(caf::actor_config& config, loop& home, unsigned partition, std::string holder,
           const config::worker& settings, std::shared_ptr<sync_metrics> metrics,
           std::shared_ptr<const poll_board> board, health_actor watcher, unsigned partitions)
    : pinned(config, home),
      partition_(partition),
      stream_(stream_name(partition)),
      holder_(std::move(holder)),
      settings_(settings),
      metrics_(std::move(metrics)),
      board_(std::move(board)),
      watcher_(std::move(watcher)),
      partitions_(partitions),
      retention_(settings.keep),
      line_(settings.batch),
      time_(home.time()),
      trouble_(
          partition,
          [this](condition now) {
            if (watcher_) send(watcher_, std::move(now));
          },
          time_, home.log()),
      pause_(time_.make_alarm()),
      beat_(time_.make_alarm()),
      random_(static_cast<std::minstd_rand::result_type>(std::hash<std::string>{}(holder_)) + partition) {}

auto sync::make_behavior() -> behavior_type {
  watch();
  trouble_.begin();
  return {
      [this](sibling<redis_connection_actor>& told) {
        redis_ = std::move(told.handle);
        begin();
      },
      [this](sibling<postgres_connection_actor>& told) {
        postgres_ = std::move(told.handle);
        offered_ = nullptr;  // it may have come back with less than it was told
        begin();
      },
      [this](drain_atom) { drain(); },
  };
}

template <class F>
void sync::ask_redis(redis_command command, F then) {
  request(redis_, caf::infinite, std::move(command))
      .then(rounds_.in_time([then](redis_value& reply) { then(reply); }),
            rounds_.refusal([this](const caf::error& error) { begin_again(retry_pause, describe(error)); }));
}

template <class F>
void sync::ask_postgres(statement what, F then) {
  ask_postgres(std::move(what), std::move(then),
               [this](const caf::error& error) { begin_again(retry_pause, describe(error)); });
}

template <class F, class E>
void sync::ask_postgres(statement what, F then, E otherwise) {
  request(postgres_, caf::infinite, std::move(what))
      .then(rounds_.in_time([then](rows& answer) { then(answer); }), rounds_.refusal(otherwise));
}

void sync::begin() {
  forget_all();
  pause_->cancel();
  if (!redis_) give_back();
  metrics_->held->Set(0);
  token_ = 0;
  if (draining_) return quit();
  if (redis_ && postgres_) look_behind();
}

// What was read, asked for, or is being applied: its reply will be nobody's, and what it did is in the ledger.
void sync::forget_all() {
  rounds_.next();
  fetching_ = applying_ = caught_up_ = false;
  cursor_ = "0-0";
  mark_ = told_ = {};
  retention_.forget();
  line_.forget();
}

void sync::begin_again(std::chrono::milliseconds pause, const std::string& why) {
  for (unsigned i = 0; i < refusals_ && pause < longest_pause; ++i) pause *= 2;
  pause = std::min(pause, longest_pause);
  ++refusals_;
  trouble_.failed(why);
  forget_all();
  give_back();
  pause_->set(pause, on([this] { begin(); }));
}

// What is still under way by this connection to PostgreSQL comes there before this does.
void sync::give_back() {
  if (token_ == 0) return;
  metrics_->held->Set(0);
  refusals_ = std::max(refusals_, 1U);
  if (postgres_) {
    ask_postgres(
        sql::release_lease::ask(partition_, token_), [](const rows&) {}, [](const caf::error&) {});
  }
  token_ = 0;
}

// Whether Redis takes what a holder says to it, each word in a form that changes nothing: no entry has either id. The
// last one is what a replica refuses.
void sync::try_redis() {
  if (refusals_ == 0) return acquire();
  const auto last = std::to_string(std::numeric_limits<std::uint64_t>::max());
  ask_redis({"XREAD", "COUNT", "1", "STREAMS", stream_, last + "-" + last}, [](const redis_value&) {});
  ask_redis({"XDEL", stream_, no_entry}, [this](const redis_value&) { acquire(); });
}

void sync::look_behind() {
  auto question = ask_foreign_streams(partitions_);
  if (nothing_behind_ || !question) return try_redis();
  ask_redis(*std::move(question), [this](const redis_value& found) {
    nothing_behind_ = std::ranges::none_of(to_foreign_streams(found, partitions_), &foreign_stream::has_votes);
    if (nothing_behind_) return try_redis();
    pause_->set(foreign_pause, on([this] { begin(); }));  // partition_watch tells of it
  });
}

void sync::acquire() {
  ask_postgres(sql::acquire_lease::ask(partition_, holder_, settings_.lease), [this](const rows& answer) {
    token_ = sql::acquire_lease::read(answer);
    if (token_ == 0) return wait_for_lease();
    renewed_ = time_.now();
    if (board_->now() == offered_) return find_position();
    remember({}, [this] { find_position(); });
  });
}

// Another worker holds it. That is no failure, so it is not logged. Not all who wait ask at once.
void sync::wait_for_lease() {
  refusals_ = 0;
  trouble_.worked();
  const auto whole = std::min<std::chrono::milliseconds>(settings_.lease / 5, longest_wait).count();
  const std::chrono::milliseconds pause{std::uniform_int_distribution{whole / 2, whole}(random_)};
  pause_->set(pause, on([this] { begin(); }));
}

// An offer stands in Redis before the first ballot that points to it. One that is gone all the same, by hand, leaves
// the ballot to be judged by what PostgreSQL knows.
template <class F>
void sync::learn(std::vector<std::string> digests, F then) {
  if (digests.empty()) return remember({}, then);
  auto command = ask_offers(digests);
  ask_redis(std::move(command), [this, digests = std::move(digests), then](const redis_value& reply) {
    remember(to_offers(digests, reply), then);
  });
}

// Before the ballots are applied, and for good: they may be looked at again when Redis has forgotten them.
template <class F>
void sync::remember(const std::vector<offer>& heard, F then) {
  auto polls = board_->now();
  auto what = offer_statement(*polls, heard);
  ask_postgres(std::move(what), [this, polls = std::move(polls), then](const rows& answer) {
    known_ = to_known_offers(*polls, answer);
    offered_ = polls;
    then();
  });
}

// Asked for under the lease: nobody else moves it from here on.
void sync::find_position() {
  ask_postgres(sql::position_of::ask(partition_), [this](const rows& answer) {
    mark_ = sql::position_of::read(answer);
    if (!mark_) return start();
    cursor_ = mark_.entry;
    ask_redis(trim_stream(partition_, mark_, "", false), [this](const redis_value& there) {
      const auto found = to_trimmed(there);
      if (!found) rewind();
      start();
      if (found) retention_.settle(found->left - found->waiting);
    });
  });
}

void sync::start() {
  log().info("sync holds partition {} with token {}", partition_, token_);
  metrics_->held->Set(1);
  moved(mark_, 0);
  pump();
}

// What was applied before is in the ledger. The mark is none until a batch of this stream has left one.
void sync::rewind() {
  log().warn("sync reads {} from its beginning: the entry {}, up to which it was applied, is not there any more",
             stream_, mark_.entry);
  metrics_->rewinds->Increment();
  forget_all();
}

void sync::pump() {
  if (!applying_ && line_.advance()) apply();
  if (!fetching_ && !line_.has_next() && !draining_) fetch();
}

void sync::fetch() {
  fetching_ = true;
  redis_command read{"XREAD", "COUNT", std::to_string(line_.size()), "BLOCK", std::to_string(block.count()), "STREAMS",
                     stream_, cursor_};
  read.patience = block;
  ask_redis(std::move(read), [this](redis_value& reply) { take_in(std::move(reply), false); });
}

// What it points to and is not known is asked for once; the same entries are judged then, and none that came since.
void sync::take_in(redis_value reply, bool asked) {
  auto batch = to_batch(reply, known_);
  const bool unsure = !asked && (batch.has_unknown || !batch.unheard.empty());
  if (unsure || board_->now() != offered_) {
    return learn(std::move(batch.unheard), [this, reply = std::move(reply)] { take_in(reply, true); });
  }
  fetching_ = false;
  if (batch.empty()) {
    caught_up_ = true;
    refusals_ = 0;
    if (!applying_) trouble_.worked();
  } else {
    caught_up_ = false;
    cursor_ = batch.entries.back();
    line_.put(std::move(batch));
  }
  pump();
}

// Even where nothing in it is a vote: who may settle it is who holds the lease.
void sync::apply() {
  applying_ = true;
  sent_ = time_.now();
  ask_postgres(
      apply_statement(line_.current(), partition_, token_, settings_.lease, position_after(line_.current())),
      [this](const rows& answer) { applied(answer); }, [this](const caf::error& error) { not_applied(error); });
}

void sync::applied(const rows& answer) {
  const auto fresh = static_cast<double>(sql::apply_batch::read(answer));
  renewed_ = time_.now();
  metrics_->applied->Increment(fresh);
  metrics_->repeated->Increment(static_cast<double>(line_.current().ballots.size()) - fresh);
  metrics_->commit_seconds->Observe(std::chrono::duration<double>(renewed_ - sent_).count());
  count_lag();
  tell_traces();
  const auto& batch = line_.current();
  moved(position_after(batch), batch.entries.size() - batch.dead.size());
  if (line_.committed()) trouble_.worked();
  settle();
}

void sync::tell_traces() {
  const auto told = log_traces(line_.current(), log());
  if (told.empty()) return;
  ask_postgres(
      sql::tell_traces::ask(told), [](const rows&) {}, [](const caf::error&) {});
}

// A clock that is behind Redis' makes it nothing, and never less.
void sync::count_lag() {
  const auto& times = line_.current().times;
  if (times.empty()) return;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto lag = now - std::chrono::milliseconds{*std::ranges::min_element(times)};
  metrics_->lag_seconds->Observe(std::max(0.0, std::chrono::duration<double>(lag).count()));
}

void sync::not_applied(const caf::error& error) {
  const auto sqlstate = sqlstate_of(error);
  const auto why = describe(error);
  if (sqlstate == "SC001") return lose(why);
  const auto fault = fault_of(sqlstate);
  if (fault == sql_fault::conflict && line_.may_conflict_again()) {
    log().info("sync sends a batch of partition {} again: {}", partition_, why);
    return apply();
  }
  metrics_->refused->Increment();
  switch (fault) {
    case sql_fault::data:
      if (line_.current().entries.size() > 1) return halve(why);
      if (!line_.current().ballots.empty()) return bury(why);
      break;
    case sql_fault::size:
      line_.shrink();
      if (line_.current().entries.size() > 1) return halve(why);
      break;
    case sql_fault::conflict:
    case sql_fault::condition:
      break;
  }
  begin_again(retry_pause, why);
}

void sync::halve(const std::string& why) {
  log().info("sync halves a batch of {} entries of partition {}: {}", line_.current().entries.size(), partition_, why);
  line_.halve();
  apply();
}

// Its fields as they stand, since a later version may know more of them than this one.
void sync::bury(const std::string& why) {
  const auto entry = line_.current().entries.front();
  ask_redis({"XRANGE", stream_, entry, entry}, [this, entry, why](const redis_value& found) {
    line_.replace(to_dead_batch(found, entry, why));
    apply();
  });
}

void sync::settle() {
  for (const auto& dead : line_.current().dead) {
    log().warn("sync moves entry {} of {} to votes:dead: {}", dead.entry, stream_, dead.reason);
    metrics_->dead_letters->Increment();
  }
  auto commands = bury_commands(line_.current(), partition_);
  if (commands.empty()) return settled();
  for (std::size_t left = commands.size(); auto& command : commands) {
    ask_redis(std::move(command), [this, is_last = --left == 0](const redis_value&) {
      if (is_last) step_over();
    });
  }
}

// Only now may the position move past the dead letters: whoever had begun there before would not have found them.
void sync::step_over() {
  auto batch = line_.current();
  batch.dead.clear();
  const auto until = position_after(batch);
  if (!until || until == mark_) return settled();
  ask_postgres(
      apply_statement({}, partition_, token_, settings_.lease, until),
      [this, until](const rows&) {
        moved(until, 0);
        settled();
      },
      [this](const caf::error& error) { not_stepped_over(error); });
}

void sync::not_stepped_over(const caf::error& error) {
  if (sqlstate_of(error) == "SC001") return lose(describe(error));
  begin_again(retry_pause, describe(error));
}

void sync::moved(const stream_position& until, std::size_t entries) {
  if (until) mark_ = until;
  retention_.applied(until, static_cast<std::int64_t>(entries), time_.now());
}

void sync::settled() {
  applying_ = false;
  line_.settle();
  if (draining_) return release();
  pump();
}

void sync::lose(const std::string& why) {
  log().warn("sync lost partition {}: {}", partition_, why);
  begin();
}

void sync::watch() {
  beat_->set(std::min<std::chrono::milliseconds>(settings_.lease / 4, 1000ms), on([this] { beat(); }));
}

void sync::beat() {
  watch();
  trouble_.look();
  if (token_ == 0 || draining_) return;
  if (time_.now() - renewed_ > settings_.lease / 3 && !applying_) renew();
  trim();
  if (metrics_->dead_waiting == nullptr) return;
  ask_redis({"XLEN", dead_stream},
            [this](const redis_value& length) { metrics_->dead_waiting->Set(static_cast<double>(length.integer())); });
}

void sync::renew() {
  ask_postgres(sql::renew_lease::ask(partition_, token_, settings_.lease), [this](const rows& answer) {
    if (!sql::renew_lease::read(answer)) return lose("another worker took it");
    renewed_ = time_.now();
  });
}

// A Redis that is a replica by now, or another one, would let itself be read for ever: so something is written, which
// changes nothing.
void sync::trim() {
  ask_redis({"XDEL", stream_, no_entry}, [](const redis_value&) {});
  if (!mark_) {
    return ask_redis({"XLEN", stream_}, [this](const redis_value& length) {
      metrics_->waiting->Set(static_cast<double>(length.integer()));
    });
  }
  request(redis_, caf::infinite, redis_command{"INFO", "memory"})
      .then(rounds_.in_time([this](const redis_value& info) { trim_by(memory_use(info.text())); }),
            rounds_.refusal([this](const caf::error&) { trim_by(0); }));  // this user may not ask
}

void sync::trim_by(double memory_use) {
  const auto before = retention_.before(time_.now(), memory_use);
  const bool tells = std::exchange(told_, mark_) != mark_;
  ask_redis(trim_stream(partition_, mark_, before, tells), [this](const redis_value& answer) { trimmed(answer); });
}

void sync::trimmed(const redis_value& answer) {
  if (draining_) return;
  const auto found = to_trimmed(answer);
  if (!found) {
    rewind();
    return pump();
  }
  refusals_ = 0;
  if (found->gone >= most_trimmed_at_once) trim();
  retention_.trimmed(found->gone);
  metrics_->trimmed->Increment(static_cast<double>(found->gone));
  if (caught_up_ && !applying_ && !line_.has_next()) retention_.settle(found->left);
  metrics_->waiting->Set(static_cast<double>(std::max<std::int64_t>(0, found->left - retention_.kept())));
}

void sync::drain() {
  if (std::exchange(draining_, true)) return;
  if (!applying_) release();  // else once the running commit is settled
}

// Redis is told how far the stream is applied, for whoever asks there.
void sync::release() {
  const auto until = mark_;
  forget_all();  // what is answered from here on must not begin anything
  const auto left = std::make_shared<int>(2);
  const auto one_less = [this, left] {
    if (--*left == 0) quit();
  };
  if (redis_ && until) {
    request(redis_, caf::infinite, trim_stream(partition_, until, "", true))
        .then([one_less](const redis_value&) { one_less(); }, [one_less](const caf::error&) { one_less(); });
  } else {
    one_less();
  }
  if (token_ == 0 || !postgres_) return one_less();
  ask_postgres(
      sql::release_lease::ask(partition_, token_), [one_less](const rows&) { one_less(); },
      [one_less](const caf::error&) { one_less(); });
}

void sync::on_exit() {
  metrics_->held->Set(0);
  pause_->cancel();
  beat_->cancel();
  redis_ = nullptr;
  postgres_ = nullptr;
  watcher_ = nullptr;
}

}  // namespace scrutin::actors
