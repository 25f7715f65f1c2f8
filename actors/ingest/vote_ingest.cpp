#include "actors/ingest/vote_ingest.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <caf/sec.hpp>
#include <stdexcept>
#include <utility>

#include "actors/ballots/keys.hpp"
#include "actors/ingest/list_append.hpp"
#include "actors/ingest/timed_append.hpp"
#include "actors/redis/redis_role.hpp"
#include "actors/runtime/failure.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::seconds retry_pause{1};
constexpr std::size_t most_a_call = 256;  // a call keeps all others waiting: this many take Redis a millisecond
constexpr std::chrono::milliseconds time_step{50};   // so much later than its deadline may an answer come
constexpr std::chrono::seconds time_stays_known{1};  // two clocks hardly drift apart meanwhile
constexpr std::chrono::seconds look_pause{4};        // what is found is never older than 5 s
constexpr std::chrono::seconds refused_look_pause{1};
constexpr std::chrono::seconds refusal_stays{3};  // a second one within that is no accident

// Of the cookies, or an epoch.
std::string random_bytes() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("the operating system gave no random bytes");
  }
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Whether a sending that failed so may have taken effect all the same.
bool in_doubt(const caf::error& why) {
  const auto code = failure_of(why);
  return code != failure::unavailable && code != failure::refused && why != caf::sec::request_receiver_down;
}

}  // namespace

vote_ingest::vote_ingest(caf::actor_config& config, loop& home, const config::redis& settings,
                         std::shared_ptr<voter_key> key, std::shared_ptr<ingest_metrics> metrics, health_actor watcher,
                         std::string label, std::shared_ptr<const vote_queue> queue)
    : pinned(config, home),
      partitions_(settings.partitions),
      key_(std::move(key)),
      metrics_(std::move(metrics)),
      watcher_(std::move(watcher)),
      label_(std::move(label)),
      where_(std::move(queue)),
      timeout_(settings.timeout),
      time_(home.time()),
      retry_(time_.make_alarm()),
      alarm_(time_.make_alarm()) {
  for (unsigned i = 0; i < partitions_; ++i) streams_.push_back(stream_name(i));
}

auto vote_ingest::make_behavior() -> behavior_type {
  report("ingest", condition::level::down, "Redis was not reached yet");
  watch_time();
  return {
      [this](ballot& vote, offer_ptr& offered) -> caf::result<uid> {
        if (!serving_) return make_error(failure::unavailable, "Redis is away");
        if (where_ && (where_->now() == vote_queue::way::undecided || where_->refuses(vote.poll))) {
          return make_error(failure::unavailable, "there is no queue for votes of this poll");
        }
        auto answer = make_response_promise<uid>();
        line_up(next_);
        vote.offer = offered->digest;
        open_.emplace_hint(open_.end(), next_++,
                           open_ballot{std::move(vote), std::move(offered), answer, turn_began_ + timeout_});
        return answer;
      },
      [this](sibling<redis_connection_actor>& told) {
        rounds_.next();
        serving_ = false;
        redis_ = std::move(told.handle);
        if (redis_) return agree_on_partitions();
        report("ingest", condition::level::down, "Redis is away");
      },
  };
}

void vote_ingest::line_up(number which) {
  if (queue_.empty()) {
    turn_began_ = time_.now();
    asio::post(io(), on([this] { flush(); }));
  }
  queue_.push_back(which);
}

// One call has one deadline: all of a turn have the same, and only those that are sent again have others.
void vote_ingest::flush() {
  const auto all = std::exchange(queue_, {});
  time_point due;
  numbers call;
  numbers for_list;
  for (const auto which : all) {
    const auto found = open_.find(which);
    if (found == open_.end()) continue;
    if (found->second.due != due) {
      send_to_redis(std::exchange(call, {}), false);
      send_to_list(std::exchange(for_list, {}));
    }
    due = found->second.due;
    if (goes_to_list(found->second)) {
      for_list.push_back(which);
      if (for_list.size() == most_a_call) send_to_list(std::exchange(for_list, {}));
    } else {
      call.push_back(which);
      if (call.size() == most_a_call) send_to_redis(std::exchange(call, {}), false);
    }
  }
  send_to_redis(std::move(call), false);
  send_to_list(std::move(for_list));
}

