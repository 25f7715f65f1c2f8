// ./dev faults: the real system under a crowd of voters, while it is broken again and again; and a verdict.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/faults/checker.hpp"
#include "tests/faults/deployment.hpp"
#include "tests/faults/enclosure.hpp"
#include "tests/faults/injector.hpp"
#include "tests/faults/recovery.hpp"
#include "tests/faults/report.hpp"
#include "tests/faults/rest.hpp"
#include "tests/faults/voters.hpp"

namespace {

using namespace scrutin::faults;
using namespace std::chrono_literals;

constexpr auto slack = 250ms;    // over redis.timeout_ms, for an answer that never came
constexpr auto patience = 120s;  // for the system to come to rest

struct options {
  double seconds = 120;
  std::uint64_t seed = std::random_device{}();
  unsigned voters = 200;
  double votes_per_second = 450;
  unsigned workers = 3;
  std::size_t least_faults = 0;
  std::vector<std::string> mix;
};

std::vector<std::string> names_of_kinds() {
  std::vector<std::string> all;
  for (const auto& one : injector::kinds()) all.push_back(one.name);
  return all;
}

// What of the mix this machine allows.
std::vector<std::string> possible(const std::vector<std::string>& mix, const enclosure& where) {
  std::vector<std::string> all;
  std::string left_out;
  for (const auto& one : injector::kinds()) {
    if (std::ranges::find(mix, one.name) == mix.end()) continue;
    if ((one.needs_filters && !where.filters) || (one.needs_mounts && !where.mounts)) {
      left_out += " " + one.name;
    } else {
      all.push_back(one.name);
    }
  }
  if (!left_out.empty()) std::printf("left out:%s (%s)\n", left_out.c_str(), where.missing.c_str());
  return all;
}

// Everything that a person needs to look into a bad run.
std::filesystem::path keep(const deployment& system, const history& all, const std::filesystem::path& faults,
                           std::uint64_t seed) {
  const auto folder = std::filesystem::temp_directory_path() / ("scrutin-faults-" + std::to_string(seed));
  system.keep_logs(folder);
  std::filesystem::copy_file(faults, folder / "faults.log", std::filesystem::copy_options::overwrite_existing);
  std::ofstream file{folder / "attempts.tsv"};
  for (const auto& one : all) {
    file << one.begun.count() << '\t' << one.ended.count() << '\t' << one.voter << '\t' << one.poll << '\t'
         << one.choice << '\t' << one.uid << '\t' << one.told << '\n';
  }
  return folder;
}

int run(const options& asked, const enclosure& where) {
  const auto mix = possible(asked.mix, where);
  if (mix.empty()) throw std::runtime_error("none of the faults that --mix names can occur here");
  std::printf("seed %llu: %u voters, 3 vote processes, %u workers, 1 result, for %.0f s\n",
              static_cast<unsigned long long>(asked.seed), asked.voters, asked.workers, asked.seconds);
  std::fflush(stdout);

  const scrutin::test::temp_directory notes{"scrutin-faults-notes"};
  const auto fault_log = notes.path() / "faults.log";
  deployment system{where, 3, asked.workers};
  const run_clock clock;
  crowd who{.voters = asked.voters,
            .votes_per_second = asked.votes_per_second,
            .seed = asked.seed,
            .cookie_key = deployment::cookie_key,
            .promise = deployment::redis_timeout + slack};
  for (const auto* one : system.nodes("vote")) who.ports.push_back(one->process->port());
  voters crowd{who, clock};
  recovery watch{system.database(), system.redis(), crowd, who.ports.size(), clock};
  injector broken{system, watch, clock, asked.seed, mix, fault_log};
  report told;

  const moment end = std::chrono::duration_cast<moment>(std::chrono::duration<double>{asked.seconds});
  while (clock.now() < end && !crowd.complaint()) {
    broken.turn();
    system.tend();
    told.progress(clock.now(), broken, crowd, watch);
    std::this_thread::sleep_for(5ms);
  }
  broken.stop();
  system.tend();
  crowd.stop();
  const auto unrest = await_rest(system, std::chrono::duration_cast<std::chrono::seconds>(patience));

  auto state = read_state(system);
  state.destroyed = broken.destroyed();
  const auto verdict = judge(crowd.all(), state);
  told.print_faults(broken);
  const bool all_tried = told.print_ballots(state);
  const bool in_time = told.print_recovery(watch);
  for (const auto& stall : broken.stalls()) std::printf("%s\n", stall.c_str());
  told.print_findings(crowd.all(), state, verdict);

  bool good = verdict.good() && in_time && all_tried;
  const auto complain = [&good](const std::string& what) {
    std::printf("%s\n", what.c_str());
    good = false;
  };
  for (const auto& untrue : broken.untruths()) complain(untrue);
  for (const auto& unwanted : system.unwanted_ends()) complain(unwanted);
  for (const auto& wrong : wrong_letters(system, broken.poisoned(), broken.emptied())) complain(wrong);
  if (!unrest.empty()) complain("not at rest after " + std::to_string(patience.count()) + " s: " + unrest);
  if (const auto wrong = crowd.complaint()) complain(*wrong);
  if (broken.faults() < asked.least_faults) {
    complain("only " + std::to_string(broken.faults()) + " faults, not " + std::to_string(asked.least_faults));
  }
  if (!good) {
    const auto folder = keep(system, crowd.all(), fault_log, asked.seed);
    told.write_findings(folder / "findings.txt", crowd.all(), state, verdict);
    std::printf("seed %llu; logs in %s\n", static_cast<unsigned long long>(asked.seed), folder.c_str());
  }
  std::printf("%zu unanswered, %zu destroyed with Redis' data\n", verdict.unknown, verdict.destroyed);
  told.print_verdict(broken.faults(), verdict);
  return good ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) try {
  options asked;
  asked.mix = names_of_kinds();
  CLI::App app{"Breaks the running system while people vote, and judges what is left."};
  double minutes = 2;
  auto* by_minutes = app.add_option("--minutes", minutes, "How long votes and faults go on")->capture_default_str();
  app.add_option("--seconds", asked.seconds, "The same in seconds")->excludes(by_minutes);
  app.add_option("--seed", asked.seed, "Repeats the faults of an earlier run, as far as time allows");
  app.add_option("--voters", asked.voters, "How many people vote at a time")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
  app.add_option("--votes-per-second", asked.votes_per_second, "Of all of them, while nothing is broken")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 100'000.0));
  app.add_option("--workers", asked.workers, "Worker processes")->capture_default_str()->check(CLI::Range(1, 9));
  app.add_option("--mix", asked.mix, "The faults that may occur; all where none is named")
      ->delimiter(',')
      ->check(CLI::IsMember(names_of_kinds()));
  app.add_option("--least-faults", asked.least_faults, "Fewer faults than that are a failure");
  CLI11_PARSE(app, count, arguments);
  if (by_minutes->count() > 0) asked.seconds = minutes * 60;
  return run(asked, enclosure::enter(arguments));
} catch (const std::exception& e) {
  std::fprintf(stderr, "faults: %s\n", e.what());
  return 1;
}
