// Lines of ./dev bench: votes moved a second from Redis' streams into PostgreSQL by one worker process, against COPY of
// the same rows into the same two keyed tables by one connection; the CPU time of all processes for a vote, against
// COPY's for its rows; and the same rate where the tables hold many rows already, against empty ones.
#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <pqxx/pqxx>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "actors/ballots/ballot.hpp"
#include "actors/schema/schema.hpp"
#include "bench/cpu_time.hpp"
#include "bench/line.hpp"
#include "bench/stream_filler.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"

namespace {

using namespace scrutin;
using clock_type = std::chrono::steady_clock;
using ballots = std::vector<actors::ballot>;

struct options {
  unsigned rounds = 5;
  unsigned votes = 1'000'000;
  unsigned rows = 10'000'000;
};

ballots make_ballots(unsigned count) {
  ballots all;
  all.reserve(count);
  std::mt19937_64 random{42};
  for (unsigned i = 0; i < count; ++i) {
    char voter[33];
    std::snprintf(voter, sizeof voter, "%016lx%016lx", static_cast<unsigned long>(random()),
                  static_cast<unsigned long>(random()));
    all.push_back({actors::uid::make(), "default", voter, random() % 3 == 0 ? "b" : "a"});
  }
  return all;
}

/// What one measurement took.
struct effort {
  double rate = 0;  ///< votes a second
  double cpu = 0;   ///< microseconds a vote, all processes together
};

class stopwatch {
public:
  explicit stopwatch(std::function<std::chrono::duration<double>()> cpu) : cpu_(std::move(cpu)) {}

  effort stop(std::size_t votes) const {
    const auto count = static_cast<double>(votes);
    const std::chrono::duration<double> took = clock_type::now() - begun_;
    return {count / took.count(), (cpu_() - spent_).count() * 1e6 / count};
  }

private:
  std::function<std::chrono::duration<double>()> cpu_;
  std::chrono::duration<double> spent_ = cpu_();
  clock_type::time_point begun_ = clock_type::now();
};

/// A database with our tables, beside a Redis.
class tables {
public:
  tables(test::postgres_server& postgres, test::redis_server& redis)
      : postgres_(postgres), redis_(redis), url_(postgres.create_database()), connection_(url_) {
    actors::install_schema(connection_);
  }

  void run(const std::string& sql) {
    pqxx::nontransaction transaction{connection_};
    transaction.exec(sql);
  }

  void clear() { run("TRUNCATE ledger, votes, tallies, turnout, arrivals"); }

  /// The rows that a sync of these ballots leaves behind, by COPY into the same tables, one transaction each.
  effort copy(const ballots& all) {
    run("TRUNCATE ledger, votes");
    run("CHECKPOINT");
    std::string ledger;
    std::string votes;
    std::int64_t n = 0;
    for (const auto& vote : all) {
      const auto id = vote.id.to_string();
      ledger += id + "\t2026-01-01 00:00:00+00\t" + std::to_string(++n) + "\t0\t" + vote.poll + "\t" + vote.voter +
                "\t" + vote.choice + "\n";
      votes += vote.voter + "\t" + vote.choice + "\t" + vote.poll + "\t" + id + "\n";
    }
    const stopwatch watch{[this] { return bench::cpu_time({postgres_.pid()}) + bench::own_cpu_time(); }};
    bench::copy_lines(connection_, "COPY ledger (uid, cast_at, n, partition, poll, voter, choice) FROM STDIN", ledger);
    bench::copy_lines(connection_, "COPY votes (id, vote, poll, uid) FROM STDIN", votes);
    return watch.stop(all.size());
  }

