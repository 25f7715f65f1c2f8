#include "actors/ingest/redis_fitness.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include "actors/redis/redis_role.hpp"
#include "actors/runtime/failure.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::seconds pause{4};  // what is found is never older than 5 s
constexpr std::chrono::seconds pause_after_refusal{1};
constexpr std::chrono::seconds refusal_stays{3};  // a second one within that is no accident

}  // namespace

redis_fitness::redis_fitness(hands of, std::string stream, std::string label, time_source& time, spdlog::logger& log)
    : hands_(std::move(of)), stream_(std::move(stream)), label_(std::move(label)), time_(time), log_(log) {}

void redis_fitness::look() {
  look_at_ = time_.now() + (refused_at_ + refusal_stays > time_.now() ? pause_after_refusal : pause);
  look_at_votes();
  look_at_durability();
}

// Redis looks at what may refuse a command before it looks at the id, and no entry can have this one.
void redis_fitness::look_at_votes() {
  hands_.ask(
      {"XADD", stream_, "0-0", "uid", ""}, [this](const redis_value&) { taken(); },
      [this](const caf::error& error) {
        const auto why = describe(error);
        if (why.find("The ID specified in XADD ") != std::string::npos) return taken();
        refused(why, true);
      });
}

// Only looked at, never repaired: who set Redis up may have had a reason, and CONFIG SET would not outlive a restart.
void redis_fitness::look_at_durability() {
  struct answers {
    redis_durability told;
    std::size_t left = redis_durability::wanted.size() + 1;
  };
  auto now = std::make_shared<answers>();
  const auto ask_for = [this, now](const redis_command& question, const auto& told, const auto& unsaid) {
    hands_.ask(
        question,
        [this, now, told](const redis_value& reply) {
          told(now->told, reply);
          if (--now->left == 0) found(now->told);
        },
        [this, now, unsaid](const caf::error& error) {
          unsaid(now->told, describe(error));
          if (--now->left == 0) found(now->told);
        });
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

void redis_fitness::found(const redis_durability& now) {
  file_is_new_ = !now.has_file() || (file_is_new_ && now.is_making_file());
  const auto keeps = now.check(file_is_new_);
  if (keeps) return report("durability", condition::level::up, {});
  report("durability", condition::level::degraded, "Redis may lose recorded votes when it dies: " + keeps.error().why);
}

// One vote's refusal alone may be about that vote: the next look, at once, or the next vote tells.
void redis_fitness::refused(const std::string& why, bool surely_others_too) {
  // A script hands on what its commands met: the connection itself did not see it.
  if (is_out_of_service(why)) return hands_.leave("Redis answered: " + why);
  const auto now = time_.now();
  const bool again = refused_at_ + refusal_stays > now;
  if (!again) look_at_ = now;
  refused_at_ = now;
  if (again || surely_others_too) down("Redis refuses votes: " + why);
}

void redis_fitness::taken() {
  if (refused_at_ + refusal_stays < time_.now()) report("ingest", condition::level::up, {});
}

void redis_fitness::away(const std::string& why) {
  const condition now{"ingest", label_, condition::level::down, why};
  if (is_news(now)) hands_.tell(now);
}

void redis_fitness::report(const char* part, condition::level level, const std::string& why) {
  const bool first = !told_.contains(part);
  const condition now{part, label_, level, why};
  if (!is_news(now)) return;
  if (level != condition::level::up) {
    log_.warn("vote_ingest ({}): {}", label_, why);
  } else if (!first) {
    log_.info("vote_ingest ({}): {} is up again", label_, part);
  }
  hands_.tell(now);
}

bool redis_fitness::is_news(const condition& now) {
  const auto [told, first] = told_.try_emplace(now.part, now);
  if (!first && told->second.is == now.is && told->second.why == now.why) return false;
  told->second = now;
  return true;
}

}  // namespace scrutin::actors
