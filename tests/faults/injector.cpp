#include "tests/faults/injector.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <pqxx/pqxx>
#include <stdexcept>
#include <utility>

#include "actors/ballots/uid.hpp"
#include "tests/faults/polls.hpp"
#include "tests/faults/redis_client.hpp"
#include "tests/support/free_port.hpp"

namespace scrutin::faults {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;  // for the system to recover
constexpr unsigned emptied_at_most = 3;
constexpr double time_to_notice = 6;  // seconds, until every process says what has become of Redis

moment of_seconds(double seconds) { return moment{static_cast<moment::rep>(seconds * 1e6)}; }

std::string in_seconds(moment time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f s", static_cast<double>(time.count()) / 1e6);
  return text;
}

}  // namespace

auto injector::kinds() -> const std::vector<kind>& {
  static const std::vector<kind> all{
      {"kill-vote", 6, &injector::kill_vote},
      {"kill-worker", 14, &injector::kill_worker},
      {"kill-result", 3, &injector::kill_result},
      {"stop-worker", 8, &injector::stop_worker},
      {"kill-redis", 6, &injector::kill_redis},
      {"stop-redis", 4, &injector::stop_redis},
      {"pause-redis", 4, &injector::pause_redis},
      {"full-disk", 3, &injector::fill_disk, false, true},
      {"full-memory", 4, &injector::fill_memory},
      {"empty-redis", 1, &injector::empty_redis},
      {"demote-redis", 5, &injector::demote_redis},
      {"append-only-off", 2, &injector::switch_off_append_only},
      {"clock-redis", 3, &injector::shift_clock},
      {"junk-entry", 2, &injector::send_junk},
      {"poison-entry", 2, &injector::send_poison},
      {"kill-postgres", 5, &injector::kill_postgres},
      {"stop-postgres", 4, &injector::stop_postgres},
      {"terminate-backends", 6, &injector::terminate_backends},
      {"cut-link", 6, &injector::cut_link},
      {"silent-link", 6, &injector::silence_link, true},
      {"half-open-link", 5, &injector::freeze_link},
      {"slow-link", 5, &injector::slow_link},
      {"torn-reply", 8, &injector::tear_reply},
      {"other-settings", 10, &injector::change_settings},
      {"older-postgres", 3, &injector::take_postgres_back},
  };
  return all;
}

injector::injector(deployment& system, recovery& watch, const run_clock& clock, std::uint64_t seed,
                   const std::vector<std::string>& mix, const std::filesystem::path& log)
    : system_(system), recovery_(watch), clock_(clock), random_(seed), log_(log) {
  for (const auto& one : kinds()) {
    if (std::ranges::find(mix, one.name) != mix.end()) mix_.push_back(one);
  }
}

double injector::between(double least, double most) { return std::uniform_real_distribution{least, most}(random_); }

// Mostly no longer than what the services wait for, at times several times as long.
double injector::a_while() { return chance(0.7) ? between(0.5, 3) : between(3, 8); }

void injector::note(const std::string& text) { log_ << in_seconds(clock_.now()) << "  " << text << std::endl; }

void injector::turn() {
  heal(false);
  const auto now = clock_.now();
  switch (phase_) {
    case phase::breaking:
      if (now >= next_) strike();
      break;
    case phase::healing:
      if (!cures_.empty()) break;
      healed_ = now;
      phase_ = phase::recovering;
      break;
    case phase::recovering:
      if (!recovery_.calm(healed_)) {
        if (now - healed_ < patience) break;
        stalls_.push_back("no calm in " + in_seconds(now - healed_) + " after" + burst_);
        note(stalls_.back());
      }
      recovery_.give_up();
      note("calm after " + in_seconds(now - healed_));
      plan_burst();
      break;
    case phase::stopped:
      break;
  }
}

void injector::plan_burst() {
  phase_ = phase::breaking;
  alone_ = chance(0.45);
  left_ = alone_ ? 1 : 1 + static_cast<unsigned>(between(1, 6));
  burst_.clear();
  next_ = clock_.now() + of_seconds(between(0, 0.3));
}

auto injector::draw() -> const kind& {
  const auto is_measured = [](const kind& one) {
    return one.name == "kill-worker" || one.name == "kill-redis" || one.name == "kill-postgres";
  };
  std::vector<double> weights;
  for (const auto& one : mix_) {
    // What is measured is so only where it comes alone.
    weights.push_back(one.weight * (alone_ && is_measured(one) ? 4.0 : 1.0));
  }
  return mix_[std::discrete_distribution<std::size_t>(weights.begin(), weights.end())(random_)];
}

