#include "worker/drain.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/ip/host_name.hpp>
#include <chrono>
#include <deque>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "actors/ballots/keys.hpp"
#include "actors/postgres/sqlstate.hpp"
#include "actors/schema/batches.hpp"
#include "actors/schema/leases.hpp"
#include "actors/schema/run.hpp"
#include "actors/sync/foreign_streams.hpp"
#include "actors/sync/sync_batch.hpp"
#include "worker/all_offers.hpp"
#include "worker/database.hpp"
#include "worker/redis_session.hpp"

namespace scrutin::worker {

namespace {

namespace sql = actors::sql;
using namespace std::chrono_literals;
using actors::redis_value;
using actors::sync_batch;

using actors::partitions_key;
constexpr std::size_t most_entries = 500;  // of one transaction: each writes its partition's row
constexpr int most_attempts = 10;

/// What became of entries.
struct account {
  std::size_t applied = 0;
  std::size_t late = 0;   ///< in the ledger; another vote of the voter stands
  std::size_t known = 0;  ///< were there already
  std::size_t dead = 0;

  void add(const account& more) {
    applied += more.applied;
    late += more.late;
    known += more.known;
    dead += more.dead;
  }
};

std::string told(const account& all) {
  std::string said = std::to_string(all.applied) + " applied";
  if (all.late > 0) said += ", " + std::to_string(all.late) + " in the ledger where another vote of the voter stands";
  if (all.known > 0) said += ", " + std::to_string(all.known) + " were in the ledger already";
  if (all.dead > 0) said += ", " + std::to_string(all.dead) + " to votes:dead";
  return said;
}

/// The right to a partition, as a worker has it.
class held_partition {
public:
  held_partition(database& postgres, unsigned partition, std::chrono::milliseconds lease)
      : postgres_(postgres), partition_(partition), lease_(lease) {}
  ~held_partition() {
    if (token_ == 0) return;
    try {
      ask<sql::release_lease>(partition_, token_);
    } catch (const std::exception&) {  // it ends by itself, a little later
    }
  }
  held_partition(const held_partition&) = delete;
  held_partition& operator=(const held_partition&) = delete;

  /// Waits until a holder that is gone would have lost it. False where somebody else has it.
  bool acquire() {
    const auto holder =
        boost::asio::ip::host_name() + "/" + std::to_string(::getpid()) + "/drain/" + actors::uid::make().to_string();
    for (const auto until = std::chrono::steady_clock::now() + 2 * lease_ + 500ms;;) {
      token_ = ask<sql::acquire_lease>(partition_, holder, lease_);
      if (token_ != 0) return true;
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::sleep_for(100ms);
    }
  }

  std::string other_holder() { return ask<sql::lease_holder>(partition_); }

  /// In the caller's transaction: nobody else has the partition before that ends. Throws where somebody has it by now.
  void keep(pqxx::transaction_base& transaction) {
    if (!sql::run<sql::renew_lease>(transaction, partition_, token_, lease_)) {
      throw std::runtime_error("another took partition " + std::to_string(partition_));
    }
  }

private:
  template <class Call, class... Arguments>
  auto ask(const Arguments&... arguments) -> decltype(Call::read(actors::rows{})) {
    return postgres_.with([&](pqxx::connection& connection) {
      pqxx::nontransaction transaction{connection};
      return sql::run<Call>(transaction, arguments...);
    });
  }

  database& postgres_;
  unsigned partition_;
  std::chrono::milliseconds lease_;
  std::int64_t token_ = 0;  // none
};

/// Drains one stream.
class stream_drain {
public:
  stream_drain(redis_session& redis, database& postgres, const config::settings& settings,
               const actors::known_offers& known, unsigned partition)
      : redis_(redis),
        postgres_(postgres),
        known_(known),
        partition_(partition),
        stream_(actors::stream_name(partition)),
        most_(std::min<std::size_t>(settings.worker.batch, most_entries)),
        held_(postgres, partition, settings.worker.lease) {}

  /// Whether the stream is gone, or why it stays.
  actors::expected<void> run() {
    if (!held_.acquire()) {
      return actors::problem::that("stays: the worker " + held_.other_holder() +
                                   " reads it; stop that one, its redis.partitions is another");
    }
    // What is there now; what comes later comes from a vote process that should not run.
    const auto last = redis_.ask({"XREVRANGE", stream_, "+", "-", "COUNT", "1"});
    if (!last.items().empty()) drain_to(last.items()[0].items().at(0).text());
    if (redis_.ask(actors::delete_empty_stream(partition_)).integer() == 1) return {};
    return actors::problem::that(
        "stays: votes still come into it; stop the vote process whose redis.partitions is another");
  }

