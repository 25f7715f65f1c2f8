// ./dev simulate: seeded schedules of faults for the whole path of a vote, with models of its servers.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <random>

#include "tests/simulation/world.hpp"

namespace {

using namespace scrutin::simulation;
using clock_type = std::chrono::steady_clock;

struct totals {
  std::uint64_t ballots = 0;
  std::uint64_t recorded = 0;
  std::uint64_t told = 0;
  std::uint64_t destroyed = 0;
  std::uint64_t tokens = 0;
};

int report_failure(world& home, std::uint64_t seed, std::size_t length, const std::string& why) {
  std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), why.c_str());
  const auto shortest =
      shrink(make_schedule(seed, length), [&home](const schedule& one) { return home.run(one).has_value(); });
  std::printf("its shortest schedule, %zu steps, ends with: %s\n", shortest.size(), home.run(shortest)->c_str());
  for (const auto& one : shortest) std::printf("    %s\n", to_string(one).c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) try {
  CLI::App app{
      "Runs the actors that a vote meets through schedules of kills, cuts, pauses and late commands, and judges "
      "each."};
  std::uint64_t schedules = 20'000;
  std::uint64_t seed = std::random_device{}();
  std::size_t steps = 120;
  mechanisms on;
  app.add_option("--schedules", schedules, "How many")->capture_default_str();
  app.add_option("--seed", seed, "Of the first one; each further one has the next");
  app.add_option("--steps", steps, "In each schedule")->capture_default_str();
  app.add_flag("!--without-lease", on.lease, "PostgreSQL takes batches under any token");
  app.add_flag("!--without-ledger", on.ledger, "PostgreSQL counts a ballot each time it comes");
  app.add_flag("!--without-offers", on.offers, "No worker finds what a ballot's offer was");
  app.add_flag("!--without-mark", on.mark, "Whoever reads on takes any stream for the one that was read");
  app.add_flag("!--without-keep", on.keep, "Redis forgets at once what is applied");
  app.add_flag("!--without-halving", on.halving, "A batch that is refused for one entry is tried again as a whole");
  app.add_flag("!--without-deadline", on.deadline, "Redis adds a ballot however late it comes");
  CLI11_PARSE(app, argc, argv);

  std::printf("schedules from seed %llu on\n", static_cast<unsigned long long>(seed));
  world home{on};
  totals all;
  const auto begun = clock_type::now();
  auto told = begun;
  for (std::uint64_t i = 0; i < schedules; ++i) {
    if (const auto wrong = home.run(make_schedule(seed + i, steps))) {
      std::printf("after %llu schedules, ", static_cast<unsigned long long>(i));
      return report_failure(home, seed + i, steps, *wrong);
    }
    all.ballots += home.last().ballots;
    all.recorded += home.last().recorded;
    all.told += home.last().told;
    all.destroyed += home.last().destroyed;
    all.tokens += static_cast<std::uint64_t>(home.last().token);
    if (clock_type::now() - told > std::chrono::seconds(10)) {
      told = clock_type::now();
      std::printf("%llu schedules\n", static_cast<unsigned long long>(i + 1));
      std::fflush(stdout);
    }
  }
  const auto seconds = std::chrono::duration<double>(clock_type::now() - begun).count();
  std::printf(
      "%llu ballots, %llu of them recorded, %llu told so, %llu gone with Redis; %llu changes of hands; "
      "%.0f us a schedule\n",
      static_cast<unsigned long long>(all.ballots), static_cast<unsigned long long>(all.recorded),
      static_cast<unsigned long long>(all.told), static_cast<unsigned long long>(all.destroyed),
      static_cast<unsigned long long>(all.tokens), seconds * 1e6 / static_cast<double>(schedules));
  std::printf("schedules=%llu failed=0 seconds=%.0f\n", static_cast<unsigned long long>(schedules), seconds);
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "simulate: %s\n", e.what());
  return 2;
}
