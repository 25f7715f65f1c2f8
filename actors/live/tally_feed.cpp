#include "actors/live/tally_feed.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <caf/send.hpp>
#include <iterator>
#include <utility>

#include "actors/ballots/uid.hpp"
#include "actors/runtime/failure.hpp"
#include "actors/runtime/file_descriptor.hpp"
#include "actors/schema/tallies.hpp"
#include "http/text.hpp"

namespace scrutin::actors {

namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

constexpr auto least_pause = 50ms;
constexpr auto heartbeat = 2s;
constexpr std::size_t most_traces = 1000;
constexpr auto breath = 20;  // reading all without need takes no more than one part in so many of the time

/// The polls that a notification names; none where it leaves open which.
std::vector<std::string> polls_in(const std::string& payload) {
  error_code wrong;
  const auto parsed = boost::json::parse(payload, wrong);
  std::vector<std::string> polls;
  if (wrong || !parsed.is_array()) return polls;
  for (const auto& poll : parsed.get_array()) {
    if (!poll.is_string()) return {};
    polls.emplace_back(poll.get_string());
  }
  return polls;
}

}  // namespace

tally_feed::tally_feed(caf::actor_config& config, loop& home, std::shared_ptr<const poll_board> board,
                       supervisor_actor parent, wall_clock wall)
    : pinned(config, home),
      parent_(std::move(parent)),
      wall_(std::move(wall)),
      process_(uid::make().to_string()),
      notified_(home.io()),
      next_(home.time().make_alarm()),
      beat_(home.time().make_alarm()),
      change_(home.time().make_alarm()),
      next_timelines_(home.time().make_alarm()),
      book_(std::move(board)) {}

auto tally_feed::make_behavior() -> behavior_type {
  beat_->set(heartbeat, on([this] { beat(); }));
  return {
      [this](sibling<postgres_connection_actor>& told) { connected(std::move(told.handle)); },
      [this](sibling<postgres_connection_actor, timelines>& told) { connected_for_timelines(std::move(told.handle)); },
      [this](sibling<audience_actor>& told) {
        auto& hall = halls_[told.which];
        hall.round.next();
        hall.audience = std::move(told.handle);
        hall.counted = {};
        if (hall.audience && latest_) send(hall.audience, latest_);
      },
  };
}

void tally_feed::connected(postgres_connection_actor connection) {
  rounds_.next();
  postgres_ = std::move(connection);
  error_code ignored;
  notified_.close(ignored);
  next_->cancel();
  reading_ = dirty_ = waiting_ = reporting_ = false;
  unnamed_ = by_poll_ = true;
  named_.clear();
  all_read_ = -1;
  if (postgres_) return listen();
  go_stale();
}

// First listen, then read: a change in between is told, and read once more.
void tally_feed::listen() {
  request(postgres_, caf::infinite, listen_atom::value, std::string{sql::tallies_channel})
      .then(rounds_.in_time([this](const shared_descriptor& descriptor) {
        notified_.assign(descriptor->release());
        watch();
        count_viewers();
        read();
      }),
            [](const caf::error&) {});  // the connection has ended: its supervisor brings another
  request(postgres_, caf::infinite, listen_atom::value, std::string{sql::traces_channel})
      .then([](const shared_descriptor&) {}, [](const caf::error&) {});  // the first one's turns readable for both
}

void tally_feed::watch() {
  notified_.async_wait(asio::posix::stream_descriptor::wait_read, on([this](const error_code& cancelled) {
                         if (cancelled) return;
                         request(postgres_, caf::infinite, news_atom::value)
                             .then(rounds_.in_time([this](const std::vector<std::string>& payloads) {
                               watch();
                               if (!payloads.empty()) hear(payloads);
                             }),
                                   [](const caf::error&) {});
                       }));
}

void tally_feed::hear(const std::vector<std::string>& payloads) {
  bool changed = false;
  for (const auto& payload : payloads) {
    if (payload.starts_with(sql::traces_word)) {
      hear_traces(std::string_view(payload).substr(sql::traces_word.size()));
      continue;
    }
    changed = true;
    const auto polls = polls_in(payload);
    for (const auto& poll : polls) {
      named_.insert(poll);
      timelines_due_.changed(poll);
    }
    if (!polls.empty()) continue;
    unnamed_ = by_poll_ = true;  // a worker may have brought the functions up to date
    all_read_ = -1;
  }
  if (!changed) return;
  refresh();
  read_timelines();
}

