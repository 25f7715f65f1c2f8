#include "tests/simulation/world.hpp"

#include <spdlog/sinks/null_sink.h>

#include <algorithm>
#include <array>
#include <caf/atom.hpp>
#include <set>
#include <unordered_map>

#include "actors/ballots/ballot.hpp"
#include "actors/ballots/offer.hpp"
#include "actors/ingest/timed_append.hpp"
#include "actors/redis/redis_role.hpp"
#include "actors/runtime/failure.hpp"

namespace scrutin::simulation {

namespace {

using namespace std::chrono_literals;
using ms = std::chrono::milliseconds;

constexpr auto lease = 1000ms;
constexpr unsigned batch = 3;
constexpr auto beat = 50ms;
constexpr auto longest_rest = 30'000ms;
constexpr const char* stream = "votes:0";
constexpr unsigned voters = 3;

// Single choice, one where the first vote stands, and multiple choice.
config::poll_list all_polls() {
  return {{.id = "default", .question = {}, .options = {{"a", {}}, {"b", {}}, {"c", {}}}},
          {.id = "once", .question = {}, .options = {{"a", {}}, {"b", {}}, {"c", {}}}, .change = false},
          {.id = "many", .question = {}, .options = {{"a", {}}, {"b", {}}, {"c", {}}}, .max = 3}};
}

// The versions of the settings that operators make of them: an option and a poll are gone; or there is one option more,
// another poll, and what was final is not while the first poll is.
config::poll_list polls_of(unsigned version) {
  auto polls = all_polls();
  switch (version % 3) {
    case 1:
      polls[0].options.pop_back();
      polls.pop_back();
      break;
    case 2:
      polls[0].options.push_back({"d", {}});
      polls[0].change = false;
      polls[1].change = true;
      polls.push_back({.id = "new", .question = {}, .options = {{"x", {}}, {"y", {}}}});
      break;
    default:
      break;
  }
  return polls;
}

// A vote in some poll of those, for some of its options.
actors::ballot vote_of(const config::poll& poll, const actors::uid& id, unsigned voter, unsigned chosen) {
  const auto& options = poll.options;
  std::string choice = options[chosen % options.size()].id;
  for (std::size_t i = chosen % options.size() + 1; i < options.size() && poll.max > 1 && (chosen / 8 + i) % 2 == 0;
       ++i) {
    choice += "," + options[i].id;
  }
  return {id, poll.id, "v" + std::to_string(voter % voters), choice, actors::offer::of(poll).digest()};
}

actors::uid uid_of(std::size_t number) {
  actors::uid id;
  for (std::size_t i = 0; i < sizeof number; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return id;
}

}  // namespace

// One run.
struct world::state {
  struct cast {
    actors::ballot vote;
    actors::offer terms;
    std::string uid;
    std::size_t first;  ///< when it was recorded, first and last, counted in recordings
    std::size_t last;
  };

  state(world& home, mechanisms on) : home(home), on(on), pg({on.lease, on.ledger, on.memory}) {
    settings.lease = lease;
    settings.batch = batch;
    for (auto& worker : home.workers_) {
      worker->offer(all_polls());
      worker->lead_astray(false);
    }
    for (unsigned w = 0; w < home.workers_.size(); ++w) start(w);
  }

  ~state() {
    for (auto& worker : home.workers_) worker->kill();
  }

  worker_model& worker(unsigned index) { return *home.workers_[index % home.workers_.size()]; }

  void take(const step& one);
  void come_to_rest();
  std::string judge() const;
  std::string judge_terms() const;

  void start(unsigned index);
  void demote(worker_model& who, bool for_it_alone);
  void promote();
  void record(std::size_t number, const std::string& time = "*");
  void cast_vote(unsigned voter, unsigned chosen);
  void poison(const step& one);
  bool redis_runs(worker_model& who);
  bool redis_replies(worker_model& who);
  bool pg_runs(worker_model& who, const std::string& error = {});
  bool pg_replies(worker_model& who);
  bool flow(worker_model& who);
  void cut_redis(worker_model& who);
  void cut_pg(worker_model& who);
  void late_redis();
  void late_pg();
  void wipe();
  void turn() {
    for (auto& one : home.workers_) one->turn(now);
  }
  bool at_rest() const;

