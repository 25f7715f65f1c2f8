#include "actors/live/sample_table.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <caf/send.hpp>
#include <caf/typed_response_promise.hpp>
#include <chrono>
#include <string_view>
#include <utility>

#include "actors/runtime/failure.hpp"
#include "actors/schema/sample.hpp"
#include "actors/schema/tallies.hpp"
#include "http/text.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::seconds pause{1};

constexpr const char* reads_sample =
    "the table votes of the original sample is read, once a second: no worker of ours has made its tables here. When "
    "votes came, what became of a receipt and who watches elsewhere is unknown";
constexpr const char* awaits_tables =
    "starting: there is no table of votes yet, neither a worker of ours nor the original sample's has made one";

}  // namespace

sample_table::sample_table(caf::actor_config& config, loop& home, std::shared_ptr<const poll_board> board,
                           supervisor_actor parent, health_actor watcher)
    : pinned(config, home),
      board_(std::move(board)),
      parent_(std::move(parent)),
      watcher_(std::move(watcher)),
      next_(home.time().make_alarm()),
      bell_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

auto sample_table::make_behavior() -> behavior_type {
  return {
      [this](const statement& what) -> caf::result<rows> { return answer(what); },
      [this](listen_atom, const std::string& channel) -> caf::result<shared_descriptor> {
        if (ours_) return delegate(connection_, listen_atom::value, channel);
        return std::make_shared<file_descriptor>(::dup(bell_.number()));
      },
      [this](news_atom) -> caf::result<std::vector<std::string>> {
        if (ours_) return delegate(connection_, news_atom::value);
        std::uint64_t rung = 0;
        if (::read(bell_.number(), &rung, sizeof(rung)) != sizeof(rung)) return std::vector<std::string>{};
        return std::vector<std::string>{""};
      },
      [this](sibling<postgres_connection_actor>& told) {
        if (connection_) return quit(make_error(failure::unavailable, "PostgreSQL is away"));
        connection_ = std::move(told.handle);
        if (connection_) look();
      },
  };
}

void sample_table::look() {
  request(connection_, caf::infinite, sql::which_tables::ask())
      .then([this](const rows& answer) { found(answer); }, [this](const caf::error& why) { refused(why); });
}

void sample_table::found(const rows& answer) {
  const auto tables = sql::which_tables::read(answer);
  if (tables.ours) {
    if (up_) return quit(make_error(failure::unavailable, "a worker of ours has made its tables: those are read now"));
    ours_ = true;
    tell(condition::level::up, {});
    return rise();
  }
  if (tables.samples) {
    if (board_) return watch_sample();
    rise();
  } else {
    tell(condition::level::down, awaits_tables);
  }
  look_again();
}

void sample_table::look_again() {
  next_->set(pause, on([this] { look(); }));
}

void sample_table::watch_sample() {
  request(connection_, caf::infinite, sql::sample_votes::ask())
      .then(
          [this](const rows& answer) {
            auto votes = sql::sample_votes::read(answer);
            if (std::exchange(seen_, std::move(votes)) != seen_) ring();
            tell(condition::level::degraded, reads_sample);
            rise();
            look_again();
          },
          [this](const caf::error& why) { refused(why); });
}

// One that broke is told of by its supervisor.
void sample_table::refused(const caf::error& why) {
  if (failure_of(why) != failure::refused) return;
  tell(condition::level::down, "the votes cannot be read: " + describe(why));
  look_again();
}

void sample_table::rise() {
  if (!std::exchange(up_, true)) send(parent_, up_atom::value, caf::strong_actor_ptr{ctrl()});
}

// Who asks calls functions of ours (actors/schema), and is known by them.
caf::result<rows> sample_table::answer(const statement& what) {
  if (!connection_) return make_error(failure::unavailable, "PostgreSQL is away");
  if (ours_) return delegate(connection_, what);
  if (board_ && sql::tally_snapshot::is(what)) return count();
  if (auto here = sql::report_viewers::without_tables(what)) return delegate(connection_, *std::move(here));
  return rows{};
}

caf::result<rows> sample_table::count() {
  auto promise = make_response_promise<rows>();
  request(connection_, caf::infinite, sql::sample_votes::ask())
      .then(
          [this, promise](const rows& answer) mutable { promise.deliver(to_tallies(sql::sample_votes::read(answer))); },
          [promise](const caf::error& why) mutable { promise.deliver(why); });
  return promise;
}

// Its number stays 0, so that the first one of our own tables comes after it.
rows sample_table::to_tallies(const votes_by_choice& votes) const {
  sql::by_name<std::int64_t> options;
  std::int64_t voters = 0;
  for (const auto& [choice, n] : votes) {
    voters += n;
    for (const auto option : http::split(choice, ',')) options[std::string(option)] += n;  // ours may name several
  }
  const auto poll = board_->now()->front().id;
  sql::counted_votes counted{.sequence = 0};
  if (!options.empty()) counted.votes[poll] = std::move(options);
  if (voters > 0) counted.voters[poll] = voters;
  return sql::tally_snapshot::write(counted);
}

void sample_table::ring() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(bell_.number(), &one, sizeof(one));  // it rings already where it fails
}

void sample_table::tell(condition::level level, const std::string& why) {
  if (!watcher_ || std::exchange(told_, why) == why) return;
  if (!why.empty()) log().warn("result: {}", why);
  send(watcher_, condition{"tables", "", level, why});
}

void sample_table::on_exit() {
  next_->cancel();
  connection_ = nullptr;
  parent_ = nullptr;
  watcher_ = nullptr;
}

}  // namespace scrutin::actors
