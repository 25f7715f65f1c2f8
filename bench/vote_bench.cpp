// Lines of ./dev bench: votes answered a second by one event loop, against bare_server with the same work, both on a
// private Redis, loaded by wrk over kept-alive connections; and the CPU time that a vote costs the process.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

#include "bench/cpu_time.hpp"
#include "bench/line.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"

namespace {

using namespace scrutin;
using test::child_process;

struct options {
  unsigned rounds = 5;
  unsigned seconds = 3;
};

class load {
public:
  explicit load(unsigned seconds) : seconds_(seconds) {
    std::ofstream{folder_.path() / "vote.lua"}
        << "wrk.method = \"POST\"\nwrk.body = \"vote=a\"\n"
           "wrk.headers[\"Content-Type\"] = \"application/x-www-form-urlencoded\"\n"
           // wrk counts a 303 as a success; anything else must spoil the figure.
           "local bad = 0\nresponse = function(status) if status ~= 303 then bad = bad + 1 end end\n"
           "done = function(summary, latency) io.write(string.format(\"rate %f errors %d\\n\", summary.requests / "
           "summary.duration * 1e6, summary.errors.connect + summary.errors.read + summary.errors.write + "
           "summary.errors.status + summary.errors.timeout)) end\n";
  }

  double run(std::uint16_t port, unsigned connections) {
    const auto log = folder_.path() / ("log" + std::to_string(++runs_));
    child_process wrk{
        {.command = {"wrk", "-t1", "-c" + std::to_string(connections), "-d" + std::to_string(seconds_) + "s", "-s",
                     (folder_.path() / "vote.lua").string(), "http://127.0.0.1:" + std::to_string(port) + "/"},
         .log = log}};
    if (wrk.wait(std::chrono::seconds(seconds_ + 30)) != 0) throw std::runtime_error("wrk failed: " + wrk.log_tail());
    double rate = 0;
    long errors = 0;
    const auto text = wrk.log_text();
    const auto at = text.find("rate ");
    if (at == text.npos || std::sscanf(text.c_str() + at, "rate %lf errors %ld", &rate, &errors) != 2 || errors != 0) {
      throw std::runtime_error("wrk saw errors: " + text);
    }
    return rate;
  }

  unsigned seconds() const { return seconds_; }

private:
  test::temp_directory folder_{"scrutin-bench"};
  unsigned seconds_;
  unsigned runs_ = 0;
};

/// Votes a second of one process, and microseconds of its CPU a vote, kept aside.
double measure(load& crowd, std::uint16_t port, pid_t pid, unsigned connections, std::vector<double>& cpu) {
  const auto before = bench::cpu_time({pid});
  const auto rate = crowd.run(port, connections);
  cpu.push_back((bench::cpu_time({pid}) - before).count() * 1e6 / (rate * crowd.seconds()));
  return rate;
}

void compare(const std::string& durability, double goal, test::redis_server& redis, load& crowd, unsigned connections,
             unsigned rounds) {
  test::service vote{"vote", {{"SCRUTIN_REDIS_URL", redis.url()}}};
  const auto port = test::free_port();
  test::temp_directory folder{"scrutin-bare"};
  const child_process bare{{.command = {SCRUTIN_BARE_SERVER, std::to_string(port), std::to_string(redis.port())},
                            .log = folder.path() / "log"}};
  if (!vote.becomes_ready() || !test::eventually([&] { return test::post_vote(port, "a").status == 303; })) {
    throw std::runtime_error("a server did not start: " + vote.process().log_tail() + bare.log_tail());
  }
  const auto name = std::to_string(connections) + " connections, " + durability;
  std::fprintf(stderr, "vote, %s\n", name.c_str());
  bench::rounds cpu;
  const auto seen = bench::alternate(
      rounds, "votes/s", [&] { return measure(crowd, vote.port(), vote.process().pid(), connections, cpu.ours); },
      [&] { return measure(crowd, port, bare.pid(), connections, cpu.other); });
  bench::print({"vote, " + name, "votes/s", "bare Beast and hiredis", seen, goal});
  bench::print({"CPU of vote a vote, " + name, "us", "bare Beast and hiredis", cpu.summary(), std::nullopt});
}

}  // namespace

int main(int argc, char** argv) try {
  options given;
  CLI::App app{"Votes answered a second, against a server without actors", "vote_bench"};
  app.add_option("--rounds", given.rounds, "Rounds of each line")->capture_default_str()->check(CLI::Range(1, 100));
  app.add_option("--seconds", given.seconds, "Seconds of each measurement")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  load crowd{given.seconds};
  {
    test::redis_server redis{{"--appendonly", "no"}};
    for (const unsigned connections : {64U, 256U, 1000U}) {
      compare("no disk", 0.92, redis, crowd, connections, given.rounds);
    }
  }
  test::redis_server redis;
  for (const unsigned connections : {64U, 256U, 1000U}) {
    compare("appendfsync always", 0.95, redis, crowd, connections, given.rounds);
  }
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "vote_bench: %s\n", e.what());
  return 2;
}