bool vote_ingest::goes_to_list(const open_ballot& one) const {
  return where_ && where_->now() != vote_queue::way::streams && !one.past_list && where_->lists(one.vote.poll);
}

void vote_ingest::send_to_list(numbers ballots) {
  std::erase_if(ballots, [this](number which) { return !open_.contains(which); });
  if (ballots.empty()) return;
  if (!serving_) return failed(std::move(ballots), make_error(failure::unavailable, "Redis is away"), false);
  std::vector<const ballot*> votes;
  for (const auto which : ballots) {
    auto& one = open_.at(which);
    one.under_way = true;
    if (one.in_doubt) metrics_->resent->Increment();
    votes.push_back(&one.vote);
  }
  const bool behind = where_->now() == vote_queue::way::behind_list;
  request(redis_, caf::infinite, list_append(redis_time_.at(open_.at(ballots.front()).due), votes, behind, timeout_))
      .then(
          [this, ballots, at = rounds_.here()](const redis_value& reply) {
            if (!at.past()) redis_time_.heard(list_append_reply{reply}.time(), time_.now());
            listed(ballots, reply);
          },
          [this, ballots, at = rounds_.here()](const caf::error& why) { failed(ballots, why, at.past()); });
}

// A vote that found the list empty has none of its voter before it there. One that comes into the list from now on was
// sent while this one had no answer yet: whichever counts is in the order of their sending.
void vote_ingest::listed(const numbers& ballots, const redis_value& reply) {
  const list_append_reply told{reply};
  for (std::size_t i = 0; i < ballots.size(); ++i) {
    if (told.late()) {
      metrics_->late->Increment();
      not_added(ballots[i], make_error(failure::refused, "the vote reached Redis too late"));
    } else if (const auto taken = told.taken(i); !taken) {
      not_added(ballots[i], make_error(failure::refused, taken.error().why));
    } else if (told.listed(i)) {
      if (auto recorded = open_.extract(ballots[i])) recorded.mapped().answer.deliver(recorded.mapped().vote.id);
    } else if (const auto found = open_.find(ballots[i]); found != open_.end()) {
      found->second.past_list = true;
      found->second.in_doubt = false;  // what was sent before went to the list, or nowhere
      found->second.under_way = false;
      line_up(ballots[i]);
    }
  }
}

void vote_ingest::send_to_redis(numbers ballots, bool with_script) {
  std::erase_if(ballots, [this](number which) { return !open_.contains(which); });
  if (ballots.empty()) return;
  if (!serving_) return failed(std::move(ballots), make_error(failure::unavailable, "Redis is away"), false);
  std::vector<placement> placed;
  placed.reserve(ballots.size());
  for (const auto which : ballots) {
    auto& one = open_.at(which);
    one.under_way = true;
    if (one.in_doubt) metrics_->resent->Increment();
    placed.push_back({&one.vote, streams_[partition_of(one.vote.voter, partitions_)]});
  }
  const auto script = with_script ? script_name{"EVAL", timed_append_script} : script_name{"EVALSHA", digest_};
  auto command = timed_append(script, redis_time_.at(open_.at(ballots.front()).due), placed);
  request(redis_, caf::infinite, std::move(command))
      .then(
          [this, ballots, at = rounds_.here()](const redis_value& reply) {
            if (!at.past()) redis_time_.heard(timed_append_reply{reply}.time(), time_.now());
            if (const auto all = answered(ballots, reply); !all && !at.past()) refused(all.error().why, false);
          },
          [this, ballots, at = rounds_.here()](const caf::error& why) { failed(ballots, why, at.past()); });
}

