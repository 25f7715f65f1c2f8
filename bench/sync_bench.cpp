// ./dev bench sync: votes moved a second from Redis' streams into PostgreSQL by one worker process, against COPY of the
// same rows into the same two keyed tables by one connection. SYNC_BENCH_VOTES and SYNC_BENCH_ROUNDS change how much.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <pqxx/pqxx>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "actors/ballots/ballot.hpp"
#include "actors/schema/schema.hpp"
#include "bench/rounds.hpp"
#include "bench/stream_filler.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"

namespace {

using namespace scrutin;
using clock_type = std::chrono::steady_clock;

unsigned number(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::stoul(text));
}

std::vector<actors::ballot> make_ballots(unsigned count) {
  std::vector<actors::ballot> all;
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

std::int64_t ask(pqxx::connection& connection, const std::string& sql) {
  pqxx::nontransaction transaction{connection};
  return transaction.exec(sql)[0][0].as<std::int64_t>(0);
}

void run(pqxx::connection& connection, const std::string& sql) {
  pqxx::nontransaction transaction{connection};
  transaction.exec(sql);
}

// The rows that a sync of these ballots leaves behind, by COPY into the same tables, one transaction each.
double copy(pqxx::connection& connection, const std::vector<actors::ballot>& ballots) {
  run(connection, "TRUNCATE ledger, votes");
  run(connection, "CHECKPOINT");
  std::string ledger;
  std::string votes;
  std::int64_t n = 0;
  for (const auto& vote : ballots) {
    const auto id = vote.id.to_string();
    ledger += id + "\t2026-01-01 00:00:00+00\t" + std::to_string(++n) + "\t0\t" + vote.poll + "\t" + vote.voter + "\t" +
              vote.choice + "\n";
    votes += vote.voter + "\t" + vote.choice + "\t" + vote.poll + "\t" + id + "\n";
  }
  const auto begun = clock_type::now();
  bench::copy_lines(connection, "COPY ledger (uid, cast_at, n, partition, poll, voter, choice) FROM STDIN", ledger);
  bench::copy_lines(connection, "COPY votes (id, vote, poll, uid) FROM STDIN", votes);
  return static_cast<double>(ballots.size()) / std::chrono::duration<double>(clock_type::now() - begun).count();
}

// From the worker's first lease to the last ballot's commit.
double sync(pqxx::connection& connection, test::redis_server& redis, const std::string& url,
            const std::vector<actors::ballot>& ballots, bool fresh) {
  if (fresh) run(connection, "TRUNCATE ledger, votes, tallies, turnout, arrivals");
  run(connection, "CHECKPOINT");
  bench::fill_streams(redis, ballots);
  const auto total = [&connection](const char* column) {
    return ask(connection, std::string("SELECT sum(") + column + ") FROM partitions WHERE p >= 0");
  };
  const auto leases = total("token");
  const auto wanted = total("applied") + static_cast<std::int64_t>(ballots.size());
  test::service worker{"worker", {{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_POSTGRES_URL", url}}};
  test::eventually([&] { return total("token") > leases; });
  const auto begun = clock_type::now();
  if (!test::eventually([&] { return total("applied") >= wanted; }, std::chrono::minutes(3))) {
    throw std::runtime_error("the worker did not finish: " + worker.process().log_tail());
  }
  const auto rate =
      static_cast<double>(ballots.size()) / std::chrono::duration<double>(clock_type::now() - begun).count();
  worker.process().signal(SIGTERM);
  worker.process().wait(std::chrono::seconds(10));
  // What Redis keeps would be applied once more in the next round, whose ledger is empty.
  for (int partition = 0; partition < 4; ++partition) redis.ask("DEL votes:" + std::to_string(partition));
  return rate;
}

}  // namespace

int main() try {
  const auto count = number("SYNC_BENCH_VOTES", 200'000);
  const auto rounds = number("SYNC_BENCH_ROUNDS", 5);
  test::postgres_server postgres{{"fsync=on", "synchronous_commit=on", "full_page_writes=on"}};
  const auto url = postgres.create_database();
  test::redis_server redis;
  pqxx::connection connection{url};
  actors::install_schema(connection);
  std::printf("%s\n%u votes, PostgreSQL and Redis as durable as deployed; the ceiling is COPY by one connection\n",
              bench::machine().c_str(), count);

  std::printf("\nnew voters\n");
  auto ballots = make_ballots(count);
  const auto again = [&ballots] {
    for (auto& vote : ballots) vote.id = actors::uid::make();
  };
  const auto ceiling = [&] { return copy(connection, ballots); };
  bench::alternate(
      rounds, "votes/s",
      [&] {
        again();
        return sync(connection, redis, url, ballots, true);
      },
      ceiling);

  // Every voter changes to the other option; the ceiling stays that of new rows.
  std::printf("\nthe same voters again\n");
  sync(connection, redis, url, ballots, true);
  bench::alternate(
      rounds, "votes/s",
      [&] {
        again();
        for (auto& vote : ballots) vote.choice = vote.choice == "a" ? "b" : "a";
        return sync(connection, redis, url, ballots, false);
      },
      [&] {
        run(connection, "CREATE TABLE IF NOT EXISTS kept_votes (LIKE votes)");
        run(connection, "INSERT INTO kept_votes SELECT * FROM votes");
        const auto rate = copy(connection, ballots);
        run(connection, "TRUNCATE ledger, votes");
        run(connection, "INSERT INTO votes SELECT * FROM kept_votes");
        run(connection, "TRUNCATE kept_votes");
        return rate;
      });
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "sync_bench: %s\n", e.what());
  return 1;
}