  world& home;
  mechanisms on;
  config::worker settings;
  redis_model redis;
  postgres_model pg;
  ms now{1000};
  unsigned processes = 0;
  std::vector<cast> casts;
  std::size_t recordings = 0;
  std::size_t scrawls = 0;
  std::size_t poisons = 0;
  std::set<std::string> destroyed;
  bool scrawls_destroyed = false;
  std::deque<std::pair<redis_model::session, std::deque<redis_model::words>>> orphans;
  std::deque<actors::statement> pg_orphans;
  std::unordered_map<worker_model*, std::optional<redis_model::reply>> taken;  // without read_back
  std::array<config::poll_list, 2> voting{all_polls(), all_polls()};           // of the vote processes
  bool rests = false;
};

void world::state::start(unsigned index) {
  auto& who = worker(index);
  if (who.runs()) return;
  who.kill();  // what a drained one left
  who.start("holder " + std::to_string(++processes), settings);
}

void world::state::demote(worker_model& who, bool for_it_alone) {
  if (!for_it_alone) return redis.demote();
  cut_redis(who);
  who.lead_astray(true);
}

void world::state::promote() {
  redis.promote();
  for (auto& one : home.workers_) {
    if (!one->astray()) continue;
    cut_redis(*one);
    one->lead_astray(false);
  }
}

void world::state::record(std::size_t number, const std::string& time) {
  redis_model::session client;
  auto& one = casts[number];
  // As the script of vote_ingest has it: no ballot before its offer.
  redis.execute(client, words_of(actors::publish(actors::published_offer{one.terms})), now, now);
  auto words = words_of(actors::to_command(one.vote, stream));
  words[2] = time;
  if (!redis.execute(client, words, now, now)->error.empty()) return;  // it takes no writes, or that time is past
  one.last = ++recordings;
  if (one.first == 0) one.first = recordings;
}

// At one of the vote processes, in a poll of its.
void world::state::cast_vote(unsigned voter, unsigned chosen) {
  const auto id = uid_of(casts.size() + 1);
  const auto& polls = voting[voter / voters % voting.size()];
  const auto& poll = polls[chosen / 4 % polls.size()];
  casts.push_back({vote_of(poll, id, voter, chosen), actors::offer::of(poll), id.to_string(), 0, 0});
}

void world::state::poison(const step& one) {
  if (one.b % 2 == 0) {
    redis_model::session client;
    const auto id = uid_of(1'000'000 + poisons + 1);
    const auto reply =
        redis.execute(client,
                      {"XADD", stream, "*", "uid", id.to_string(), "poll", "default", "voter",
                       postgres_model::unacceptable, "choice", "a", "later", "poison " + std::to_string(poisons + 1)},
                      now, now);
    if (reply->error.empty()) ++poisons;  // a replica takes none
    return;
  }
  cast_vote(one.a, one.b / 2U);
  record(casts.size() - 1, "9300000000000000-0");
  if (casts.back().first == 0) casts.pop_back();
}

bool world::state::redis_runs(worker_model& who) {
  if (!who.has_redis() || who.redis().requests.empty()) return false;
  auto& next = who.redis().requests.front();
  auto reply = who.astray() ? redis_model::refuse_write(next.what).value_or(redis_model::reply{})
                            : redis.execute(who.redis_session(), next.what, now, next.sent);
  if (!reply) return false;
  if (!on.offers && next.what[0] == "HMGET") reply = redis_model::reply{};
  if (!on.read_back && next.what[0] == "XREADGROUP") {
    // As one would write it without: what the read of new entries gave is what is applied.
    auto& kept = taken[&who];
    if (next.what.back() == ">") {
      kept = reply;
    } else if (kept && !kept->value.nil()) {
      reply = std::exchange(kept, std::nullopt);
    }
  }
  caf::expected<actors::redis_value> answer{std::move(reply->value)};
  if (!reply->error.empty()) {
    const auto code = actors::is_out_of_service(reply->error) ? actors::failure::unavailable : actors::failure::refused;
    answer = actors::make_error(code, reply->error);
  }
  who.redis().replies.push_back({std::move(answer), next.answer});
  who.redis().requests.pop_front();
  return true;
}

bool world::state::redis_replies(worker_model& who) {
  if (!who.has_redis() || who.redis().replies.empty()) return false;
  auto reply = std::move(who.redis().replies.front());
  who.redis().replies.pop_front();
  // As the real connection ends where it meets a server that cannot serve.
  const bool ends = !reply.what && actors::failure_of(reply.what.error()) == actors::failure::unavailable;
  reply.deliver();
  if (ends) cut_redis(who);
  return true;
}

bool world::state::pg_runs(worker_model& who, const std::string& error) {
  if (!who.has_pg() || who.pg().requests.empty()) return false;
  auto& next = who.pg().requests.front();
  auto found = error.empty() ? pg.execute(next.what, now) : postgres_model::answer{{}, error};
  if (!on.halving && found.sqlstate.starts_with("2")) found.sqlstate = "XX000";
  caf::expected<actors::rows> answer{found.value};
  if (!found.sqlstate.empty()) answer = actors::make_error(actors::failure::refused, "refused", found.sqlstate);
  who.pg().replies.push_back({std::move(answer), next.answer});
  who.pg().requests.pop_front();
  return true;
}

bool world::state::pg_replies(worker_model& who) {
  if (!who.has_pg() || who.pg().replies.empty()) return false;
  auto reply = std::move(who.pg().replies.front());
  who.pg().replies.pop_front();
  reply.deliver();
  return true;
}

bool world::state::flow(worker_model& who) {
  bool moved = redis_runs(who);
  moved |= pg_runs(who);
  moved |= redis_replies(who);
  moved |= pg_replies(who);
  who.turn(now);
  return moved;
}

void world::state::cut_redis(worker_model& who) {
  const auto session = who.redis_session();
  taken.erase(&who);
  std::deque<redis_model::words> left;
  for (auto& request : who.cut_redis()) left.push_back(std::move(request.what));
  if (!left.empty() && !who.astray()) orphans.emplace_back(session, std::move(left));
}

void world::state::cut_pg(worker_model& who) {
  for (auto& request : who.cut_pg()) pg_orphans.push_back(std::move(request.what));
}

void world::state::late_redis() {
  if (orphans.empty()) return;
  auto& [session, left] = orphans.front();
  // Nobody waits for the reply, so a read that would block ends there, and takes the connection's rest with it.
  const bool blocks = !redis.execute(session, left.front(), now, now);
  left.pop_front();
  if (blocks || left.empty()) orphans.pop_front();
}

void world::state::late_pg() {
  if (pg_orphans.empty()) return;
  pg.execute(pg_orphans.front(), now);
  pg_orphans.pop_front();
}

void world::state::wipe() {
  for (const auto& one : casts) {
    const auto& ledger = pg.ledger();
    if (std::ranges::none_of(ledger, [&](const auto& row) { return row.uid == one.uid; })) destroyed.insert(one.uid);
  }
  scrawls_destroyed = true;
  for (auto& one : home.workers_) {
    if (one->has_redis()) one->cut_redis();
  }
  taken.clear();
  orphans.clear();
  redis.lose_everything();
}

void world::state::take(const step& one) {
  using kind = step::kind;
  auto& who = worker(one.a);
  switch (one.what) {
    case kind::vote: {
      cast_vote(one.a, one.b);
      record(casts.size() - 1);
      if (casts.back().first == 0) casts.pop_back();  // its voter was told so
      break;
    }
    case kind::vote_again:
      if (!casts.empty()) record(one.b % casts.size());
      break;
    case kind::scrawl: {
      redis_model::session client;
      const auto reply = redis.execute(client, {"XADD", stream, "*", "hello", std::to_string(scrawls + 1)}, now, now);
      if (reply->error.empty()) ++scrawls;
      break;
    }
    case kind::redis_runs:
      redis_runs(who);
      break;
    case kind::redis_replies:
      redis_replies(who);
      break;
    case kind::pg_runs:
      pg_runs(who);
      break;
    case kind::pg_replies:
      pg_replies(who);
      break;
    case kind::pg_conflicts:
      pg_runs(who, "40001");
      break;
    case kind::pg_refuses: {
      static constexpr std::array none_of_them_a_votes_fault{"53100", "57014", "25006", "54000", "42501", "XX000"};
      pg_runs(who, none_of_them_a_votes_fault[one.b % none_of_them_a_votes_fault.size()]);
      break;
    }
    case kind::poison:
      poison(one);
      break;
    case kind::flow:
      for (unsigned i = 0; i < one.b % 16U && flow(who);) ++i;
      break;
    case kind::cut_redis:
      cut_redis(who);
      break;
    case kind::cut_pg:
      cut_pg(who);
      break;
    case kind::late_redis:
      late_redis();
      break;
    case kind::late_pg:
      late_pg();
      break;
    case kind::connect_redis:
      if (who.runs() && !who.has_redis()) who.connect_redis();
      break;
    case kind::connect_pg:
      if (who.runs() && !who.has_pg()) who.connect_pg();
      break;
    case kind::kill:
      cut_redis(who);
      cut_pg(who);
      who.kill();
      break;
    case kind::drain:
      if (who.runs()) who.drain();
      break;
    case kind::start:
      start(one.a % 2U);
      break;
    case kind::pause:
      who.pause();
      break;
    case kind::resume:
      who.resume();
      break;
    case kind::pass:
      now += beat * (one.b % 30);
      break;
    case kind::redis_wiped:
      wipe();
      break;
    case kind::reload:
      who.offer(polls_of(one.b));
      break;
    case kind::reload_vote:
      voting[one.a % voting.size()] = polls_of(one.b);
      break;
    case kind::demote:
      demote(who, one.b % 2 != 0);
      break;
    case kind::promote:
      promote();
      break;
    case kind::clock_back:
      redis.step_clock(-10'000ms * (one.b % 8));
      break;
  }
  turn();
}

bool world::state::at_rest() const { return redis.length(stream) == 0 && redis.pending(stream) == 0; }

// Everything is mended, and what is still on its way from connections that ended never comes. But one worker may take
// another server for Redis for good: the other one must do all the work.
void world::state::come_to_rest() {
  redis.promote();
  if (std::ranges::all_of(home.workers_, [](const auto& one) { return one->astray(); })) promote();
  for (const auto until = now + longest_rest; now < until; now += beat) {
    for (unsigned w = 0; w < home.workers_.size(); ++w) {
      auto& who = worker(w);
      who.resume();
      start(w);
      if (!who.has_redis()) who.connect_redis();
      if (!who.has_pg()) who.connect_pg();
    }
    turn();
    // As long as something moves, but not for ever.
    for (int moves = 0; moves < 200; ++moves) {
      bool moved = false;
      for (auto& one : home.workers_) moved |= flow(*one);
      if (!moved) break;
    }
    rests = at_rest();
    if (rests) return;
  }
}

// Each ballot counts as its own terms say, in the order of the ledger: one that is final, if its voter had none before.
std::string world::state::judge_terms() const {
  std::unordered_map<std::string, const cast*> by_uid;
  for (const auto& one : casts) by_uid[one.uid] = &one;
  std::set<std::pair<std::string, std::string>> voted;
  for (const auto& row : pg.ledger()) {
    const auto& terms = by_uid.at(row.uid)->terms;
    const bool first = !voted.contains({row.poll, row.voter});
    const bool counts = first || !terms.final;
    if (counts != (row.n > 0)) {
      return (counts ? "counted for nothing: " : "a final vote came second: ") + row.uid + " of " + row.voter;
    }
    voted.emplace(row.poll, row.voter);
  }
  return {};
}

std::string world::state::judge() const {
  if (!rests) return "it does not come to rest";
  std::unordered_map<std::string, std::int64_t> place;
  for (const auto& row : pg.ledger()) {
    if (!place.emplace(row.uid, row.n).second) return "doubled: " + row.uid;
  }
  std::map<std::pair<std::string, std::string>, const cast*> last;  // by poll and voter
  for (const auto& one : casts) {
    if (place.contains(one.uid)) {
      auto& latest = last[{one.vote.poll, one.vote.voter}];
      if (latest == nullptr || place[one.uid] > place[latest->uid]) latest = &one;
    } else if (!destroyed.contains(one.uid)) {
      return "lost: " + one.uid + " of " + one.vote.voter;
    }
  }
  if (auto wrong = judge_terms(); !wrong.empty()) return wrong;
  for (const auto& one : casts) {
    for (const auto& other : casts) {
      if (one.vote.voter != other.vote.voter || !place.contains(one.uid) || !place.contains(other.uid)) continue;
      if (one.vote.poll != other.vote.poll && (place[one.uid] < 0 || place[other.uid] < 0)) continue;
      // A ballot whose first recording was destroyed may count by a later one.
      const auto before = destroyed.contains(one.uid) ? one.last : one.first;
      // One that counts for nothing came after another that stands; only a final one says that none stood before it.
      const bool turned = place[other.uid] < 0 ? false
                          : place[one.uid] < 0 ? other.terms.final
                                               : place[one.uid] > place[other.uid];
      if (before < other.first && turned) {
        return "misordered: " + one.uid + " after " + other.uid + " of " + one.vote.voter;
      }
    }
  }
  std::map<std::pair<std::string, std::string>, std::int64_t> recount;
  std::map<std::string, std::int64_t> voted;
  for (const auto& [key, vote] : pg.votes()) {
    const auto found = last.find(key);
    if (found == last.end() || found->second->uid != vote.second || found->second->vote.choice != vote.first) {
      return "wrong vote of " + key.second + ": " + vote.second;
    }
    for (const auto& option : options_of(vote.first)) ++recount[{key.first, option}];
    ++voted[key.first];
  }
  if (pg.votes().size() != last.size()) return "voters without a vote";
  std::map<std::pair<std::string, std::string>, std::int64_t> tallies;
  for (const auto& [key, n] : pg.tallies()) tallies[{std::get<0>(key), std::get<1>(key)}] += n;
  std::erase_if(tallies, [](const auto& one) { return one.second == 0; });
  if (tallies != recount) return "tallies differ from a recount";
  std::map<std::string, std::int64_t> turnout;
  for (const auto& [key, n] : pg.turnout()) turnout[key.first] += n;
  if (turnout != voted) return "turnout differs from a recount";

  std::set<std::string> buried;
  for (const auto& fields : redis.entries("votes:dead")) {
    if (!buried.insert(fields.back()).second) return "dead letter twice: " + fields.back();
  }
  if (buried.size() != scrawls + poisons && !scrawls_destroyed) return "dead letters are missing";
  return {};
}

world::quiet::quiet() {
  set("scheduler.max-threads", std::size_t{1});
  set("scheduler.policy", caf::atom("sharing"));
}

world::world(mechanisms on) : on_(on), system_(config_) {
  auto log = std::make_shared<spdlog::logger>("simulation", std::make_shared<spdlog::sinks::null_sink_mt>());
  log->set_level(spdlog::level::off);
  auto metrics = std::make_shared<actors::sync_metrics>(registry_, 0);
  for (int i = 0; i < 2; ++i) workers_.push_back(std::make_unique<worker_model>(system_, log, metrics));
}

world::~world() = default;

std::optional<std::string> world::run(const schedule& steps) {
  state now{*this, on_};
  for (const auto& one : steps) now.take(one);
  now.come_to_rest();
  figures_ = {now.casts.size(), now.destroyed.size(), 0};
  if (const auto found = now.pg.partitions().find(0); found != now.pg.partitions().end()) {
    figures_.token = found->second.token;
  }
  auto wrong = now.judge();
  return wrong.empty() ? std::nullopt : std::optional(std::move(wrong));
}

}  // namespace scrutin::simulation