expected<void> vote_ingest::answered(const numbers& ballots, const redis_value& reply) {
  const timed_append_reply told{reply};
  numbers unknown;
  expected<void> all;
  for (std::size_t i = 0; i < ballots.size(); ++i) {
    if (told.late()) {
      metrics_->late->Increment();
      not_added(ballots[i], make_error(failure::refused, "the vote reached Redis too late"));
    } else if (told.not_offered(i)) {
      unknown.push_back(ballots[i]);
    } else if (told.not_on_roll(i)) {
      not_added(ballots[i], make_error(failure::unentitled, "the voter is not on the roll"));
    } else if (told.no_roll(i)) {
      miss_roll(ballots[i]);
    } else if (auto added = told.added(i); !added) {
      all = added;
      not_added(ballots[i], make_error(failure::refused, added.error().why));
    } else if (auto recorded = open_.extract(ballots[i])) {
      recorded.mapped().answer.deliver(recorded.mapped().vote.id);
    }
  }
  if (!unknown.empty()) publish_for(unknown);
  return all;
}

// Redis is new, was emptied, or never heard of this poll as it is now. A reply of an earlier connection finds these
// ballots sent again already.
void vote_ingest::publish_for(const numbers& ballots) {
  std::map<std::string, std::pair<offer_ptr, numbers>> by_offer;
  for (const auto which : ballots) {
    const auto found = open_.find(which);
    if (found == open_.end()) continue;
    found->second.under_way = false;
    auto& [offered, waiting] = by_offer[found->second.vote.offer];
    offered = found->second.offered;
    waiting.push_back(which);
  }
  if (!serving_) return;  // the next connection sends them
  for (auto& [digest, one] : by_offer) {
    metrics_->published->Increment();
    log().info("vote_ingest ({}) makes the poll {} known to Redis, as offer {}", label_, one.first->what.poll, digest);
    request(redis_, caf::infinite, publish(*one.first))
        .then(rounds_.in_time([this, waiting = one.second](const redis_value&) {
          for (const auto which : waiting) line_up(which);
        }),
              rounds_.refusal([this, waiting = one.second](const caf::error& why) {
                for (const auto which : waiting) not_added(which, why);
                refused(describe(why), false);
              }));
  }
}

// A worker puts it there, and again where Redis lost it.
void vote_ingest::miss_roll(number which) {
  const auto found = open_.find(which);
  if (found == open_.end()) return;
  const auto why = "the roll of the poll " + found->second.vote.poll + " is not in Redis: a worker puts it there";
  if (std::exchange(missed_, why) != why) log().warn("vote_ingest ({}): {}", label_, why);
  not_added(which, make_error(failure::unavailable, why));
}

void vote_ingest::failed(numbers ballots, const caf::error& why, bool by_older_connection) {
  if (failure_of(why) == failure::refused && describe(why).starts_with("NOSCRIPT")) {
    return send_to_redis(std::move(ballots), true);
  }
  if (failure_of(why) == failure::refused && !by_older_connection) refused(describe(why), false);
  for (const auto which : ballots) {
    const auto found = open_.find(which);
    if (found == open_.end()) continue;
    if (!in_doubt(why)) {
      not_added(which, why);
      continue;
    }
    found->second.under_way = false;
    found->second.in_doubt = true;
    if (by_older_connection && serving_) line_up(which);  // else the next connection sends it
  }
}

// This sending had no effect. Where an earlier one may have, only the deadline ends the doubt.
void vote_ingest::not_added(number which, caf::error why) {
  const auto found = open_.find(which);
  if (found == open_.end()) return;
  found->second.under_way = false;
  if (found->second.in_doubt) return;
  auto answer = std::move(found->second.answer);
  open_.erase(found);
  answer.deliver(std::move(why));
}

void vote_ingest::expire() {
  const auto now = time_.now();
  while (!open_.empty() && open_.begin()->second.due < now) {
    auto ended = open_.extract(open_.begin());
    const auto& one = ended.mapped();
    const bool sent = one.under_way || one.in_doubt;
    ended.mapped().answer.deliver(sent ? make_error(failure::unconfirmed, "Redis did not answer in time")
                                       : make_error(failure::unavailable, "Redis was not reached in time"));
  }
}

// One timer, moved only when it fires: no vote pays for it.
void vote_ingest::watch_time() {
  alarm_->set(time_step, on([this] {
                expire();
                if (serving_ && ask_time_at_ < time_.now()) {
                  ask_time([this] { look_for_epoch(); });
                  see_partitions();
                }
                if (serving_ && look_at_ < time_.now()) look();
                watch_time();
              }));
}

