#include "crowd/report.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>
#include <cstdarg>
#include <cstdio>

namespace scrutin::crowd {

namespace {

namespace json = boost::json;

constexpr std::size_t most_shown = 10;

[[gnu::format(printf, 2, 3)]] void print(std::string& to, const char* format, ...) {
  char line[512];
  std::va_list values;
  va_start(values, format);
  std::vsnprintf(line, sizeof line, format, values);
  va_end(values);
  to += line;
}

double milliseconds(percentiles::microseconds time) { return static_cast<double>(time.count()) / 1000; }

unsigned long long number(std::uint64_t value) { return value; }

json::object to_object(const percentiles& of) {
  json::object one{{"count", of.count()}};
  for (const auto& [name, share] :
       {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}, {"max", 1.0}}) {
    one[name] = milliseconds(of.within(share));
  }
  json::array buckets;
  for (const auto& [value, times] : of.buckets()) buckets.push_back(json::array{value, times});
  one["buckets_us"] = std::move(buckets);
  return one;
}

json::object to_object(const tally& one) {
  return {{"sequence", one.sequence}, {"voters", one.voters}, {"votes", json::value_from(one.votes)}};
}

json::object to_object(const verdict& told) {
  json::array wrongs;
  for (const auto& one : told.wrongs) wrongs.push_back(json::object{{"receipt", one.receipt}, {"why", one.why}});
  return {{"kept", told.kept()},
          {"acknowledged", told.acknowledged},
          {"counted", told.counted},
          {"replaced", told.replaced},
          {"unsure", told.unsure},
          {"wrong", std::move(wrongs)},
          {"tallied", told.tallied},
          {"missing", told.missing()},
          {"more", told.more()},
          {"before", to_object(told.before)},
          {"after", to_object(told.after)},
          {"ours", json::value_from(told.ours)}};
}

using votes = std::map<std::string, std::int64_t>;

void read(const json::object& from, tally& into) {
  into.sequence = from.at("sequence").to_number<std::uint64_t>();
  into.voters = from.at("voters").to_number<std::uint64_t>();
  into.votes = json::value_to<votes>(from.at("votes"));
}

void read(const json::object& from, verdict& into) {
  into.acknowledged = from.at("acknowledged").to_number<std::uint64_t>();
  into.counted = from.at("counted").to_number<std::uint64_t>();
  into.replaced = from.at("replaced").to_number<std::uint64_t>();
  into.unsure = from.at("unsure").to_number<std::uint64_t>();
  into.tallied = from.at("tallied").as_bool();
  read(from.at("before").as_object(), into.before);
  read(from.at("after").as_object(), into.after);
  into.ours = json::value_to<votes>(from.at("ours"));
  for (const auto& one : from.at("wrong").as_array()) {
    into.wrongs.push_back({json::value_to<std::string>(one.at("receipt")), json::value_to<std::string>(one.at("why"))});
  }
}

}  // namespace

std::string to_table(const outcome& one) {
  std::string all;
  const auto& asked = one.asked;
  print(all, "%s, poll \"%s\": %u people within %g s, %u sockets, %u event streams; %.1f s\n",
        asked.vote.address().c_str(), asked.poll.id.c_str(), asked.people, asked.arrive.count(), asked.sockets,
        asked.events, one.took.count());
  print(all, "%-9s%10s%10s%10s%10s%10s%10s\n", "ms", "count", "p50", "p90", "p99", "p99.9", "max");
  for (const auto& [name, member] : figures::times()) {
    const auto& of = one.seen.*member;
    if (of.count() == 0) continue;
    print(all, "%-9s%10llu", name.c_str(), number(of.count()));
    for (const double share : {0.5, 0.9, 0.99, 0.999, 1.0}) print(all, "%10.1f", milliseconds(of.within(share)));
    all += "\n";
  }
  const auto& seen = one.seen;
  print(all,
        "%llu people got a page, %llu none; %llu votes recorded (%llu of them changes), %llu refused, "
        "%llu without an answer, %llu tries more\n",
        number(seen.pages), number(seen.turned_away), number(seen.recorded), number(seen.changes), number(seen.refused),
        number(seen.unanswered), number(seen.retries));
  if (asked.sockets + asked.events > 0) {
    print(all, "viewers were told %llu tallies and lost their connection %llu times\n", number(seen.frames),
          number(seen.disconnects));
  }
  for (const auto& [what, times] : seen.mishaps()) print(all, "%9llu  %s\n", number(times), what.c_str());
  if (one.busy > 0.8) {
    print(all, "this process itself was busy for %.0f %% of the time: what it saw may be its own doing\n",
          100 * one.busy);
  }
  const auto& told = one.told;
  for (std::size_t i = 0; i < std::min(told.wrongs.size(), most_shown); ++i) {
    print(all, "  %s %s\n", told.wrongs[i].receipt.c_str(), told.wrongs[i].why.c_str());
  }
  if (told.wrongs.size() > most_shown) print(all, "  and %zu more\n", told.wrongs.size() - most_shown);
  const std::string tallies = !told.tallied        ? "withheld"
                              : told.missing() > 0 ? "short by " + std::to_string(told.missing())
                              : told.more() == 0   ? "equal"
                                                   : "equal, and " + std::to_string(told.more()) + " of others";
  print(all, "acknowledged=%llu counted=%llu replaced=%llu unsure=%llu wrong=%zu tallies: %s\n",
        number(told.acknowledged), number(told.counted), number(told.replaced), number(told.unsure), told.wrongs.size(),
        tallies.c_str());
  return all;
}