  /// From a worker's first lease to the last ballot's commit.
  effort sync(const ballots& all) {
    run("CHECKPOINT");
    bench::fill_streams(redis_, all);
    const auto total = [this](const char* column) {
      pqxx::nontransaction transaction{connection_};
      const auto sum = transaction.exec(std::string("SELECT sum(") + column + ") FROM partitions WHERE p >= 0")[0][0];
      return sum.as<std::int64_t>(0);
    };
    const auto leases = total("token");
    const auto wanted = total("applied") + static_cast<std::int64_t>(all.size());
    test::service worker{"worker", {{"SCRUTIN_REDIS_URL", redis_.url()}, {"SCRUTIN_POSTGRES_URL", url_}}};
    test::eventually([&] { return total("token") > leases; });
    const stopwatch watch{[&] { return bench::cpu_time({postgres_.pid(), redis_.pid(), worker.process().pid()}); }};
    if (!test::eventually([&] { return total("applied") >= wanted; }, std::chrono::minutes(5))) {
      throw std::runtime_error("the worker did not finish: " + worker.process().log_tail());
    }
    const auto took = watch.stop(all.size());
    worker.process().signal(SIGTERM);
    worker.process().wait(std::chrono::seconds(10));
    // What Redis keeps would be applied once more in the next round, whose ledger is empty.
    for (int partition = 0; partition < 4; ++partition) redis_.ask("DEL votes:" + std::to_string(partition));
    return took;
  }

private:
  test::postgres_server& postgres_;
  test::redis_server& redis_;
  std::string url_;
  pqxx::connection connection_;
};

void renew(ballots& all) {
  for (auto& vote : all) vote.id = actors::uid::make();
}

void print_pair(const std::string& what, const bench::comparison& rate, double goal, const bench::rounds& cpu,
                double most) {
  bench::print({"sync, " + what, "votes/s", "COPY of new rows", rate, goal});
  bench::print({"CPU of a synced vote, all processes, " + what, "us", "COPY of new rows", cpu.summary(), most});
}

void compare_to_copy(tables& of, const options& given) {
  auto all = make_ballots(given.votes);
  bench::rounds cpu;
  const auto copied = [&](bench::rounds& into) {
    const auto took = of.copy(all);
    into.other.push_back(took.cpu);
    return took.rate;
  };
  const auto synced = [&](bench::rounds& into) {
    renew(all);
    const auto took = of.sync(all);
    into.ours.push_back(took.cpu);
    return took.rate;
  };
  std::fprintf(stderr, "sync, %u new voters\n", given.votes);
  const auto rate = bench::alternate(
      given.rounds, "votes/s",
      [&] {
        of.clear();
        return synced(cpu);
      },
      [&] { return copied(cpu); });
  print_pair("new voters", rate, 0.7, cpu, 2.5);

  // Every voter changes to the other option; the ceiling stays that of new rows.
  std::fprintf(stderr, "sync, the same voters again\n");
  of.clear();
  of.sync(all);
  bench::rounds again;
  const auto changing = bench::alternate(
      given.rounds, "votes/s",
      [&] {
        for (auto& vote : all) vote.choice = vote.choice == "a" ? "b" : "a";
        return synced(again);
      },
      [&] {
        of.run("CREATE TABLE IF NOT EXISTS kept_votes (LIKE votes)");
        of.run("INSERT INTO kept_votes SELECT * FROM votes");
        const auto copy = copied(again);
        of.run("TRUNCATE ledger, votes");
        of.run("INSERT INTO votes SELECT * FROM kept_votes");
        of.run("TRUNCATE kept_votes");
        return copy;
      });
  print_pair("all changing", changing, 0.6, again, 3);
}

// A plan that turns with what the server believes of its tables would show here.
void compare_to_empty(tables& empty, tables& full, const options& given) {
  auto all = make_ballots(given.votes / 5);
  std::fprintf(stderr, "filling the tables with %u rows\n", given.rows);
  for (const auto* table : {"ledger", "votes"}) {
    full.run(std::string("ALTER TABLE ") + table + " SET (autovacuum_enabled = false)");
    full.run(std::string("ANALYZE ") + table);  // which says that they are empty
  }
  const auto series = " FROM generate_series(1, " + std::to_string(given.rows) + ") AS i";
  full.run(
      "INSERT INTO ledger (uid, cast_at, n, partition, poll, voter, choice) "
      "SELECT md5(i::text)::uuid, '2026-01-01Z', i, i % 4, 'default', md5('v' || i), 'a'" +
      series);
  full.run("INSERT INTO votes (id, vote, poll, uid) SELECT md5('v' || i), 'a', 'default', md5(i::text)::uuid" + series);
  const auto compare = [&](const std::string& statistics) {
    std::fprintf(stderr, "sync into these, statistics %s\n", statistics.c_str());
    // Other voters each time: those of the last round are among the rows.
    const auto others = [&] {
      renew(all);
      for (auto& vote : all) vote.voter = vote.id.to_string();
    };
    const auto rate = bench::alternate(
        std::min(3U, given.rounds), "votes/s",
        [&] {
          others();
          return full.sync(all).rate;
        },
        [&] {
          empty.clear();
          others();
          return empty.sync(all).rate;
        });
    bench::print(
        {"sync, " + std::to_string(given.rows / 1'000'000) + " million rows there, " + statistics + " statistics",
         "votes/s", "empty tables", rate, 0.9});
  };
  compare("stale");
  full.run("ANALYZE");
  compare("fresh");
}

}  // namespace

int main(int argc, char** argv) try {
  options given;
  CLI::App app{"Votes synced a second, against COPY of the same rows", "sync_bench"};
  app.add_option("--rounds", given.rounds, "Rounds of each line")->capture_default_str()->check(CLI::Range(1, 100));
  app.add_option("--votes", given.votes, "Votes of each measurement")->capture_default_str();
  app.add_option("--rows", given.rows, "Rows that are there before the last lines; 0: without these")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  test::postgres_server postgres{{"fsync=on", "synchronous_commit=on", "full_page_writes=on"}};
  test::redis_server redis;
  tables empty{postgres, redis};
  compare_to_copy(empty, given);
  if (given.rows > 0) {
    tables full{postgres, redis};
    compare_to_empty(empty, full, given);
  }
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "sync_bench: %s\n", e.what());
  return 2;
}