template <class F>
void vote_ingest::ask(redis_command command, F then) {
  request(redis_, caf::infinite, std::move(command))
      .then(rounds_.in_time([then](redis_value& reply) { then(reply); }),
            rounds_.refusal([this](const caf::error& error) { hindered(describe(error)); }));
}

void vote_ingest::agree(const char* name, const std::string& mine,
                        const std::function<void(const std::string&)>& then) {
  ask({"GET", name}, [this, name, mine, then](const redis_value& theirs) {
    if (!theirs.nil()) return then(theirs.text());
    // Not by this SET's own success: another process may have been first.
    ask({"SET", name, mine, "NX"}, [this, name, mine, then](const redis_value&) { agree(name, mine, then); });
  });
}

// A voter's votes must stay in one stream: processes that disagree about their number would break that, so they refuse.
void vote_ingest::agree_on_partitions() {
  const auto mine = std::to_string(partitions_);
  agree(partitions_key, mine, [this, mine](const std::string& theirs) {
    if (theirs == mine) return agree_on_key();
    disagree(theirs);
  });
}

// Once it serves: an operator may have changed the number, and a Redis that lost it gets it back.
void vote_ingest::see_partitions() {
  agree(partitions_key, std::to_string(partitions_), [this](const std::string& theirs) {
    if (serving_ && theirs != std::to_string(partitions_)) disagree(theirs);
  });
}

void vote_ingest::disagree(const std::string& theirs) {
  serving_ = false;
  const auto why = "the settings say " + std::to_string(partitions_) + " partitions, Redis' key " + partitions_key +
                   " says " + theirs + ": give redis.partitions that value";
  report("ingest", condition::level::down, why);
  look_again();
}

void vote_ingest::look_again() {
  retry_->set(retry_pause, on([this, at = rounds_.here()] {
                if (!at.past()) agree_on_partitions();
              }));
}

void vote_ingest::agree_on_key() {
  if (key_->fixed()) return agree_on_epoch();
  // A key that is in use goes back into a Redis that lost it, so that voters stay who they are.
  agree(cookie_key, key_->bytes().empty() ? random_bytes() : key_->bytes(), [this](const std::string& theirs) {
    if (theirs != key_->bytes()) key_->learn(theirs);
    agree_on_epoch();
  });
}

// Unlike the key it never goes back into a Redis that lost it: what browsers keep of votes there is void. The last of
// what is agreed on, so that a Redis that has it has the rest.
void vote_ingest::agree_on_epoch() {
  agree(epoch_key, random_bytes(), [this](const std::string& theirs) {
    key_->enter(theirs);
    load_script();
  });
}

// Redis can be emptied without a connection being lost.
void vote_ingest::look_for_epoch() {
  ask({"GET", epoch_key}, [this](const redis_value& theirs) {
    if (theirs.nil() || theirs.text() != key_->epoch()) agree_on_partitions();
  });
}

void vote_ingest::load_script() {
  ask({"SCRIPT", "LOAD", timed_append_script}, [this](const redis_value& digest) {
    digest_ = digest.text();
    ask_time([this] { serve(); });
  });
}

void vote_ingest::ask_time(const std::function<void()>& then) {
  ask_time_at_ = time_.now() + time_stays_known;
  // The whole script, so that Redis has it back soon after a SCRIPT FLUSH.
  ask(timed_append({"EVAL", timed_append_script}, 0, {}), [this, then](const redis_value& reply) {
    redis_time_.heard(timed_append_reply{reply}.time(), time_.now());
    then();
  });
}

void vote_ingest::serve() {
  serving_ = true;
  for (const auto& [which, one] : open_) {
    if (!one.under_way) line_up(which);
  }
  look();
}

void vote_ingest::look() {
  look_at_ = time_.now() + (refused_at_ + refusal_stays > time_.now() ? refused_look_pause : look_pause);
  look_at_votes();
  look_at_durability();
}