void injector::strike() {
  next_ = clock_.now() + of_seconds(between(0, 0.7));
  // What it would strike may be broken already: then another, and after a few the burst goes on with one less.
  for (int tries = 0; tries < 4 && !begin(draw()); ++tries) {
  }
  if (--left_ == 0) phase_ = phase::healing;
}

bool injector::begin(const kind& drawn) {
  doing_ = drawn.name;
  try {
    if (!(this->*drawn.begin)()) return false;
  } catch (const std::exception& e) {
    note(drawn.name + " was not possible: " + e.what());
    return false;
  }
  note(doing_);
  burst_ += (burst_.empty() ? " " : ", ") + doing_;
  ++faults_;
  ++counts_[drawn.name];
  return true;
}

void injector::heal(bool all) {
  for (std::size_t i = 0; i < cures_.size();) {
    if (!all && cures_[i].due > clock_.now()) {
      ++i;
      continue;
    }
    const auto cure = std::move(cures_[i]);
    cures_.erase(cures_.begin() + static_cast<std::ptrdiff_t>(i));
    cure.apply();
    for (const auto& target : cure.targets) {
      taken_.erase(target);
      note("healed: " + target);
    }
  }
}

void injector::stop() {
  alone_ = false;
  phase_ = phase::stopped;
  heal(true);
  recovery_.forget();
}

bool injector::take(const std::string& target) { return taken_.insert(target).second; }

node* injector::take_node(const std::string& kind) {
  const auto all = system_.nodes(kind);
  auto* one = all[random_() % all.size()];
  // A worker that holds nothing is as good as dead: most of the time one that does is taken.
  for (int again = 0; kind == "worker" && again < 8 && !recovery_.holds_any(one->process->process().pid()); ++again) {
    one = all[random_() % all.size()];
  }
  if (!one->process->process().running() || !take(one->name)) return nullptr;
  doing_ += " " + one->name;
  return one;
}

auto injector::take_link() -> way {
  auto& all = system_.nodes();
  auto& one = all[random_() % all.size()];
  const bool to_redis = one.redis && (!one.postgres || chance(0.5));
  const auto name = one.name + (to_redis ? " to redis" : " to postgres");
  if (!take(name)) return {};
  doing_ += " " + name;
  return {&one, to_redis ? one.redis.get() : one.postgres.get(), name};
}

void injector::later(double seconds, std::vector<std::string> targets, std::function<void()> apply) {
  cures_.push_back({clock_.now() + of_seconds(seconds), std::move(targets), std::move(apply)});
  doing_ += " for " + in_seconds(of_seconds(seconds));
}

// -- our own processes

bool injector::kill_node(const std::string& kind) {
  auto* one = take_node(kind);
  if (one == nullptr) return false;
  auto& process = one->process->process();
  one->wanted = false;
  if (alone_ && kind == "worker") recovery_.expect_worker(process.pid());
  process.kill();
  later(between(0.1, 3), {one->name}, [one] {
    one->process->start();
    one->wanted = true;
  });
  return true;
}

bool injector::stop_worker() {
  auto* one = take_node("worker");
  if (one == nullptr) return false;
  one->process->process().signal(SIGSTOP);
  later(a_while(), {one->name}, [one] { one->process->process().signal(SIGCONT); });
  return true;
}

// -- Redis

void injector::begin_redis_again() {
  const bool was_down = !system_.redis().running();
  system_.want_redis(true);
  system_.tend();
  if (alone_ && was_down) recovery_.expect_redis();
}

bool injector::kill_redis() {
  if (!take("redis")) return false;
  system_.want_redis(false);
  system_.redis().kill();
  later(between(0.1, 4), {"redis"}, [this] { begin_redis_again(); });
  return true;
}

bool injector::stop_redis() {
  if (!take("redis")) return false;
  system_.redis().pause();
  later(a_while(), {"redis"}, [this] { system_.redis().resume(); });
  return true;
}

bool injector::pause_redis() {
  if (taken_.contains("redis")) return false;
  const auto seconds = between(0.3, 4);
  redis_client{system_.redis().socket_path()}.ask(
      {"CLIENT", "PAUSE", std::to_string(static_cast<int>(seconds * 1000))});
  take("redis");
  later(seconds, {"redis"}, [] {});
  return true;
}