std::string to_json(const outcome& one) {
  const auto& asked = one.asked;
  json::object times;
  for (const auto& [name, member] : figures::times()) times[name] = to_object(one.seen.*member);
  json::object counts;
  for (const auto& [name, member] : figures::counts()) counts[name] = std::uint64_t{one.seen.*member};
  json::object mishaps;
  for (const auto& [what, number] : one.seen.mishaps()) mishaps[what] = number;
  const json::object all{
      {"vote", asked.vote.address()},
      {"results", asked.result.address()},
      {"poll", asked.poll.id},
      {"people", asked.people},
      {"arrive_s", asked.arrive.count()},
      {"sockets", asked.sockets},
      {"events", asked.events},
      {"keep_alive", asked.keep_alive},
      {"share", asked.share},
      {"shares", asked.shares},
      {"seed", asked.seed},
      {"took_s", one.took.count()},
      {"settled_s", one.settled.count()},
      {"busy", one.busy},
      {"counts", std::move(counts)},
      {"times_ms", std::move(times)},
      {"mishaps", std::move(mishaps)},
      {"verdict", to_object(one.told)},
  };
  return json::serialize(all);
}

expected<std::unique_ptr<outcome>> from_json(const std::string& text) try {
  const auto all = json::parse(text);
  auto one = std::make_unique<outcome>();
  auto vote = site::parse(json::value_to<std::string>(all.at("vote")));
  auto result = site::parse(json::value_to<std::string>(all.at("results")));
  if (!vote) return vote.error();
  if (!result) return result.error();
  one->asked.vote = *std::move(vote);
  one->asked.result = *std::move(result);
  one->asked.poll.id = json::value_to<std::string>(all.at("poll"));
  one->asked.people = all.at("people").to_number<unsigned>();
  one->asked.arrive = plan::seconds(all.at("arrive_s").to_number<double>());
  one->asked.sockets = all.at("sockets").to_number<unsigned>();
  one->asked.events = all.at("events").to_number<unsigned>();
  one->asked.keep_alive = all.at("keep_alive").as_bool();
  one->asked.share = all.at("share").to_number<unsigned>();
  one->asked.shares = all.at("shares").to_number<unsigned>();
  one->asked.seed = all.at("seed").to_number<std::uint64_t>();
  one->took = plan::seconds(all.at("took_s").to_number<double>());
  one->settled = plan::seconds(all.at("settled_s").to_number<double>());
  one->busy = all.at("busy").to_number<double>();
  for (const auto& [name, member] : figures::counts()) {
    one->seen.*member += all.at("counts").at(name).to_number<std::uint64_t>();
  }
  for (const auto& [name, member] : figures::times()) {
    std::map<std::uint64_t, std::uint64_t> buckets;
    for (const auto& bucket : all.at("times_ms").at(name).at("buckets_us").as_array()) {
      buckets[bucket.at(0).to_number<std::uint64_t>()] = bucket.at(1).to_number<std::uint64_t>();
    }
    (one->seen.*member).add(buckets);
  }
  for (const auto& [what, times] : all.at("mishaps").as_object()) {
    one->seen.note(std::string(what), times.to_number<std::uint64_t>());
  }
  read(all.at("verdict").as_object(), one->told);
  return one;
} catch (const std::exception& e) {
  return mishap{std::string("this is no report of crowd: ") + e.what()};
}

expected<std::unique_ptr<outcome>> merge(const std::vector<std::unique_ptr<outcome>>& all) {
  auto sum = std::make_unique<outcome>();
  for (const auto& one : all) {
    if (one == all.front()) {
      sum->asked = one->asked;
    } else if (one->asked.vote.address() != sum->asked.vote.address() || one->asked.poll.id != sum->asked.poll.id ||
               one->asked.people != sum->asked.people || one->asked.shares != sum->asked.shares) {
      return mishap{"these reports are not of one crowd: their addresses, polls, people and numbers of shares differ"};
    }
    sum->seen.add(one->seen);
    sum->told.add(one->told);
    sum->took = std::max(sum->took, one->took);
    sum->settled = std::max(sum->settled, one->settled);
    sum->busy = std::max(sum->busy, one->busy);
  }
  return sum;
}

}  // namespace scrutin::crowd