// Redis looks at what may refuse a command before it looks at the id, and no entry can have this one.
void vote_ingest::look_at_votes() {
  request(redis_, caf::infinite, redis_command{"XADD", streams_.front(), "0-0", "uid", ""})
      .then(rounds_.in_time([this](const redis_value&) { taken(); }), rounds_.refusal([this](const caf::error& error) {
        auto why = describe(error);
        if (why.find("The ID specified in XADD ") != std::string::npos) return taken();
        refused(why, true);
      }));
}

// Only looked at, never repaired: who set Redis up may have had a reason, and CONFIG SET would not outlive a restart.
void vote_ingest::look_at_durability() {
  struct answers {
    redis_durability told;
    std::size_t left = redis_durability::wanted.size() + 1;
  };
  auto now = std::make_shared<answers>();
  const auto ask_for = [this, now](redis_command question, auto told, auto unsaid) {
    request(redis_, caf::infinite, std::move(question))
        .then(rounds_.in_time([this, now, told](const redis_value& reply) {
          told(now->told, reply);
          if (--now->left == 0) found(now->told);
        }),
              rounds_.refusal([this, now, unsaid](const caf::error& error) {
                unsaid(now->told, describe(error));
                if (--now->left == 0) found(now->told);
              }));
  };
  for (const auto& one : redis_durability::wanted) {
    ask_for(
        {"CONFIG", "GET", one.name},
        [name = one.name](redis_durability& into, const redis_value& reply) {
          into.settings[name] = reply.items().size() == 2 ? reply.items()[1].text() : "unknown";
        },
        [](redis_durability& into, std::string why) { into.refusal = std::move(why); });
  }
  ask_for(
      {"INFO", "persistence"}, [](redis_durability& into, const redis_value& reply) { into.info = reply.text(); },
      [](redis_durability&, const std::string&) {});
}

void vote_ingest::found(const redis_durability& now) {
  file_is_new_ = !now.has_file() || (file_is_new_ && now.is_making_file());
  const auto keeps = now.check(file_is_new_);
  if (keeps) return report("durability", condition::level::up, {});
  report("durability", condition::level::degraded, "Redis may lose recorded votes when it dies: " + keeps.error().why);
}

// By what it must ask before it serves, or by what votes ask, too.
void vote_ingest::hindered(const std::string& why) {
  if (serving_) return refused(why, true);
  report("ingest", condition::level::down, "Redis refuses what a vote process must ask it first: " + why);
  look_again();
}

// One vote's refusal alone may be about that vote: the next look, at once, or the next vote tells.
void vote_ingest::refused(const std::string& why, bool surely_others_too) {
  // A script hands on what its commands met: the connection itself did not see it.
  if (is_out_of_service(why)) return send_exit(redis_, make_error(failure::unavailable, "Redis answered: " + why));
  const auto now = time_.now();
  const bool again = refused_at_ + refusal_stays > now;
  if (!again) look_at_ = now;
  refused_at_ = now;
  if (again || surely_others_too) report("ingest", condition::level::down, "Redis refuses votes: " + why);
}

void vote_ingest::taken() {
  if (refused_at_ + refusal_stays < time_.now()) report("ingest", condition::level::up, {});
}

void vote_ingest::report(const char* part, condition::level level, const std::string& why) {
  auto& before = told_[part];
  if (!before.part.empty() && before.is == level && before.why == why) return;
  if (level != condition::level::up && redis_) {  // that Redis is away is logged by who knows why
    log().warn("vote_ingest ({}): {}", label_, why);
  } else if (!before.part.empty() && level == condition::level::up) {
    log().info("vote_ingest ({}): {} is up again", label_, part);
  }
  before = condition{part, label_, level, why};
  if (watcher_) send(watcher_, before);
}

// A process that stops ends its listeners first, and those wait for their answers: only a fault leaves any here.
void vote_ingest::on_exit() {
  for (auto& [which, one] : open_) {
    const bool sent = one.under_way || one.in_doubt;
    one.answer.deliver(make_error(sent ? failure::unconfirmed : failure::stopping, "the vote process gave up"));
  }
  open_.clear();
  retry_->cancel();
  alarm_->cancel();
  redis_ = nullptr;
  watcher_ = nullptr;
}

}  // namespace scrutin::actors
