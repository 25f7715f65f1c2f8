// ./dev bench vote: votes answered a second by one event loop, against bare_server with the same work, both on a
// private Redis, loaded by wrk over kept-alive connections. VOTE_BENCH_ROUNDS and VOTE_BENCH_SECONDS change how long.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

#include "bench/rounds.hpp"
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

unsigned number(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::stoul(text));
}

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

private:
  test::temp_directory folder_{"scrutin-bench"};
  unsigned seconds_;
  unsigned runs_ = 0;
};

void compare(const char* durability, test::redis_server& redis, load& crowd, unsigned connections, unsigned rounds) {
  test::service vote{"vote", {{"SCRUTIN_REDIS_URL", redis.url()}}};
  const auto port = test::free_port();
  test::temp_directory folder{"scrutin-bare"};
  const child_process bare{{.command = {SCRUTIN_BARE_SERVER, std::to_string(port), std::to_string(redis.port())},
                            .log = folder.path() / "log"}};
  if (!vote.becomes_ready() || !test::eventually([&] { return test::post_vote(port, "a").status == 303; })) {
    throw std::runtime_error("a server did not start: " + vote.process().log_tail() + bare.log_tail());
  }
  std::printf("\n%u kept-alive connections, Redis with %s\n", connections, durability);
  bench::alternate(
      rounds, "votes/s", [&] { return crowd.run(vote.port(), connections); },
      [&] { return crowd.run(port, connections); });
}

}  // namespace

int main() try {
  const auto rounds = number("VOTE_BENCH_ROUNDS", 5);
  load crowd{number("VOTE_BENCH_SECONDS", 5)};
  std::printf("%s\none event loop each; the ceiling is Beast and hiredis without actors, with the same work\n",
              bench::machine().c_str());
  {
    test::redis_server redis;
    compare("appendfsync always, as deployed", redis, crowd, 64, rounds);
  }
  test::redis_server redis{{"--appendonly", "no"}};
  compare("no append-only file: the server's own cost alone", redis, crowd, 64, rounds);
  compare("no append-only file: the server's own cost alone", redis, crowd, 256, rounds);
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "vote_bench: %s\n", e.what());
  return 1;
}
