#include "tests/simulation/schedule.hpp"

#include <array>
#include <random>

namespace scrutin::simulation {

namespace {

using kind = step::kind;

struct likelihood {
  kind what;
  const char* name;
  double weight;
};

// Mostly the protocol's own steps, one at a time, so that a cut can come between any two.
constexpr std::array<likelihood, step::kinds> all{{
    {kind::vote, "vote", 12},
    {kind::vote_again, "vote_again", 3},
    {kind::scrawl, "scrawl", 0.5},
    {kind::redis_runs, "redis_runs", 24},
    {kind::redis_replies, "redis_replies", 24},
    {kind::pg_runs, "pg_runs", 13},
    {kind::pg_replies, "pg_replies", 13},
    {kind::pg_conflicts, "pg_conflicts", 1},
    {kind::flow, "flow", 14},
    {kind::cut_redis, "cut_redis", 4},
    {kind::cut_pg, "cut_pg", 2.5},
    {kind::late_redis, "late_redis", 3},
    {kind::late_pg, "late_pg", 3},
    {kind::connect_redis, "connect_redis", 8},
    {kind::connect_pg, "connect_pg", 5},
    {kind::kill, "kill", 3},
    {kind::drain, "drain", 1},
    {kind::start, "start", 6},
    {kind::pause, "pause", 2.5},
    {kind::resume, "resume", 4},
    {kind::pass, "pass", 9},
    {kind::redis_wiped, "redis_wiped", 0.4},
    {kind::clock_back, "clock_back", 0.4},
    {kind::reload, "reload", 1},
    {kind::reload_vote, "reload_vote", 1.5},
    {kind::demote, "demote", 0.8},
    {kind::promote, "promote", 1},
    {kind::poison, "poison", 0.7},
    {kind::pg_refuses, "pg_refuses", 1},
    {kind::hang_up, "hang_up", 1},
    {kind::pg_saved, "pg_saved", 1.5},
    {kind::pg_back, "pg_back", 0.8},
}};

}  // namespace

schedule make_schedule(std::uint64_t seed, std::size_t length) {
  std::mt19937_64 random{seed};
  std::array<double, step::kinds> weights{};
  for (std::size_t i = 0; i < all.size(); ++i) {
    // Some kinds are left out of each schedule, and others come often: else all schedules are alike.
    const auto mood = random() % 8;
    const bool needed = all[i].weight >= 5;
    weights[i] = all[i].weight * (mood == 0 && !needed ? 0 : mood == 1 ? 4 : 1);
  }
  std::discrete_distribution<int> which(weights.begin(), weights.end());
  schedule steps;
  steps.reserve(length);
  for (std::size_t i = 0; i < length; ++i) {
    step one;
    one.what = all[static_cast<std::size_t>(which(random))].what;
    one.a = static_cast<std::uint8_t>(random());
    one.b = static_cast<std::uint8_t>(random());
    steps.push_back(one);
  }
  return steps;
}

std::string to_string(const step& one) {
  return std::string(all[static_cast<std::size_t>(one.what)].name) + " " + std::to_string(one.a) + " " +
         std::to_string(one.b);
}

schedule shrink(schedule whole, const std::function<bool(const schedule&)>& fails) {
  for (auto size = whole.size() / 2; size > 0;) {
    bool shorter = false;
    for (std::size_t at = 0; at < whole.size();) {
      auto less = whole;
      const auto from = less.begin() + static_cast<std::ptrdiff_t>(at);
      less.erase(from, less.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, less.size())));
      if (fails(less)) {
        whole = std::move(less);
        shorter = true;
      } else {
        at += size;
      }
    }
    if (!shorter || size > 1) size = size == 1 ? 0 : size / 2;
  }
  return whole;
}

}  // namespace scrutin::simulation
