#include "tests/simulation/world.hpp"

#include <spdlog/sinks/null_sink.h>

#include <algorithm>
#include <array>
#include <caf/atom.hpp>
#include <set>
#include <utility>

#include "actors/ballots/ballot.hpp"
#include "actors/ingest/timed_append.hpp"
#include "actors/runtime/failure.hpp"
#include "tests/simulation/judge.hpp"
#include "tests/simulation/voters.hpp"
#include "tests/simulation/wires.hpp"

namespace scrutin::simulation {

namespace {

using namespace std::chrono_literals;
using ms = std::chrono::milliseconds;

constexpr auto lease = 1000ms;
constexpr unsigned batch = 3;
constexpr auto keep = 5000ms;
constexpr auto timeout = 1000ms;
constexpr auto beat = 50ms;
constexpr auto longest_rest = 30'000ms;
constexpr const char* stream = "votes:0";
constexpr unsigned names = 3;  // of voters
constexpr unsigned workers = 2;
constexpr unsigned votes = 2;

actors::uid uid_of(std::size_t number) {
  actors::uid id;
  for (std::size_t i = 0; i < sizeof number; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return id;
}

}  // namespace

// One run.
struct world::state {
  state(world& home, mechanisms on);
  ~state() {
    for (auto* one : all) one->kill();
  }

  void take(const step& one);
  void come_to_rest();
  std::string verdict() const;

  process& any(unsigned index) { return *all[index % all.size()]; }
  process& of_redis(unsigned index) { return *all[index % (workers + votes)]; }
  process& of_pg(unsigned index) {
    if (index % (workers + 1) == workers) return *home.result_;
    return worker(index);
  }
  worker_model& worker(unsigned index) { return *home.workers_[index % (workers + 1) % workers]; }
  vote_model& voting_at(unsigned index) { return *home.votes_[index % votes]; }

  void start(process& who);
  void kill(process& who);
  void demote(process& who, bool for_it_alone);
  void promote();
  void vote(unsigned voter, unsigned chosen);
  void send(voters::number which, unsigned at);
  void scrawl();
  void poison(const step& one);
  void wipe();
  void go_back();
  void step_clock_back(ms by);
  void reload(unsigned index, unsigned version);
  void turn();
  bool at_rest() const;

