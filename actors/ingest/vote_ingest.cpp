#include "actors/ingest/vote_ingest.hpp"

#include <algorithm>
#include <caf/sec.hpp>
#include <utility>

#include "actors/ballots/keys.hpp"
#include "actors/ingest/list_append.hpp"
#include "actors/ingest/timed_append.hpp"
#include "actors/runtime/failure.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::seconds retry_pause{1};
constexpr std::size_t most_a_call = 256;  // a call keeps all others waiting: this many take Redis a millisecond
constexpr std::chrono::milliseconds time_step{50};   // so much later than its deadline may an answer come
constexpr std::chrono::seconds time_stays_known{1};  // two clocks hardly drift apart meanwhile

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
      metrics_(std::move(metrics)),
      watcher_(std::move(watcher)),
      label_(label),
      where_(std::move(queue)),
      timeout_(settings.timeout),
      time_(home.time()),
      retry_(time_.make_alarm()),
      alarm_(time_.make_alarm()),
      terms_([this](redis_command command, auto then) { ask(std::move(command), std::move(then)); },
             settings.partitions, std::move(key)),
      fitness_(
          {
              .ask =
                  [this](redis_command command, auto then, auto refused) {
                    request(redis_, caf::infinite, std::move(command))
                        .then(rounds_.in_time([then = std::move(then)](const redis_value& reply) { then(reply); }),
                              rounds_.refusal(std::move(refused)));
                  },
              .tell =
                  [this](const condition& now) {
                    if (watcher_) send(watcher_, now);
                  },
              .leave = [this](const std::string& why) { send_exit(redis_, make_error(failure::unavailable, why)); },
          },
          stream_name(0), std::move(label), time_, home.log()) {
  for (unsigned i = 0; i < partitions_; ++i) streams_.push_back(stream_name(i));
}

auto vote_ingest::make_behavior() -> behavior_type {
  fitness_.away("Redis was not reached yet");
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
        if (redis_) return agree();
        fitness_.away("Redis is away");
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
            if (const auto all = answered(ballots, reply); !all && !at.past()) fitness_.refused(all.error().why, false);
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
                fitness_.refused(describe(why), false);
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
  if (failure_of(why) == failure::refused && !by_older_connection) fitness_.refused(describe(why), false);
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
                  ask_time([this] { terms_.see_epoch([this] { agree(); }); });
                  terms_.see_partitions([this](const expected<void>& agreed) {
                    if (serving_ && !agreed) disagree(agreed.error().why);
                  });
                }
                if (serving_ && fitness_.due()) fitness_.look();
                watch_time();
              }));
}

template <class F>
void vote_ingest::ask(redis_command command, F then) {
  request(redis_, caf::infinite, std::move(command))
      .then(rounds_.in_time([then](redis_value& reply) { then(reply); }),
            rounds_.refusal([this](const caf::error& error) { hindered(describe(error)); }));
}

void vote_ingest::agree() {
  terms_.agree([this](const expected<void>& agreed) {
    if (!agreed) return disagree(agreed.error().why);
    load_script();
  });
}

void vote_ingest::disagree(const std::string& why) {
  serving_ = false;
  fitness_.down(why);
  look_again();
}

void vote_ingest::look_again() {
  retry_->set(retry_pause, on([this, at = rounds_.here()] {
                if (!at.past()) agree();
              }));
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
  fitness_.look();
}

// By what it must ask before it serves, or by what votes ask, too.
void vote_ingest::hindered(const std::string& why) {
  if (serving_) return fitness_.refused(why, true);
  fitness_.down("Redis refuses what a vote process must ask it first: " + why);
  look_again();
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