// They come behind the word that their polls have changed: where nothing is to be read any more, they are in what is
// shown.
void tally_feed::hear_traces(std::string_view traces) {
  for (const auto one : http::split(traces, ' ')) {
    const auto trace = http::trace_context::parse(one);
    if (trace && traces_.size() < most_traces) traces_.push_back(*trace);
  }
  if (!reading_ && !waiting_) tell_traces();
}

void tally_feed::tell_traces() {
  for (const auto& one : std::exchange(traces_, {})) {
    log().log(one.sampled ? spdlog::level::info : spdlog::level::debug,
              "tally_feed shows a vote in the tallies, trace={}", one.id);
  }
}

void tally_feed::refresh() {
  dirty_ = true;
  if (reading_ || waiting_) return;
  const auto since = home().time().now() - read_at_;
  if (since >= least_pause) return read();
  waiting_ = true;
  next_->set(least_pause - since, on([this] {
               waiting_ = false;
               read();
             }));
}

void tally_feed::read() {
  reading_ = true;
  dirty_ = false;
  read_at_ = home().time().now();
  const std::vector<std::string> polls{named_.begin(), named_.end()};
  named_.clear();
  if (std::exchange(unnamed_, false) || !by_poll_) return read_all();
  read_some(polls);
}

void tally_feed::read_all() {
  request(postgres_, caf::infinite, sql::tally_snapshot::ask())
      .then(rounds_.in_time([this](const rows& answer) { take_all(answer); }),
            rounds_.refusal([this](const caf::error& error) {
              reading_ = false;  // the heartbeat tries again: the worker may not have made the schema yet
              unnamed_ = true;
              log().warn("tally_feed cannot read the tallies: {}", describe(error));
            }));
}

// With no polls it brings the sequence alone.
void tally_feed::read_some(const std::vector<std::string>& polls) {
  request(postgres_, caf::infinite, sql::tally_snapshot::ask(polls))
      .then(rounds_.in_time([this, polls](const rows& answer) { take_some(answer, polls); }),
            rounds_.refusal([this](const caf::error& error) {
              reading_ = false;
              unnamed_ = true;
              if (sqlstate_of(error) != "42883")
                return log().warn("tally_feed cannot read tallies: {}", describe(error));
              by_poll_ = false;  // a worker of an earlier version made the schema
              refresh();
            }));
}

void tally_feed::take_all(const rows& answer) {
  const auto others = book_.take_all(answer);
  const bool any =
      std::exchange(all_read_, book_.sequence()) < 0;  // may have changed when its votes came, not how many
  for (const auto& poll : any ? book_.voted() : others) timelines_due_.unsure(poll);
  const auto now = home().time().now();
  all_due_ = now + std::max<time_source::time_point::duration>(heartbeat, breath * (now - read_at_));
  merge();
  read_timelines();
  done();
}

void tally_feed::take_some(const rows& answer, const std::vector<std::string>& polls) {
  const auto before = book_.sequence();
  book_.take_some(answer, polls);
  // Somebody changed tallies and did not say which.
  if (polls.empty() && book_.sequence() != before) unnamed_ = dirty_ = true;
  merge();
  done();
}

void tally_feed::done() {
  reading_ = false;
  show();
  if (dirty_) refresh();
}

void tally_feed::connected_for_timelines(postgres_connection_actor connection) {
  timeline_rounds_.next();
  timelines_from_ = std::move(connection);
  reading_timelines_ = false;
  for (const auto& poll : book_.voted()) timelines_due_.unsure(poll);
  read_timelines();
}

