#include "crowd/rehearsal.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <utility>

#include "crowd/report.hpp"

namespace scrutin::crowd {

namespace {

constexpr double often = 0.99;
constexpr double too_busy = 0.9;

double seconds_of(const percentiles& of) { return plan::seconds(of.within(often)).count(); }

std::string figure(const char* what, double seconds, const char* who) {
  char text[256];
  std::snprintf(text, sizeof text, "%s: %s took %.0f ms (p99)", who, what, 1000 * seconds);
  return text;
}

plan with(const plan& asked, unsigned people) {
  plan step = asked;
  step.people = people;
  const auto part = [&](unsigned viewers) {
    return static_cast<unsigned>(static_cast<std::uint64_t>(viewers) * people / asked.people);
  };
  step.sockets = part(asked.sockets);
  step.events = part(asked.events);
  return step;
}

}  // namespace

// In the order of a vote's way: what comes later waits for what comes before.
std::optional<std::string> gives_way(const outcome& one, plan::seconds bound) {
  const auto& seen = one.seen;
  const auto most = bound.count();
  if (!one.told.kept()) return "the promise: votes that were answered \"recorded\" are not counted as they must be";
  const bool slow = seconds_of(seen.page) > most || seconds_of(seen.vote) > most || seconds_of(seen.counted) > most ||
                    seconds_of(seen.screen) > most;
  if (slow && (seconds_of(seen.late) > most / 5 || one.busy > too_busy)) {
    return "this machine, which runs the crowd: spread it with --share over several";
  }
  if (seen.turned_away > 0) {
    return "connections, at vote or before it: " + std::to_string(seen.turned_away) + " people got no page";
  }
  if (seconds_of(seen.page) > most) return figure("pages", seconds_of(seen.page), "vote, or what stands before it");
  if (seen.unanswered + seen.refused > 0) {
    return "Redis, or vote's way to it: " + std::to_string(seen.unanswered + seen.refused) + " votes were not recorded";
  }
  if (seconds_of(seen.vote) > most) return figure("votes", seconds_of(seen.vote), "Redis, or vote's way to it");
  if (seconds_of(seen.counted) > most) return figure("counting", seconds_of(seen.counted), "worker, or PostgreSQL");
  if (seconds_of(seen.screen) > most)
    return figure("screens", seconds_of(seen.screen), "result, or what stands before it");
  return std::nullopt;
}

expected<rehearsal> rehearse(const plan& asked, asio::ssl::context& trust, plan::seconds bound, progress& shown) {
  rehearsal all;
  unsigned held = 0;
  std::optional<unsigned> not_held;
  const auto tried = [&](unsigned people) -> expected<void> {
    auto seen = run(with(asked, people), trust, shown);
    if (!seen) return seen.error();
    auto why = gives_way(**seen, bound);
    all.kept = all.kept && (*seen)->told.kept();
    if (!why) {
      held = people;
    } else {
      not_held = people;
      all.gave_way = *why;
    }
    all.steps.push_back({*std::move(seen), std::move(why)});
    const auto& last = all.steps.back();
    shown.tell(std::to_string(people) + " people: " + last.why.value_or("all within the bound"));
    shown.end();
    return {};
  };
  for (const unsigned part : {8U, 4U, 2U, 1U}) {
    if (not_held) break;
    if (auto done = tried(std::max(1U, asked.people / part)); !done) return done.error();
  }
  for (int i = 0; i < 2 && not_held; ++i) {
    const auto middle = (held + *not_held) / 2;
    if (middle == held) break;
    if (auto done = tried(middle); !done) return done.error();
  }
  all.holds = held;
  if (!not_held) all.gave_way.clear();
  return all;
}

std::string to_table(const rehearsal& all, plan::seconds bound) {
  char line[512];
  std::string text;
  std::snprintf(line, sizeof line, "%9s%10s%10s%10s%10s%10s%10s\n", "people", "votes", "page", "vote", "counted",
                "screen", "p99 in ms");
  text += line;
  for (const auto& step : all.steps) {
    const auto& seen = step.seen->seen;
    std::snprintf(line, sizeof line, "%9u%10llu%10.1f%10.1f%10.1f%10.1f  %s\n", step.seen->asked.people,
                  static_cast<unsigned long long>(seen.recorded), 1000 * seconds_of(seen.page),
                  1000 * seconds_of(seen.vote), 1000 * seconds_of(seen.counted), 1000 * seconds_of(seen.screen),
                  step.why.value_or("holds").c_str());
    text += line;
  }
  if (all.steps.empty()) return text;
  const auto& asked = all.steps.front().seen->asked;
  std::snprintf(line, sizeof line, "%s holds %u people who come within %g s (99 of 100 waits below %.0f ms)\n",
                asked.vote.address().c_str(), all.holds, asked.arrive.count(), 1000 * bound.count());
  text += line;
  text += all.gave_way.empty() ? "nothing gave way: it may hold more than --people asked for\n"
                               : "what gave way first: " + all.gave_way + "\n";
  if (!all.kept) {
    for (const auto& step : all.steps) {
      if (!step.seen->told.kept()) text += to_table(*step.seen);
    }
  }
  return text;
}

std::string to_json(const rehearsal& all, plan::seconds bound) {
  boost::json::array steps;
  for (const auto& step : all.steps) {
    auto one = boost::json::parse(to_json(*step.seen)).as_object();
    one["gave_way"] = step.why ? boost::json::value(boost::json::string(*step.why)) : boost::json::value(nullptr);
    steps.push_back(std::move(one));
  }
  return boost::json::serialize(boost::json::object{{"holds", all.holds},
                                                    {"bound_s", bound.count()},
                                                    {"gave_way", all.gave_way},
                                                    {"kept", all.kept},
                                                    {"steps", std::move(steps)}});
}

}  // namespace scrutin::crowd