  const account& done() const { return done_; }

private:
  // The stream's own order; entries that are pending for a worker that ended are among them.
  void drain_to(const std::string& last) {
    for (;;) {
      const auto page = redis_.ask({"XRANGE", stream_, "-", last, "COUNT", std::to_string(most_)});
      if (page.items().empty()) return;
      std::deque<sync_batch> pieces;
      pieces.push_back(actors::to_batch({redis_value::list{{redis_value::list{{stream_}, page}}}}, known_));
      while (!pieces.empty()) {
        auto batch = std::move(pieces.front());
        pieces.pop_front();
        const auto applied = apply(batch);
        if (applied) {
          settle(batch);
        } else if (batch.entries.size() > 1) {
          auto [first, rest] = actors::halves(std::move(batch));
          pieces.push_front(std::move(rest));
          pieces.push_front(std::move(first));
        } else {
          const auto& entry = batch.entries.front();
          settle(actors::to_dead_batch(redis_.ask({"XRANGE", stream_, entry, entry}), entry, applied.error().why));
        }
      }
    }
  }

  // Commits it, or says why PostgreSQL refuses it for good, which for one entry is its data. Throws what is no fault of
  // the batch.
  actors::expected<void> apply(const sync_batch& batch) {
    return postgres_.with([&](pqxx::connection& connection) -> actors::expected<void> {
      for (int attempt = 1;; ++attempt) {
        const bool last = attempt == most_attempts;
        try {
          done_.add(apply_once(connection, batch));
          return {};
        } catch (const pqxx::serialization_failure&) {  // these two have no SQLSTATE in libpqxx 6
          if (last) throw;
        } catch (const pqxx::deadlock_detected&) {
          if (last) throw;
        } catch (const pqxx::sql_error& e) {
          if (!connection.is_open()) throw;
          const auto fault = actors::fault_of(e.sqlstate());
          if (fault == actors::sql_fault::conflict && !last) continue;
          const bool is_ours = fault == actors::sql_fault::data && !batch.ballots.empty();
          const bool is_too_much = fault == actors::sql_fault::size && batch.entries.size() > 1;
          if (!is_ours && !is_too_much) throw;
          return actors::problem::that("PostgreSQL says: " + actors::gist(e));
        }
      }
    });
  }

  account apply_once(pqxx::connection& connection, const sync_batch& batch) {
    account done;
    pqxx::work transaction{connection};
    held_.keep(transaction);  // even where nothing in it is a vote: who settles it is who holds the lease
    for (const auto fate : sql::run<sql::apply_letters>(transaction, partition_, actors::known_of(batch))) {
      switch (fate) {
        case sql::fate::applied:
          ++done.applied;
          break;
        case sql::fate::late:
          ++done.late;
          break;
        case sql::fate::known:
          ++done.known;
          break;
      }
    }
    transaction.commit();
    return done;
  }

  void settle(const sync_batch& batch) {
    done_.dead += batch.dead.size();
    for (const auto& command : actors::settle_commands(batch, partition_)) redis_.ask(command);
  }

  redis_session& redis_;
  database& postgres_;
  const actors::known_offers& known_;
  unsigned partition_;
  std::string stream_;
  std::size_t most_;
  held_partition held_;
  account done_;
};

actors::outcome drain(const config::settings& settings, const config::request&, std::ostream& out) {
  const auto mine = settings.redis.partitions;
  redis_session redis{settings.redis};
  const auto agreed = redis.ask({"GET", partitions_key});
  if (!agreed.nil() && agreed.text() != std::to_string(mine)) {
    return actors::problem::that("the settings say " + std::to_string(mine) + " partitions, Redis' key " +
                                 partitions_key + " says " + agreed.text() +
                                 ": stop every vote process, then SET that key to " + std::to_string(mine));
  }
  const auto question = actors::ask_foreign_streams(mine);
  const auto left =
      question ? actors::to_foreign_streams(redis.ask(*question), mine) : std::vector<actors::foreign_stream>{};
  if (left.empty()) {
    out << "no votes are left in streams of more partitions\n";
    return 0;
  }
  database postgres{settings.postgres};
  const auto known = read_offers(settings.polls, redis, postgres);
  account all;
  std::size_t staying = 0;
  for (const auto& one : left) {
    stream_drain stream{redis, postgres, settings, known, one.partition};
    const auto gone = stream.run();
    all.add(stream.done());
    if (!gone) ++staying;
    out << actors::stream_name(one.partition) << "  " << told(stream.done()) << (gone ? "" : "; " + gone.error().why)
        << std::endl;
  }
  out << told(all) << "; " << left.size() - staying << " streams are gone, " << staying << " stay\n";
  return staying == 0 ? 0 : 1;
}

}  // namespace

actors::program_command drain_command() {
  return {.says = {.name = "drain",
                   .about = "Applies the votes that a larger redis.partitions left in streams that nobody reads"},
          .run = &drain};
}

}  // namespace scrutin::worker
