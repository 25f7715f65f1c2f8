#include "tests/faults/deployment.hpp"

#include <sys/mount.h>

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "config/settings.hpp"
#include "tests/support/free_port.hpp"

namespace scrutin::faults {

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

// It begins to write its log anew early, as it would do at some time of a longer run.
std::vector<std::string> redis_options(const std::filesystem::path& data) {
  return {"--dir", data.string(), "--auto-aof-rewrite-min-size", "16mb"};
}

constexpr const char* redis_data_size = "size=128m,mode=0700";

}  // namespace

deployment::deployment(const enclosure& where, unsigned votes, unsigned workers)
    : redis_((mount_redis_data(where.mounts), redis_options(redis_data()))), postgres_({"max_connections=300"}) {
  if (where.filters) filter_.emplace();
  database_ = postgres_.create_database("faults");
  for (unsigned i = 1; i <= workers; ++i) start("worker", i);
  for (unsigned i = 1; i <= votes; ++i) start("vote", i);
  start("result", 1);
  thread_ = std::thread([this] { io_.run(); });
  for (auto& one : nodes_) {
    if (!one.process->becomes_ready()) {
      throw std::runtime_error(one.name + " does not become ready:\n" + one.process->process().log_tail());
    }
  }
}

deployment::~deployment() {
  for (auto& one : nodes_) one.process.reset();
  io_.stop();
  if (thread_.joinable()) thread_.join();
  nodes_.clear();
  if (redis_.running()) {
    redis_.resume();
    redis_.kill();
  }
  ::umount2(redis_data().c_str(), MNT_DETACH);
}

void deployment::mount_redis_data(bool mounts) {
  const auto at = redis_data();
  std::filesystem::create_directory(at);
  if (mounts && ::mount("faults", at.c_str(), "tmpfs", 0, redis_data_size) != 0) {
    throw std::runtime_error("a small file system cannot be mounted at " + at.string());
  }
}

void deployment::write_settings(const std::filesystem::path& at, const std::vector<asked_poll>& asked) {
  std::ofstream file{at};
  file << "[worker]\nlease_ms = " << lease.count() << "\nbatch = 500\n[redis]\ntimeout_ms = " << redis_timeout.count()
       << "\npartitions = " << partitions << "\n[postgres]\nconnect_timeout_ms = 2000\nstatement_timeout_ms = 3000\n";
  for (const auto& poll : asked) {
    file << "[[poll]]\nid = \"" << poll.id << "\"\nquestion = \"" << poll.id << "?\"\noptions = [\n";
    for (const auto& option : poll.options) file << "  { id = \"" << option << "\", label = \"" << option << "\" },\n";
    file << "]\nmax = " << poll.max << "\nchange = " << (poll.change ? "true" : "false") << "\n";
  }
}

void deployment::reload(node& one, const std::vector<asked_poll>& asked) {
  write_settings(one.settings, asked);
  if (one.process->process().running()) one.process->process().signal(SIGHUP);  // else it reads them when it starts
}

void deployment::start(const std::string& kind, unsigned number) {
  auto& made = nodes_.emplace_back();
  made.kind = kind;
  made.name = kind + " " + std::to_string(number);
  const auto last = std::to_string(nodes_.size());
  made.settings = folder_.path() / (kind + "-" + std::to_string(number) + ".toml");
  write_settings(made.settings, {polls.begin(), polls.end()});
  // As it is shipped, and shorter than a voter's patience: after its deadline no vote takes effect that was given up.
  test::service::variables environment{
      {"SCRUTIN_CONFIG", made.settings.string()},
      {"SCRUTIN_REDIS_TIMEOUT_MS", std::to_string(config::redis{}.timeout.count())},
  };
  if (kind != "result") {
    const auto address = "127.0.1." + last;
    const auto port = test::free_port();
    made.redis = std::make_unique<link>(io_, address, port, redis_.port());
    environment.emplace_back("SCRUTIN_REDIS_URL", "redis://" + address + ":" + std::to_string(port) + "/0");
  }
  if (kind != "vote") {
    const auto address = "127.0.2." + last;
    const auto port = test::free_port();
    made.postgres = std::make_unique<link>(io_, address, port, postgres_.port());
    environment.emplace_back("SCRUTIN_POSTGRES_URL",
                             "postgresql://postgres@" + address + ":" + std::to_string(port) + "/faults");
  }
  if (kind == "vote") environment.emplace_back("SCRUTIN_VOTE_COOKIE_KEY", cookie_key);
  made.process = std::make_unique<test::service>(kind, environment);
}

std::vector<node*> deployment::nodes(const std::string& kind) {
  std::vector<node*> found;
  for (auto& one : nodes_) {
    if (one.kind == kind) found.push_back(&one);
  }
  return found;
}

void deployment::tend() {
  const auto now = clock::now();
  if (redis_wanted_ && !redis_.running() && now > redis_begun_ + 300ms) {
    redis_begun_ = now;
    redis_.begin({{"LD_PRELOAD", SCRUTIN_SHIFTED_CLOCK}, {"SCRUTIN_CLOCK_SHIFT", std::to_string(shift_.count())}});
  }
  if (postgres_wanted_ && !postgres_.running() && now > postgres_begun_ + 300ms) {
    postgres_begun_ = now;
    postgres_.begin();
  }
  for (auto& one : nodes_) {
    if (!one.wanted || one.process->process().running()) continue;
    if (one.again == clock::time_point{}) {
      one.again = now + 1s;
      const auto status = one.process->process().wait(0ms).value_or(-1);
      unwanted_ends_.push_back(one.name + " ended with status " + std::to_string(status) + ":\n" +
                               one.process->process().log_tail(5));
    } else if (now > one.again) {
      one.again = {};
      one.process->start();
    }
  }
}

void deployment::keep_logs(const std::filesystem::path& folder) const {
  std::filesystem::create_directories(folder);
  const auto keep = [&folder](const std::filesystem::path& log, std::string name) {
    for (auto& c : name) {
      if (c == ' ') c = '-';
    }
    std::error_code ignored;
    std::filesystem::copy_file(log, folder / (name + ".log"), std::filesystem::copy_options::overwrite_existing,
                               ignored);
  };
  for (const auto& one : nodes_) keep(one.process->log(), one.name);
  keep(redis_.log(), "redis");
  keep(postgres_.log(), "postgres");
}

}  // namespace scrutin::faults