  world& home;
  mechanisms on;
  std::vector<process*> all;  ///< the workers, the vote processes, the result process
  config::worker settings;
  config::redis redis_settings;
  redis_model redis;
  postgres_model pg;
  voters crowd{timeout};
  ms now{3'600'000};
  wires lines{on, all, redis, pg, crowd, now};
  unsigned processes = 0;
  std::size_t scrawls = 0;
  std::size_t poisons = 0;
  bool letters_destroyed = false;
  std::optional<std::pair<ms, postgres_model>> saved;
  std::array<unsigned, votes> voting{};  // versions of the vote processes' settings
  bool rests = false;
};

world::state::state(world& home, mechanisms on)
    : home(home), on(on), redis({on.deadline, on.mark}), pg({on.lease, on.ledger, on.memory}) {
  settings.lease = lease;
  settings.batch = batch;
  settings.keep = on.keep ? keep : 0ms;
  redis_settings.timeout = timeout;
  redis_settings.partitions = 1;
  for (auto& one : home.workers_) all.push_back(one.get());
  for (auto& one : home.votes_) all.push_back(one.get());
  all.push_back(home.result_.get());
  for (auto& one : home.workers_) one->offer(home.versions_[0].polls);
  home.result_->offer(home.versions_[0].polls);
  for (auto* one : all) {
    one->lead_astray(false);
    one->turn(now);
    start(*one);
  }
  turn();
  for (auto& one : home.votes_) {
    while (lines.flow(*one)) {
    }
  }
}

void world::state::start(process& who) {
  if (who.runs()) return;
  who.kill();  // what a drained one left
  if (auto* worker = dynamic_cast<worker_model*>(&who)) {
    worker->start("holder " + std::to_string(++processes), settings);
  } else if (auto* vote = dynamic_cast<vote_model*>(&who)) {
    vote->start(redis_settings);
  } else {
    home.result_->start();
  }
}

void world::state::kill(process& who) {
  lines.cut_redis(who);
  lines.cut_pg(who);
  who.kill();
  for (unsigned i = 0; i < votes; ++i) {
    if (home.votes_[i].get() == &who) crowd.forsake(i, now);
  }
}

void world::state::demote(process& who, bool for_it_alone) {
  if (!for_it_alone) return redis.demote();
  lines.cut_redis(who);
  who.lead_astray(true);
}

void world::state::promote() {
  redis.promote();
  for (auto* one : all) {
    if (!one->astray()) continue;
    lines.cut_redis(*one);
    one->lead_astray(false);
  }
}

// At one of the vote processes, in a poll of its settings. Few voters vote again before they have their answer.
void world::state::vote(unsigned voter, unsigned chosen) {
  const auto at = voter / names % votes;
  const auto& [polls, offers] = home.versions_[voting[at]];
  const auto which = chosen / 4 % polls.size();
  const auto name = "v" + std::to_string(voter % names);
  if (crowd.waits(name) && chosen % 16 != 0) return;
  if (!voting_at(at).runs()) return;
  const actors::ballot ballot{uid_of(crowd.casts().size() + 1), polls[which].id, name, choice_of(polls[which], chosen),
                              offers[which]->digest};
  send(crowd.cast_vote(ballot, offers[which]), at);
}

void world::state::send(voters::number which, unsigned at) {
  auto& process = voting_at(at);
  if (!process.runs()) return;
  const auto& one = crowd.casts()[which];
  const auto sending = crowd.sent(which, at, now);
  process.give(one.vote, one.terms,
               [this, sending](const caf::expected<actors::uid>& told) { crowd.answered(sending, told); });
  lines.turn(process);
}

void world::state::scrawl() {
  redis_model::session client;
  const auto reply = lines.execute(client, {"XADD", stream, "*", "hello", std::to_string(scrawls + 1)}, now);
  if (reply->error.empty()) ++scrawls;
}

// Where `b` is odd, somebody puts a ballot into the stream by hand, at a time that is none.
void world::state::poison(const step& one) {
  redis_model::session client;
  if (one.b % 2 == 0) {
    const auto id = uid_of(1'000'000 + poisons + 1);
    const auto reply =
        lines.execute(client,
                      {"XADD", stream, "*", "uid", id.to_string(), "poll", "default", "voter",
                       postgres_model::unacceptable, "choice", "a", "later", "poison " + std::to_string(poisons + 1)},
                      now);
    if (reply->error.empty()) ++poisons;  // a replica takes none
    return;
  }
  const auto& [polls, offers] = home.versions_[voting[one.a / names % votes]];
  const unsigned chosen = one.b / 2U;
  const auto which = chosen / 4 % polls.size();
  const actors::ballot ballot{uid_of(2'000'000 + crowd.casts().size()), polls[which].id,
                              "h" + std::to_string(one.a % names), choice_of(polls[which], chosen),
                              offers[which]->digest};
  lines.execute(client, words_of(actors::publish(*offers[which])), now);
  const auto number = crowd.cast_vote(ballot, offers[which]);
  const auto sending = crowd.sent(number, votes, now);
  auto words = words_of(actors::to_command(ballot, stream));
  words[2] = "9300000000000000-0";
  if (lines.execute(client, words, now)->error.empty()) {
    crowd.answered(sending, ballot.id);
  } else {  // it takes no writes, or that time is past
    crowd.answered(sending, actors::make_error(actors::failure::refused));
  }
}

void world::state::wipe() {
  std::set<std::string> applied;
  for (const auto& row : pg.ledger()) applied.insert(row.uid);
  crowd.destroyed(applied);
  letters_destroyed = true;
  lines.forget_redis();
  redis.lose_everything();
  redis.step_clock(1ms);  // none is back within the same millisecond, so that no ballot gets the very id it had before
  saved.reset();          // what it lacks is nowhere now
}

void world::state::go_back() {
  if (!saved || now - saved->first > keep) return;
  lines.forget_pg();
  pg = saved->second;
}

// Not while a ballot is on its way there: its deadline would move with the clock, which vote_ingest says of itself.
void world::state::step_clock_back(ms by) {
  for (auto& one : home.votes_) lines.cut_redis(*one);
  lines.forget_ballots();
  redis.step_clock(-by);
}

void world::state::reload(unsigned index, unsigned version) {
  const auto& polls = home.versions_[version % home.versions_.size()].polls;
  if (index % (workers + 1) == workers) return home.result_->offer(polls);
  worker(index).offer(polls);
}

void world::state::take(const step& one) {
  using kind = step::kind;
  switch (one.what) {
    case kind::vote:
      vote(one.a, one.b);
      break;
    case kind::vote_again:
      if (!crowd.casts().empty()) send(one.b % crowd.casts().size(), one.a % votes);
      break;
    case kind::hang_up:
      if (!voting_at(one.a).paused()) crowd.forsake_one(one.a % votes, now);
      break;
    case kind::scrawl:
      scrawl();
      break;
    case kind::poison:
      poison(one);
      break;
    case kind::redis_runs:
      lines.redis_runs(of_redis(one.a));
      break;
    case kind::redis_replies:
      lines.redis_replies(of_redis(one.a));
      break;
    case kind::pg_runs:
      lines.pg_runs(of_pg(one.a));
      break;
    case kind::pg_replies:
      lines.pg_replies(of_pg(one.a));
      break;
    case kind::pg_conflicts:
      lines.pg_runs(of_pg(one.a), "40001");
      break;
    case kind::pg_refuses: {
      static constexpr std::array none_of_them_a_votes_fault{"53100", "57014", "25006", "54000", "42501", "XX000"};
      lines.pg_runs(of_pg(one.a), none_of_them_a_votes_fault[one.b % none_of_them_a_votes_fault.size()]);
      break;
    }
    case kind::flow:
      for (unsigned i = 0; i < one.b % 16U && lines.flow(any(one.a));) ++i;
      break;
    case kind::cut_redis:
      lines.cut_redis(of_redis(one.a));
      break;
    case kind::cut_pg:
      lines.cut_pg(of_pg(one.a));
      break;
    case kind::late_redis:
      lines.late_redis();
      break;
    case kind::late_pg:
      lines.late_pg();
      break;
    case kind::connect_redis:
      if (auto& who = of_redis(one.a); who.runs() && !who.has_redis()) who.connect_redis();
      break;
    case kind::connect_pg:
      if (auto& who = of_pg(one.a); who.runs() && !who.has_pg()) who.connect_pg();
      break;
    case kind::kill:
      kill(any(one.a));
      break;
    case kind::drain:
      if (auto& who = worker(one.a); who.runs()) who.drain();
      break;
    case kind::start:
      start(any(one.a));
      break;
    case kind::pause:
      any(one.a).pause();
      break;
    case kind::resume:
      any(one.a).resume();
      break;
    case kind::pass:
      now += beat * (one.b % 30);
      break;
    case kind::redis_wiped:
      wipe();
      break;
    case kind::reload:
      reload(one.a, one.b);
      break;
    case kind::reload_vote:
      voting[one.a % votes] = one.b % 3U;
      break;
    case kind::demote:
      demote(of_redis(one.a), one.b % 2 != 0);
      break;
    case kind::promote:
      promote();
      break;
    case kind::pg_saved:
      saved.emplace(now, pg);
      break;
    case kind::pg_back:
      go_back();
      break;
    case kind::clock_back:
      step_clock_back(10'000ms * (one.b % 8));
      break;
  }
  turn();
}

void world::state::turn() {
  for (auto* one : all) lines.turn(*one);
}

bool world::state::at_rest() const {
  const auto found = pg.partitions().find(0);
  const auto last = redis.last(stream);
  const bool applied =
      found != pg.partitions().end() && last == std::pair{found->second.entry, found->second.entry_uid};
  if ((!last.first.empty() && !applied) || !crowd.all_answered()) return false;
  const auto& shown = home.result_->shown();
  return shown && shown->live() && shown->sequence() == pg.sequence() && differs_from_feed(pg, shown).empty();
}

// Everything is mended, and what is still on its way from connections that ended never comes. But one worker may take
// another server for Redis for good: the other one must do all the work.
void world::state::come_to_rest() {
  redis.promote();
  if (std::ranges::all_of(home.workers_, [](const auto& one) { return one->astray(); })) promote();
  for (const auto until = now + longest_rest; now < until; now += beat) {
    for (auto* one : all) {
      one->resume();
      start(*one);
      if (one->uses_redis() && !one->has_redis()) one->connect_redis();
      if (one->uses_pg() && !one->has_pg()) one->connect_pg();
    }
    turn();
    // As long as something moves, but not for ever.
    for (int moves = 0; moves < 200; ++moves) {
      bool moved = false;
      for (auto* one : all) moved |= lines.flow(*one);
      if (!moved) break;
    }
    rests = at_rest();
    if (rests) return;
  }
}

std::string world::state::verdict() const {
  auto wrong = judge({.told = crowd,
                      .redis = redis,
                      .pg = pg,
                      .shown = home.result_->shown(),
                      .letters = scrawls + poisons,
                      .letters_destroyed = letters_destroyed});
  // What keeps it from coming to rest says more than that it does not.
  return wrong.empty() && !rests ? "it does not come to rest" : wrong;
}

world::quiet::quiet() {
  set("scheduler.max-threads", std::size_t{1});
  set("scheduler.policy", caf::atom("sharing"));
}

world::world(mechanisms on) : on_(on), system_(config_), versions_(make_versions()) {
  auto log = std::make_shared<spdlog::logger>("simulation", std::make_shared<spdlog::sinks::null_sink_mt>());
  log->set_level(spdlog::level::off);
  auto metrics = std::make_shared<actors::sync_metrics>(registry_, 0);
  auto taken_in = std::make_shared<actors::ingest_metrics>(registry_);
  for (unsigned i = 0; i < workers; ++i) workers_.push_back(std::make_unique<worker_model>(system_, log, metrics));
  for (unsigned i = 0; i < votes; ++i) votes_.push_back(std::make_unique<vote_model>(system_, log, taken_in));
  result_ = std::make_unique<result_model>(system_, log);
}

world::~world() = default;

std::optional<std::string> world::run(const schedule& steps) {
  state now{*this, on_};
  for (const auto& one : steps) now.take(one);
  now.come_to_rest();
  figures_ = {.sequence = now.pg.sequence()};
  for (const auto& one : now.crowd.casts()) {
    ++figures_.ballots;
    if (one.recorded_first != 0) ++figures_.recorded;
    if (one.told != 0) ++figures_.told;
    if (one.destroyed) ++figures_.destroyed;
  }
  if (const auto found = now.pg.partitions().find(0); found != now.pg.partitions().end()) {
    figures_.token = found->second.token;
  }
  auto wrong = now.verdict();
  return wrong.empty() ? std::nullopt : std::optional(std::move(wrong));
}

}  // namespace scrutin::simulation