// Under appendfsync always a Redis that cannot write ends itself.
bool injector::fill_disk() {
  if (!take("redis")) return false;
  system_.want_redis(false);
  const auto ballast = system_.redis_data() / "ballast";
  const int file = ::open(ballast.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  struct statvfs space {};
  ::statvfs(ballast.c_str(), &space);
  if (::posix_fallocate(file, 0, static_cast<off_t>(space.f_bavail * space.f_frsize)) != 0) doing_ += " (not quite)";
  ::close(file);
  later(between(0.5, 4), {"redis"}, [this, ballast] {
    std::filesystem::remove(ballast);
    begin_redis_again();
  });
  return true;
}

bool injector::fill_memory() {
  if (taken_.contains("redis")) return false;
  redis_client redis{system_.redis().socket_path()};
  ++forgetful_;
  const auto memory = redis.ask({"INFO", "memory"});
  const std::string text{memory->str, memory->len};
  const auto at = text.find("used_memory:");
  if (at == text.npos) throw std::runtime_error("INFO memory says no used_memory");
  redis.ask({"CONFIG", "SET", "maxmemory", std::to_string(std::stoull(text.substr(at + 12)))});
  take("redis");
  later(between(0.5, 5), {"redis"}, [this] {
    redis_client{system_.redis().socket_path()}.ask({"CONFIG", "SET", "maxmemory", "0"});
  });
  return true;
}

std::chrono::seconds injector::draw_shift() {
  static constexpr std::chrono::seconds shifts[] = {0s, 0s, 2s, -2s, 60s, -60s, 3600s, -3600s, 86400s, -86400s};
  const auto drawn = shifts[random_() % std::size(shifts)];
  doing_ += " to " + std::to_string(drawn.count()) + " s";
  return drawn;
}

bool injector::shift_clock() {
  if (!take("redis")) return false;
  system_.want_redis(false);
  system_.redis().kill();
  system_.shift_redis_clock(draw_shift());
  later(between(0.1, 2), {"redis"}, [this] { begin_redis_again(); });
  return true;
}

bool injector::empty_redis() {
  if (emptied_ == emptied_at_most || !take("redis")) return false;
  ++emptied_;
  ++forgetful_;
  // With nobody to take the votes over, there is something to lose.
  if (take("postgres")) {
    system_.postgres().pause();
    later(between(1, 3), {"postgres"}, [this] { system_.postgres().resume(); });
  }
  if (chance(0.6)) system_.shift_redis_clock(draw_shift());
  later(between(0.2, 1), {}, [this] {
    destroy_redis_data();
    later(between(0.1, 2), {"redis"}, [this] { begin_redis_again(); });
  });
  return true;
}

// A replica of a server that never answers, so that its data stays.
bool injector::demote_redis() {
  if (taken_.contains("redis")) return false;
  const auto nobody = std::to_string(test::free_port());
  redis_client{system_.redis().socket_path()}.ask({"REPLICAOF", "127.0.0.1", nobody});
  take("redis");
  const bool long_enough = alone_ && chance(0.5);
  if (long_enough) later(time_to_notice, {}, [this] { expect_of({"vote", "worker"}, 503, "is a replica of"); });
  later(long_enough ? between(time_to_notice + 0.5, 9) : a_while(), {"redis"}, [this] {
    redis_client{system_.redis().socket_path()}.ask({"REPLICAOF", "NO", "ONE"});
  });
  return true;
}

// Nothing else may strike Redis until its file is whole again: what is recorded meanwhile would be gone, and
// nobody was promised more.
bool injector::switch_off_append_only() {
  if (taken_.contains("redis")) return false;
  redis_client{system_.redis().socket_path()}.ask({"CONFIG", "SET", "appendonly", "no"});
  take("redis");
  if (alone_) later(time_to_notice, {}, [this] { expect_of({"vote"}, 200, "appendonly is no and not yes"); });
  later(between(time_to_notice + 0.5, 8), {}, [this] {
    redis_client{system_.redis().socket_path()}.ask({"CONFIG", "SET", "appendonly", "yes"});
    await_append_only();
  });
  return true;
}

void injector::await_append_only() {
  const auto reply = redis_client{system_.redis().socket_path()}.ask({"INFO", "persistence"});
  const std::string text{reply->str, reply->len};
  const bool is_whole = text.find("aof_rewrite_in_progress:0") != text.npos &&
                        text.find("aof_rewrite_scheduled:0") != text.npos &&
                        text.find("aof_last_bgrewrite_status:ok") != text.npos;
  if (is_whole) return later(0, {"redis"}, [] {});
  later(0.1, {}, [this] { await_append_only(); });
}

void injector::expect_of(const std::vector<std::string>& kinds, unsigned status, const std::string& words) {
  for (const auto& kind : kinds) {
    for (auto* one : system_.nodes(kind)) {
      if (!one->process->process().running()) continue;
      const auto says = one->process->readiness();
      if (says.status == status && says.body.find(words) != says.body.npos) continue;
      untruths_.push_back("after" + burst_ + " " + one->name + " says " + std::to_string(says.status) + " " +
                          says.body + ", and not " + std::to_string(status) + " and that " + words);
      note(untruths_.back());
    }
  }
}

void injector::destroy_redis_data() {
  system_.want_redis(false);
  system_.redis().kill();
  read_what_is_lost();
  for (const auto& entry : std::filesystem::directory_iterator(system_.redis_data())) {
    std::filesystem::remove_all(entry.path());
  }
}

// Up to which entry that stream is known to be applied. A worker tells it a little later than it is so.
std::string injector::applied_in(redis_client& redis, const std::string& stream) {
  const auto groups = redis.ask({"XINFO", "GROUPS", stream});
  if (groups->type != REDIS_REPLY_ARRAY || groups->elements == 0) return "-";
  const auto applied = value_in(*groups->element[0], "last-delivered-id");
  return applied.empty() ? "-" : applied;
}

// By a server of its own, on a copy: only Redis can read what Redis wrote.
void injector::read_what_is_lost() {
  const test::temp_directory copy{"scrutin-faults-copy"};
  std::filesystem::copy(system_.redis_data(), copy.path(), std::filesystem::copy_options::recursive);
  const test::redis_server reader{{"--dir", copy.path().string()}};
  redis_client redis{reader.socket_path()};
  for (unsigned p = 0; p < deployment::partitions; ++p) {
    const auto stream = "votes:" + std::to_string(p);
    const auto entries = redis.ask({"XRANGE", stream, applied_in(redis, stream), "+"});
    for (std::size_t i = 0; i < entries->elements; ++i) {
      if (const auto uid = value_in(*entries->element[i]->element[1], "uid"); !uid.empty()) destroyed_.insert(uid);
    }
  }
  note(std::to_string(destroyed_.size()) + " votes destroyed so far");
}

// No vote at all: it must go aside and hold up nothing.
bool injector::send_junk() {
  if (taken_.contains("redis")) return false;
  redis_client{system_.redis().socket_path()}.ask(
      {"XADD", "votes:" + std::to_string(random_() % deployment::partitions), "*", "uid", "none", "poll", "pets"});
  return true;
}

// -- settings

// Of any process, in any order, and never the same in two: it stays so, since nothing needs to be mended. The vote
// processes keep what voters ask for; what a ballot means is theirs to say, and no worker's.
bool injector::change_settings() {
  auto* one = take_node(chance(0.7) ? "worker" : "vote");
  if (one == nullptr) return false;
  const bool worker = one->kind == "worker";
  system_.reload(*one, other_polls(!worker));
  later(0, {one->name}, [] {});
  return true;
}

std::vector<asked_poll> injector::other_polls(bool voters_ask) {
  std::vector<asked_poll> all{polls.begin(), polls.end()};
  std::ranges::shuffle(all, random_);
  if (!voters_ask) {
    all.resize(1 + random_() % all.size());
    for (auto& poll : all) {
      poll.change = chance(0.5);
      if (poll.options.size() > 2 && chance(0.5)) poll.options.pop_back();
      poll.max = std::min(poll.max, static_cast<unsigned>(poll.options.size()));
    }
  }
  for (auto& poll : all) {
    if (chance(0.5)) poll.options.emplace_back("other");
    if (!voters_ask) std::ranges::shuffle(poll.options, random_);  // a vote names options in its poll's order
  }
  all.push_back({"extra-" + std::to_string(random_() % 1000), {"yes", "no"}});
  return all;
}

// A vote like any other, but one that PostgreSQL never takes: it alone must go aside. Half of them have an impossible
// time, and then all votes that come behind them in their stream have that time too, and must count.
bool injector::send_poison() {
  if (taken_.contains("redis") || taken_.contains("postgres")) return false;
  if (poisoned_.empty()) {
    pqxx::connection connection{system_.database() + "?connect_timeout=2"};
    pqxx::nontransaction session{connection};
    session.exec(
        "SET lock_timeout = '2s'; DO $$ BEGIN "
        "ALTER TABLE ledger ADD CONSTRAINT no_poison CHECK (voter <> 'poison'); "
        "EXCEPTION WHEN duplicate_object THEN NULL; END $$");
  }
  const auto uid = actors::uid::make().to_string();
  redis_client redis{system_.redis().socket_path()};
  const auto add = [&, stream = "votes:" + std::to_string(random_() % deployment::partitions)](const char* time) {
    return redis.ask({"XADD", stream, time, "uid", uid, "poll", "pets", "voter", "poison", "choice", "cats"})->type !=
           REDIS_REPLY_ERROR;
  };
  const bool impossible = chance(0.5) && add("9300000000000000-0");
  if (!impossible && !add("*")) return false;
  if (impossible) doing_ += " of an impossible time";
  poisoned_.insert(uid);
  return true;
}

// -- PostgreSQL

bool injector::kill_postgres() {
  if (!take("postgres")) return false;
  system_.want_postgres(false);
  system_.postgres().kill();
  later(between(0.1, 4), {"postgres"}, [this] {
    system_.want_postgres(true);
    system_.tend();
    if (alone_) recovery_.expect_postgres();
  });
  return true;
}

bool injector::stop_postgres() {
  if (!take("postgres")) return false;
  system_.postgres().pause();
  later(a_while(), {"postgres"}, [this] { system_.postgres().resume(); });
  return true;
}

// A standby takes over that lacks the last seconds, or a backup is restored: it comes back as it was a while ago, and
// what was applied since must be applied again. That is promised while Redis keeps what is applied.
bool injector::take_postgres_back() {
  if (taken_.contains("redis") || !take("postgres")) return false;
  system_.want_postgres(false);
  system_.postgres().save();
  system_.want_postgres(true);
  system_.tend();
  const auto seconds = between(2, 10);
  later(seconds, {}, [this, before = forgetful_] {
    system_.want_postgres(false);
    system_.postgres().kill();
    later(between(0.1, 2), {"postgres"}, [this, before] {
      if (before == forgetful_) {
        system_.postgres().go_back();
      } else {
        note("PostgreSQL stays as it is: Redis may have forgotten what was applied");
      }
      system_.want_postgres(true);
      system_.tend();
    });
  });
  return true;
}

bool injector::terminate_backends() {
  if (taken_.contains("postgres")) return false;
  const bool all = chance(0.5);
  pqxx::connection connection{system_.database() + "?connect_timeout=2"};
  pqxx::nontransaction session{connection};
  session.exec(
      "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'scrutin%'"
      " ORDER BY random()" +
      std::string(all ? "" : " LIMIT 1") + ") AS ours");
  doing_ += all ? " (all)" : " (one)";
  return true;
}

// -- links

bool injector::cut_link() {
  const auto one = take_link();
  if (one.which == nullptr) return false;
  one.which->cut();
  later(between(0.05, 3), {one.name}, [one] { one.which->heal(); });
  return true;
}

bool injector::silence_link() {
  const auto one = take_link();
  if (one.which == nullptr) return false;
  system_.filter()->drop(one.which->address());
  later(a_while(), {one.name}, [this, one] { system_.filter()->pass(one.which->address()); });
  return true;
}

bool injector::freeze_link() {
  const auto one = take_link();
  if (one.which == nullptr) return false;
  one.which->freeze();
  const bool drops = chance(0.5);
  later(a_while(), {one.name}, [one, drops] {
    if (drops) one.which->drop();
    one.which->heal();
  });
  return true;
}

bool injector::slow_link() {
  const auto one = take_link();
  if (one.which == nullptr) return false;
  const auto delay = std::chrono::milliseconds{static_cast<int>(chance(0.7) ? between(100, 900) : between(900, 3000))};
  one.which->slow(delay);
  doing_ += " by " + std::to_string(delay.count()) + " ms";
  later(between(1, 6), {one.name}, [one] { one.which->heal(); });
  return true;
}

bool injector::tear_reply() {
  const auto one = take_link();
  if (one.which == nullptr) return false;
  one.which->tear();
  later(between(0.1, 1), {one.name}, [one] { one.which->heal(); });
  return true;
}

}  // namespace scrutin::faults