void tally_feed::read_timelines() {
  const auto due = timelines_due_.due();
  if (!timelines_from_ || reading_timelines_ || !due) return;
  const auto now = home().time().now();
  if (const auto when = std::max(*due, timelines_rest_); when > now) {
    return next_timelines_->set(when - now, on([this] { read_timelines(); }));
  }
  const auto polls = timelines_due_.take(now);
  reading_timelines_ = true;
  request(timelines_from_, caf::infinite, sql::arrival_lines::ask(polls))
      .then(timeline_rounds_.in_time([this, polls, now](const rows& answer) {
        complaint_.clear();
        book_.take_timelines(answer, polls);
        show_soon();
        timelines_read(now);
      }),
            timeline_rounds_.refusal([this, now](const caf::error& error) {
              auto why = describe(error);
              if (why != complaint_) log().warn("tally_feed cannot read when votes came: {}", why);
              complaint_ = std::move(why);
              timelines_read(now);  // the tallies are right all the same
            }));
}

// Rests as long as it took: the server has more to do.
void tally_feed::timelines_read(time_source::time_point begun) {
  reading_timelines_ = false;
  const auto now = home().time().now();
  timelines_rest_ = now + (now - begun);
  read_timelines();
}

void tally_feed::beat() {
  beat_->set(heartbeat, on([this] { beat(); }));
  if (postgres_) {
    if (!reading_) {
      if (book_.sequence() != all_read_ && home().time().now() >= all_due_) unnamed_ = true;
      refresh();
    } else if (home().time().now() - read_at_ >= heartbeat) {
      go_stale();  // the server hangs: its connection may take long to break
    }
    count_viewers();
  }
  if (!book_.open()) return;
  merge();
  show();
}

void tally_feed::go_stale() {
  book_.go_stale();
  if (book_.open()) show();
}

void tally_feed::count_viewers() {
  if (uncounted_ > 0) return;  // someone is slow: the next beat asks again
  for (auto& [which, hall] : halls_) {
    if (!hall.audience) continue;
    ++uncounted_;
    request(hall.audience, caf::infinite, count_atom::value)
        .then(
            [this, &hall = hall, at = hall.round.here()](const viewer_counts& found) {
              if (!at.past()) hall.counted = found;
              counted();
            },
            [this](const caf::error&) { counted(); });
  }
}

void tally_feed::counted() {
  if (--uncounted_ == 0 && postgres_ && !reporting_) report_viewers();
}

void tally_feed::report_viewers() {
  sql::by_name<std::int64_t> sums;
  for (const auto& [which, hall] : halls_) {
    for (const auto& [poll, n] : hall.counted.by_poll) sums[poll] += n;
  }
  reporting_ = true;
  request(postgres_, caf::infinite, sql::report_viewers::ask(process_, sums))
      .then(rounds_.in_time([this](const rows& answer) {
        reporting_ = false;
        book_.take_viewers(answer);
        show_soon();
      }),
            rounds_.refusal([this](const caf::error& error) {
              reporting_ = false;
              log().warn("tally_feed cannot add up the viewers: {}", describe(error));
            }));
}

void tally_feed::merge() {
  for (const auto& note : book_.merge()) log().info("{}", note);
}

// In the snapshot that a read is about to bring, where one is under way.
void tally_feed::show_soon() {
  if (book_.open() && !reading_ && !waiting_) show();
}

void tally_feed::show() {
  const auto now = wall_();
  auto snapshot = book_.snapshot(now, latest_.get());
  await_change(*snapshot, now);
  if (!dirty_) tell_traces();
  if (!snapshot->differs(latest_.get())) return;
  const bool first = latest_ == nullptr;
  latest_ = std::move(snapshot);
  book_.shown();
  for (const auto& [which, hall] : halls_) {
    if (hall.audience) send(hall.audience, latest_);
  }
  if (first) send(parent_, up_atom::value, caf::strong_actor_ptr{ctrl()});
}

// Farther moments wait for a later beat, which sees a clock that was set meanwhile.
void tally_feed::await_change(const tally_snapshot& snapshot, std::chrono::system_clock::time_point now) {
  const auto& next = snapshot.next_change();
  if (next && *next - now < 2 * heartbeat) {
    change_->set(*next - now, on([this] { show(); }));
  } else {
    change_->cancel();
  }
}

void tally_feed::on_exit() {
  error_code ignored;
  notified_.close(ignored);
  next_->cancel();
  beat_->cancel();
  change_->cancel();
  next_timelines_->cancel();
  postgres_ = nullptr;
  timelines_from_ = nullptr;
  halls_.clear();
  parent_ = nullptr;
}

}  // namespace scrutin::actors
