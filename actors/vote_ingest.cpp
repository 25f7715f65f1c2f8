#include "actors/vote_ingest.hpp"

#include <openssl/rand.h>

#include <array>
#include <map>
#include <stdexcept>
#include <utility>

#include "actors/failure.hpp"

namespace scrutin::actors {

namespace {

constexpr const char* key_name = "scrutin:cookie-key";
constexpr std::chrono::seconds retry_pause{1};
constexpr const char* partitions_name = "scrutin:partitions";

std::string new_key() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("the operating system gave no random bytes");
  }
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

vote_ingest::vote_ingest(caf::actor_config& config, loop& home, const config::redis& settings,
                         std::shared_ptr<voter_key> key, health_actor watcher, std::string label)
    : pinned(config, home),
      partitions_(settings.partitions),
      key_(std::move(key)),
      watcher_(std::move(watcher)),
      label_(std::move(label)),
      retry_(home.io()) {
  for (unsigned i = 0; i < partitions_; ++i) streams_.push_back(stream_name(i));
}

auto vote_ingest::make_behavior() -> behavior_type {
  report("ingest", condition::level::down, "Redis was not reached yet");
  return {
      [this](ballot& vote) -> caf::result<redis_value> {
        if (!serving_) return make_error(failure::unavailable, "Redis is away");
        return delegate(redis_, to_command(vote, streams_[partition_of(vote.voter, partitions_)]));
      },
      [this](const adopt& told) {
        serving_ = false;
        redis_ = caf::actor_cast<redis_connection_actor>(told.handle);
        if (redis_) return agree_on_partitions();
        report("ingest", condition::level::down, "Redis is away");
      },
  };
}

template <class F>
void vote_ingest::ask(redis_command command, F then) {
  // A reply of a connection that is no longer ours must change nothing.
  request(redis_, caf::infinite, std::move(command))
      .then(
          [this, then, asked = redis_](redis_value& reply) {
            if (asked == redis_) then(reply);
          },
          [this, asked = redis_](const caf::error& error) {
            if (asked == redis_ && failure_of(error) == failure::refused) doubt(describe(error));
          });
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
  agree(partitions_name, mine, [this, mine](const std::string& theirs) {
    if (theirs == mine) return agree_on_key();
    report("ingest", condition::level::down,
           "the settings say " + mine + " partitions, Redis' key " + partitions_name + " says " + theirs +
               ": give redis.partitions that value");
  });
}

void vote_ingest::agree_on_key() {
  if (key_->fixed()) return serve();
  // A key that is in use goes back into a Redis that lost it, so that voters stay who they are.
  agree(key_name, key_->bytes().empty() ? new_key() : key_->bytes(), [this](const std::string& theirs) {
    if (theirs != key_->bytes()) key_->learn(theirs);
    serve();
  });
}

void vote_ingest::serve() {
  serving_ = true;
  report("ingest", condition::level::up, {});
  check_durability();
}

void vote_ingest::doubt(const std::string& why) {
  log().warn("vote_ingest ({}) was refused by Redis: {}", label_, why);
  report("durability", condition::level::degraded, "Redis does not answer what a vote process asks it: " + why);
  if (serving_) return;
  retry_.expires_after(retry_pause);
  retry_.async_wait(on([this, asked = redis_](const boost::system::error_code& error) {
    if (!error && asked == redis_) agree_on_partitions();
  }));
}

// Only looked at, never repaired: who set Redis up may have had a reason, and CONFIG SET would not outlive a restart.
void vote_ingest::check_durability() {
  struct wanted {
    const char* name;
    const char* value;
  };
  static constexpr std::array<wanted, 3> all{
      {{"appendonly", "yes"}, {"appendfsync", "always"}, {"maxmemory-policy", "noeviction"}}};
  auto found = std::make_shared<std::map<std::string, std::string>>();
  for (const auto& one : all) {
    ask({"CONFIG", "GET", one.name}, [this, found, one](const redis_value& reply) {
      (*found)[one.name] = reply.items().size() == 2 ? reply.items()[1].text() : "unknown";
      if (found->size() < all.size()) return;
      std::string wrong;
      for (const auto& [name, value] : all) {
        const auto& actual = (*found)[name];
        if (actual != value)
          wrong += (wrong.empty() ? "" : ", ") + std::string(name) + " is " + actual + " and not " + value;
      }
      if (wrong.empty()) return report("durability", condition::level::up, {});
      log().warn("vote_ingest ({}) may lose recorded votes when Redis dies: {}", label_, wrong);
      report("durability", condition::level::degraded, "Redis may lose recorded votes when it dies: " + wrong);
    });
  }
}

void vote_ingest::report(const char* part, condition::level level, std::string why) {
  if (watcher_) send(watcher_, condition{part, label_, level, std::move(why)});
}

void vote_ingest::on_exit() {
  retry_.cancel();
  redis_ = nullptr;
  watcher_ = nullptr;
}

}  // namespace scrutin::actors
