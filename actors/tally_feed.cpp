#include "actors/tally_feed.hpp"

#include <algorithm>
#include <caf/send.hpp>
#include <charconv>
#include <utility>

#include "actors/array_literal.hpp"
#include "actors/failure.hpp"
#include "actors/file_descriptor.hpp"
#include "actors/uid.hpp"

namespace scrutin::actors {

namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

constexpr auto least_pause = 50ms;
constexpr auto timeline_pause = 1s;
constexpr auto heartbeat = 2s;
constexpr const char* channel = "scrutin_tallies";

std::int64_t to_integer(const std::optional<std::string>& text) {
  std::int64_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

config::voted_options voted_in(const tally_facts::by_poll<counts>& votes) {
  config::voted_options voted;
  for (const auto& [poll, options] : votes) {
    for (const auto& [option, n] : options) {
      if (n > 0) voted.emplace_hint(voted.end(), poll, option);
    }
  }
  return voted;
}

}  // namespace

tally_feed::tally_feed(caf::actor_config& config, loop& home, std::shared_ptr<const poll_board> board,
                       supervisor_actor parent, wall_clock wall)
    : pinned(config, home),
      board_(std::move(board)),
      parent_(std::move(parent)),
      wall_(std::move(wall)),
      process_(uid::make().to_string()),
      notified_(home.io()),
      next_(home.time().make_alarm()),
      beat_(home.time().make_alarm()),
      change_(home.time().make_alarm()) {}

auto tally_feed::make_behavior() -> behavior_type {
  beat_->set(heartbeat, on([this] { beat(); }));
  return {
      [this](const adopt& told) {
        if (told.child == "postgres_connection") {
          return connected(caf::actor_cast<postgres_connection_actor>(told.handle));
        }
        auto& hall = halls_[told.child];
        hall = {.audience = caf::actor_cast<audience_actor>(told.handle)};
        if (hall.audience && latest_) send(hall.audience, latest_);
      },
  };
}

void tally_feed::connected(postgres_connection_actor connection) {
  postgres_ = std::move(connection);
  error_code ignored;
  notified_.close(ignored);
  next_->cancel();
  reading_ = dirty_ = waiting_ = reporting_ = false;
  if (postgres_) return listen();
  go_stale();
}

// First listen, then read: a change in between is told, and read once more.
void tally_feed::listen() {
  request(postgres_, caf::infinite, listen_atom::value, std::string{channel})
      .then(
          [this, asked = postgres_](const shared_descriptor& descriptor) {
            if (asked != postgres_) return;
            notified_.assign(descriptor->release());
            watch();
            count_viewers();
            read();
          },
          [](const caf::error&) {});  // the connection has ended: its supervisor brings another
}

void tally_feed::watch() {
  notified_.async_wait(asio::posix::stream_descriptor::wait_read, on([this](const error_code& cancelled) {
                         if (cancelled) return;
                         request(postgres_, caf::infinite, news_atom::value)
                             .then(
                                 [this, asked = postgres_](const std::vector<std::string>& payloads) {
                                   if (asked != postgres_) return;
                                   watch();
                                   if (!payloads.empty()) refresh();
                                 },
                                 [](const caf::error&) {});
                       }));
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
  request(postgres_, caf::infinite, statement{"SELECT sequence, poll, choice, n FROM tally_snapshot()", {}})
      .then(
          [this, asked = postgres_](const rows& answer) {
            if (asked == postgres_) take(answer);
          },
          [this, asked = postgres_](const caf::error& error) {
            if (asked != postgres_ || failure_of(error) != failure::refused) return;
            reading_ = false;  // the heartbeat tries again: the worker may not have made the schema yet
            log().warn("tally_feed cannot read the tallies: {}", describe(error));
          });
}

void tally_feed::take(const rows& answer) {
  facts_.votes.clear();
  facts_.voters.clear();
  facts_.live = true;
  for (const auto& row : answer.values) {
    facts_.sequence = to_integer(row[0]);
    if (!row[1]) continue;
    if (row[2]) {
      facts_.votes[*row[1]][*row[2]] = to_integer(row[3]);
    } else {
      facts_.voters[*row[1]] = to_integer(row[3]);
    }
  }
  merge();
  if (facts_.sequence != timelines_of_ && home().time().now() - timelines_at_ >= timeline_pause) {
    return read_timelines();
  }
  done();
}

void tally_feed::read_timelines() {
  timelines_at_ = home().time().now();
  timelines_of_ = facts_.sequence;
  request(postgres_, caf::infinite, statement{"SELECT poll, step, at, n FROM arrival_lines()", {}})
      .then(
          [this, asked = postgres_](const rows& answer) {
            if (asked != postgres_) return;
            take_timelines(answer);
            done();
          },
          [this, asked = postgres_](const caf::error& error) {
            if (asked != postgres_ || failure_of(error) != failure::refused) return;
            log().warn("tally_feed cannot read when votes came: {}", describe(error));
            done();  // the tallies are right all the same
          });
}

void tally_feed::take_timelines(const rows& answer) {
  facts_.timelines.clear();
  for (const auto& row : answer.values) {
    if (!row[0]) continue;
    auto& line = facts_.timelines[*row[0]];
    line.step = to_integer(row[1]);
    line.points.emplace_back(to_integer(row[2]), to_integer(row[3]));
  }
  for (auto& [poll, line] : facts_.timelines) std::sort(line.points.begin(), line.points.end());
}

void tally_feed::done() {
  reading_ = false;
  show();
  if (dirty_) refresh();
}

void tally_feed::beat() {
  beat_->set(heartbeat, on([this] { beat(); }));
  if (postgres_) {
    if (!reading_) {
      refresh();
    } else if (home().time().now() - read_at_ >= heartbeat) {
      go_stale();  // the server hangs: its connection may take long to break
    }
    count_viewers();
  }
  if (!facts_.polls) return;
  merge();
  show();
}

void tally_feed::go_stale() {
  facts_.live = false;
  if (facts_.polls) show();
}

void tally_feed::count_viewers() {
  if (uncounted_ > 0) return;  // someone is slow: the next beat asks again
  for (const auto& [name, hall] : halls_) {
    if (!hall.audience) continue;
    ++uncounted_;
    request(hall.audience, caf::infinite, count_atom::value)
        .then(
            [this, name = name, asked = hall.audience](const viewer_counts& found) {
              auto& answered = halls_[name];
              if (answered.audience == asked) answered.counted = found;
              counted();
            },
            [this](const caf::error&) { counted(); });
  }
}

void tally_feed::counted() {
  if (--uncounted_ == 0 && postgres_ && !reporting_) report_viewers();
}

void tally_feed::report_viewers() {
  std::map<std::string, std::int64_t> sums;
  for (const auto& [name, hall] : halls_) {
    for (const auto& [poll, n] : hall.counted.by_poll) sums[poll] += n;
  }
  array_literal polls;
  array_literal numbers;
  for (const auto& [poll, n] : sums) {
    polls.add(poll);
    numbers.add(std::to_string(n));
  }
  reporting_ = true;
  request(postgres_, caf::infinite,
          statement{"SELECT poll, n FROM report_viewers($1::uuid, $2::text[], $3::integer[])",
                    {process_, polls.take(), numbers.take()}})
      .then(
          [this, asked = postgres_](const rows& answer) {
            if (asked != postgres_) return;
            reporting_ = false;
            facts_.viewers.clear();
            for (const auto& row : answer.values) {
              if (row[0]) facts_.viewers[*row[0]] = to_integer(row[1]);
            }
            if (facts_.polls && !reading_ && !waiting_) show();  // else it is in the one that comes
          },
          [this, asked = postgres_](const caf::error& error) {
            if (asked != postgres_ || failure_of(error) != failure::refused) return;
            reporting_ = false;
            log().warn("tally_feed cannot add up the viewers: {}", describe(error));
          });
}

// What the settings name now, and what has votes besides.
void tally_feed::merge() {
  auto named = board_->now();
  auto voted = voted_in(facts_.votes);
  if (named == merged_ && voted == voted_) return;
  auto made = config::merge_polls(facts_.polls ? *facts_.polls : config::poll_list{}, *named, voted);
  for (const auto& note : made.notes) log().info("{}", note);
  if (!facts_.polls || *facts_.polls != made.polls) {
    facts_.polls = std::make_shared<const config::poll_list>(std::move(made.polls));
  }
  merged_ = std::move(named);
  voted_ = std::move(voted);
}

void tally_feed::show() {
  auto snapshot = tally_snapshot::make(facts_, wall_(), latest_.get());
  await_change();
  if (!snapshot->differs(latest_.get())) return;
  const bool first = latest_ == nullptr;
  latest_ = std::move(snapshot);
  for (const auto& [name, hall] : halls_) {
    if (hall.audience) send(hall.audience, latest_);
  }
  if (first) send(parent_, up_atom::value, caf::strong_actor_ptr{ctrl()});
}

// Farther moments wait for a later beat, which sees a clock that was set meanwhile.
void tally_feed::await_change() {
  const auto now = wall_();
  std::optional<std::chrono::system_clock::duration> nearest;
  for (const auto& poll : *facts_.polls) {
    const auto next = config::next_change(poll, now);
    if (next && (!nearest || *next - now < *nearest)) nearest = *next - now;
  }
  if (nearest && *nearest < 2 * heartbeat) {
    change_->set(*nearest, on([this] { show(); }));
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
  postgres_ = nullptr;
  halls_.clear();
  parent_ = nullptr;
}

}  // namespace scrutin::actors
