#include "crowd/load.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <string>
#include <thread>
#include <utility>

#include "crowd/lane.hpp"
#include "crowd/receipt.hpp"
#include "crowd/survey.hpp"
#include "http/random_bytes.hpp"

namespace scrutin::crowd {

namespace {

constexpr unsigned clerks = 16;  // connections that look receipts up
constexpr auto glance = std::chrono::milliseconds(20);
constexpr auto last_frames = std::chrono::milliseconds(200);  // on their way to viewers when the tallies are complete

plan::seconds cpu_time() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto of = [](const timeval& time) {
    return plan::seconds(static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6);
  };
  return of(used.ru_utime) + of(used.ru_stime);
}

// Of 0 to `most`, those that this process has, dealt out to its threads.
std::vector<std::vector<unsigned>> deal(unsigned most, const plan& asked) {
  std::vector<std::vector<unsigned>> hands(asked.threads);
  unsigned dealt = 0;
  for (unsigned number = asked.share - 1; number < most; number += asked.shares) {
    hands[dealt++ % asked.threads].push_back(number);
  }
  return hands;
}

std::string milliseconds(const percentiles& of) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", static_cast<double>(of.within(0.99).count()) / 1000);
  return text;
}

std::string line_of(const figures& seen, std::size_t people) {
  return std::to_string(seen.came) + " of " + std::to_string(people) + " came, " + std::to_string(seen.recorded) +
         " votes recorded, " + std::to_string(seen.watching) + " watch; p99 in ms: page " + milliseconds(seen.page) +
         ", vote " + milliseconds(seen.vote) + ", screen " + milliseconds(seen.screen);
}

/// Looks up what became of each receipt, again and again where it says that it waits.
class registry {
public:
  registry(const plan& asked, asio::ssl::context& trust, std::vector<std::string> receipts)
      : asked_(asked), trust_(trust), left_(std::move(receipts)), all_(left_.size()) {}

  std::map<std::string, std::string> look_up(clock::time_point until, progress& shown) {
    asio::io_context io;
    for (unsigned i = 0; i < clerks; ++i) co_spawn(io, serve(io.get_executor(), i, until), asio::detached);
    while (!io.stopped()) {
      io.run_for(std::chrono::milliseconds(200));
      if (shown.due())
        shown.tell(std::to_string(states_.size()) + " of " + std::to_string(all_) + " receipts looked up");
    }
    return std::move(states_);
  }

private:
  asio::awaitable<void> serve(asio::any_io_executor on, unsigned number, clock::time_point until) {
    connection line{on, asked_.result, trust_, number};
    const auto patience = to_duration(asked_.patience);
    while (!left_.empty()) {
      const auto receipt = std::move(left_.back());
      left_.pop_back();
      for (;;) {
        const auto told = co_await ask_receipt(line, receipt, patience);
        auto& state = states_[receipt];
        state = told ? *told : "unknown: " + told.error().what;
        const bool again = state == "waiting" || state.starts_with("unknown");
        if (!again || clock::now() >= until) break;
        co_await wait_for(on, std::chrono::milliseconds(100));
      }
    }
  }

  const plan& asked_;
  asio::ssl::context& trust_;
  std::vector<std::string> left_;
  const std::size_t all_;
  std::map<std::string, std::string> states_;
};

// Waits until so many have voted, by the tallies: viewers are to see that.
void await_voters(const plan& asked, asio::ssl::context& trust, std::uint64_t voters, clock::time_point until) {
  while (clock::now() < until) {
    const auto now = read_tally(asked, trust);
    if (now && (!now->has_value() || (*now)->voters >= voters)) return;
    std::this_thread::sleep_for(glance);
  }
}

// The tallies follow the receipts, so what is missing in them may be on its way.
verdict await_tallies(const plan& asked, asio::ssl::context& trust, const std::vector<told_votes>& told,
                      const std::map<std::string, std::string>& states, const std::optional<tally>& before,
                      clock::time_point until, figures& seen) {
  for (;;) {
    const auto now = read_tally(asked, trust);
    auto made = judge(told, states, before, now ? *now : std::nullopt);
    const bool there = now && made.missing() == 0;
    if (!there && clock::now() < until) {
      std::this_thread::sleep_for(glance);
      continue;
    }
    if (!now) seen.note("the tallies: " + now.error().what);
    return made;
  }
}

}  // namespace

expected<std::unique_ptr<outcome>> run(const plan& asked, asio::ssl::context& trust, progress& shown) {
  auto made = std::make_unique<outcome>();
  made->asked = asked;
  const auto before = read_tally(asked, trust);
  if (!before) return before.error();
  const std::uint64_t voters_before = *before ? (*before)->voters : 0;

  const auto people = deal(asked.people, asked);
  const auto viewers = deal(asked.sockets + asked.events, asked);
  std::size_t ours = 0;
  for (const auto& hand : people) ours += hand.size();
  acknowledgements acknowledged{ours};
  const auto run = http::random_hexadecimal(12);
  const auto begin = clock::now() + std::chrono::milliseconds(200);
  const auto cpu = cpu_time();
  std::vector<std::unique_ptr<lane>> lanes;
  const occasion here{asked, trust, begin, run, voters_before, acknowledged};
  for (unsigned i = 0; i < asked.threads; ++i) lanes.push_back(std::make_unique<lane>(here, people[i], viewers[i]));
  for (const auto& one : lanes) one->start();
  while (!std::ranges::all_of(lanes, [](const auto& one) { return one->done(); })) {
    std::this_thread::sleep_for(glance);
    if (!shown.due()) continue;
    figures now;
    for (const auto& one : lanes) now.add(one->seen());
    shown.tell(line_of(now, ours));
  }
  const auto done = clock::now();
  made->took = done - begin;
  made->busy = (cpu_time() - cpu) / made->took / std::min(asked.threads, std::thread::hardware_concurrency());

  std::uint64_t voters = voters_before;
  for (const auto& one : lanes) voters += one->seen().recorded - one->seen().changes;
  const auto until = done + to_duration(asked.settle);
  await_voters(asked, trust, voters, until);
  if (asked.sockets + asked.events > 0) std::this_thread::sleep_for(last_frames);
  std::vector<told_votes> told;
  std::vector<std::string> receipts;
  for (const auto& one : lanes) {
    one->stop();
    made->seen.add(one->seen());
    told.insert(told.end(), one->told().begin(), one->told().end());
  }
  lanes.clear();
  for (const auto& person : told) {
    for (const auto& vote : person.recorded) {
      if (!vote.receipt.empty()) receipts.push_back(vote.receipt);
    }
  }
  const auto states = registry{asked, trust, std::move(receipts)}.look_up(until, shown);
  made->told = await_tallies(asked, trust, told, states, *before, until, made->seen);
  made->settled = clock::now() - done;
  return made;
}

}  // namespace scrutin::crowd
