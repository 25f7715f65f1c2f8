#include "tests/faults/recovery.hpp"

#include <algorithm>
#include <numeric>
#include <pqxx/pqxx>
#include <utility>

namespace scrutin::faults {

namespace {

using namespace std::chrono_literals;

constexpr auto interval = 20ms;

bool is_of(const std::string& holder, pid_t worker) {
  return holder.find("/" + std::to_string(worker) + "/") != std::string::npos;
}

}  // namespace

recovery::recovery(std::string database, const test::redis_server& redis, const voters& crowd,
                   std::size_t vote_processes, const run_clock& clock)
    : database_(std::move(database)),
      redis_(redis),
      crowd_(crowd),
      vote_processes_(vote_processes),
      clock_(clock),
      thread_([this] { run(); }) {}

recovery::~recovery() {
  stopping_ = true;
  thread_.join();
}

void recovery::expect_worker(pid_t killed) {
  const std::scoped_lock lock{mutex_};
  for (const auto& [p, seen] : partitions_) {
    if (!is_of(seen.holder, killed)) continue;
    waiting_.push_back(
        {.what = kind::worker, .since = clock_.now(), .partition = p, .token = seen.token, .applied = seen.applied});
  }
}

void recovery::expect_redis() {
  const std::scoped_lock lock{mutex_};
  for (std::size_t i = 0; i < vote_processes_; ++i) waiting_.push_back({.what = kind::redis, .process = i});
}

void recovery::expect_postgres() {
  const std::scoped_lock lock{mutex_};
  waiting_.push_back({.what = kind::postgres});
}

bool recovery::calm(moment since) const {
  const std::scoped_lock lock{mutex_};
  if (!waiting_.empty()) return false;
  for (std::size_t i = 0; i < vote_processes_; ++i) {
    if (crowd_.last_acknowledged(i) <= since) return false;
  }
  return std::ranges::all_of(partitions_, [since](const auto& one) { return one.second.moved > since; });
}

void recovery::give_up() {
  const std::scoped_lock lock{mutex_};
  for (const auto& one : std::exchange(waiting_, {})) {
    measured_[one.what].push_back(clock_.now() - one.since.value_or(clock_.now() - 60s));
  }
}

void recovery::forget() {
  const std::scoped_lock lock{mutex_};
  waiting_.clear();
}

auto recovery::measured() const -> std::map<kind, std::vector<moment>> {
  const std::scoped_lock lock{mutex_};
  return measured_;
}

std::int64_t recovery::applied() const {
  const std::scoped_lock lock{mutex_};
  return std::accumulate(partitions_.begin(), partitions_.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& one) { return sum + one.second.applied; });
}

bool recovery::holds_any(pid_t worker) const {
  const std::scoped_lock lock{mutex_};
  return std::ranges::any_of(partitions_, [worker](const auto& one) { return is_of(one.second.holder, worker); });
}

void recovery::run() {
  while (!stopping_) {
    look_at_redis();
    look_at_postgres();
    settle();
    std::this_thread::sleep_for(interval);
  }
}

void recovery::look_at_postgres() try {
  if (!connection_) connection_ = std::make_unique<pqxx::connection>(database_ + "?connect_timeout=2");
  pqxx::nontransaction session{*connection_};
  const auto rows = session.exec("SELECT p, token, coalesce(holder, ''), applied FROM partitions WHERE p >= 0");
  const std::scoped_lock lock{mutex_};
  const auto now = clock_.now();
  for (const auto& row : rows) {
    auto& known = partitions_[row[0].as<int>()];
    const auto applied = row[3].as<std::int64_t>();
    if (applied != known.applied) known.moved = now;
    known = {.token = row[1].as<std::int64_t>(), .holder = row[2].c_str(), .applied = applied, .moved = known.moved};
  }
  for (auto& one : waiting_) {
    if (one.what == kind::postgres && !one.since) one.since = now;
  }
} catch (const std::exception&) {  // it is away
  connection_.reset();
}

void recovery::look_at_redis() {
  const auto is_awaited = [](const wait& one) { return one.what == kind::redis && !one.since; };
  {
    const std::scoped_lock lock{mutex_};
    if (std::ranges::none_of(waiting_, is_awaited)) return;
  }
  if (!redis_.answers()) return;
  const std::scoped_lock lock{mutex_};
  for (auto& one : waiting_) {
    if (is_awaited(one)) one.since = clock_.now();
  }
}

void recovery::settle() {
  const std::scoped_lock lock{mutex_};
  std::erase_if(waiting_, [this](const wait& one) {
    if (!one.since || !is_over(one)) return false;
    const auto until = one.what == kind::redis ? crowd_.last_acknowledged(one.process) : clock_.now();
    measured_[one.what].push_back(until - *one.since);
    return true;
  });
}

bool recovery::is_over(const wait& one) const {
  switch (one.what) {
    case kind::worker: {
      const auto& now = partitions_.at(one.partition);
      return now.token > one.token && now.applied > one.applied;
    }
    case kind::redis:
      return crowd_.last_acknowledged(one.process) > *one.since;
    case kind::postgres:
      return std::ranges::any_of(partitions_, [&one](const auto& p) { return p.second.moved > *one.since; });
  }
  return false;
}

}  // namespace scrutin::faults
