#include "worker/queue.hpp"

#include <cstdint>
#include <ostream>

#include "actors/ballots/keys.hpp"
#include "actors/sync/foreign_streams.hpp"
#include "worker/redis_session.hpp"

namespace scrutin::worker {

namespace {

actors::outcome tell_queue(const config::settings& settings, const config::request&, std::ostream& out) {
  redis_session redis{settings.redis};
  std::int64_t all = 0;
  for (const auto& one : actors::to_foreign_streams(redis.ask(actors::ask_foreign_streams(0).value()), 0)) {
    out << actors::stream_name(one.partition) << "  " << one.waiting << " wait, " << one.kept << " are kept\n";
    all += one.waiting;
  }
  out << all << " votes wait\n";
  return 0;
}

}  // namespace

actors::program_command queue_command() {
  return {
      .says = {.name = "queue", .about = "Tells how many votes wait in Redis, and how many that count are kept there"},
      .run = &tell_queue};
}

}  // namespace scrutin::worker
