#include "actors/sync/list_drain.hpp"

#include <utility>

#include "actors/runtime/failure.hpp"

namespace scrutin::actors {

namespace {

using namespace std::chrono_literals;

constexpr auto idle_pause = 200ms;
constexpr auto refused_pause = 1000ms;

// Redis wraps the error of a command in a script's own text, each version in another way.
const char* advice(const std::string& why) {
  const auto says = [&why](const char* code) { return why.find(code) != std::string::npos; };
  if (says("OOM ")) return "give Redis more memory (maxmemory): moving a vote takes some for a moment";
  if (says("WRONGTYPE ")) return "rename or delete that key, or name another database of Redis in redis.url";
  if (says("READONLY ")) return "name the master in redis.url";
  if (says("PARTITIONS ")) return "give redis.partitions that value";
  if (says("MISCONF ")) return "Redis cannot write to its disk: see its log";
  if (says("NOPERM ")) return "allow the user in redis.url EVAL and the keys votes, votes:* and scrutin:*";
  return "see Redis' log";
}

}  // namespace

list_drain::list_drain(caf::actor_config& config, loop& home, unsigned partitions,
                       std::shared_ptr<const poll_board> board, std::shared_ptr<list_metrics> metrics)
    : pinned(config, home),
      partitions_(partitions),
      board_(std::move(board)),
      metrics_(std::move(metrics)),
      pause_(home.time().make_alarm()),
      random_(std::random_device{}()) {}

auto list_drain::make_behavior() -> behavior_type {
  return {[this](sibling<redis_connection_actor>& told) {
    rounds_.next();
    pause_->cancel();
    redis_ = std::move(told.handle);
    if (redis_) look();
  }};
}

template <class F>
void list_drain::ask(redis_command command, F then) {
  request(redis_, caf::infinite, std::move(command))
      .then(rounds_.in_time([then = std::move(then)](const redis_value& reply) { then(reply); }),
            rounds_.refusal([this](const caf::error& error) { refused(describe(error)); }));
}

void list_drain::look() {
  ask(peek_list(), [this](const redis_value& head) {
    const published_offer offered{offer::of(board_->now()->front())};
    auto batch = to_list_batch(head, offered);
    if (!batch.items.empty()) return move(std::move(batch), offered);
    complaint_.clear();
    rest(idle_pause);
  });
}

void list_drain::move(list_batch batch, const published_offer& offered) {
  auto command = move_list(batch, partitions_, offered);
  ask(std::move(command), [this, batch = std::move(batch)](const redis_value& count) {
    complaint_.clear();
    // Another worker was faster: it goes on, and this one comes back when that one may have died.
    if (count.integer() == 0) return rest(idle_pause);
    moved(batch);
    if (batch.items.size() < list_batch::most) return rest(idle_pause);
    look();
  });
}

void list_drain::moved(const list_batch& batch) {
  const auto dead = batch.dead();
  metrics_->moved->Increment(static_cast<double>(batch.items.size() - dead));
  if (dead == 0) return;
  metrics_->dead_letters->Increment(static_cast<double>(dead));
  for (const auto& entry : batch.entries) {
    if (entry) continue;
    log().warn("list_drain moved {} of {} items of the list votes to votes:dead; of the first: {}", dead,
               batch.items.size(), entry.error().why);
    return;
  }
}

void list_drain::refused(const std::string& why) {
  if (std::exchange(complaint_, why) != why) {
    log().warn("list_drain leaves the votes in the list votes for now, Redis refuses to move them: {}; {}", why,
               advice(why));
  }
  rest(refused_pause);
}

void list_drain::rest(std::chrono::milliseconds longest) {
  std::uniform_int_distribution within{longest.count() / 2, longest.count()};
  pause_->set(std::chrono::milliseconds{within(random_)}, on([this, at = rounds_.here()] {
                if (!at.past()) look();
              }));
}

void list_drain::on_exit() {
  pause_->cancel();
  redis_ = nullptr;
}

}  // namespace scrutin::actors
