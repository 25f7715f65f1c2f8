#include "worker/service.hpp"

#include <unistd.h>

#include <boost/asio/ip/host_name.hpp>
#include <string>
#include <utility>
#include <vector>

#include "actors/ballots/poll_board.hpp"
#include "actors/ballots/uid.hpp"
#include "actors/postgres/postgres_connection.hpp"
#include "actors/postgres/postgres_session.hpp"
#include "actors/process/application.hpp"
#include "actors/process/capacity.hpp"
#include "actors/process/poll_reload.hpp"
#include "actors/redis/redis_connection.hpp"
#include "actors/runtime/log.hpp"
#include "actors/schema/schema.hpp"
#include "actors/sync/list_drain.hpp"
#include "actors/sync/partition_watch.hpp"
#include "actors/sync/sync.hpp"
#include "actors/sync/worker_beat.hpp"
#include "actors/web/listening_socket.hpp"

namespace scrutin::worker {

namespace {

using actors::child_spec;
using actors::roster;
using actors::supervisor_actor;

child_spec redis_connection(actors::loop& home, const config::redis& settings, std::vector<std::string> serves) {
  return {
      .name = "redis_connection",
      .start =
          [&home, settings](const supervisor_actor& parent, const roster&) {
            return caf::actor_cast<caf::actor>(home.spawn<actors::redis_connection>(settings, parent));
          },
      .rises = child_spec::rising::announced,
      .limit = actors::no_limit,
      .serves = std::move(serves),
      .part = "redis",
  };
}

// Each partition has connections of its own, so that none waits for another's commit or fails with it.
std::vector<child_spec> children_of_partition(actors::application& app, unsigned partition,
                                              const config::settings& settings,
                                              const std::shared_ptr<actors::poll_board>& polls,
                                              const std::string& holder) {
  auto& home = app.traffic(0);
  auto metrics = std::make_shared<actors::sync_metrics>(*app.registry(), partition);
  const actors::postgres_options postgres{
      .settings = settings.postgres,
      .application = "scrutin worker",
      .prepare =
          [](actors::postgres_session& session) {
            if (actors::has_schema(session.connection)) return;
            session.take_any_time();
            actors::install_schema(session.connection);
          },
      .use = actors::session_use::writes,
  };
  return {
      redis_connection(home, settings.redis, {"sync"}),
      {
          .name = "postgres_connection",
          .start =
              [&home, log = app.log(), postgres](const supervisor_actor& parent, const roster&) {
                return caf::actor_cast<caf::actor>(
                    home.system().spawn<actors::postgres_connection, caf::detached>(postgres, parent, log));
              },
          .rises = child_spec::rising::announced,
          .limit = actors::no_limit,
          .serves = {"sync"},
          .part = "postgres",
      },
      {
          .name = "sync",
          .start =
              [&home, partition, holder, settings = settings.worker, metrics, polls, watcher = app.watcher(),
               partitions = settings.redis.partitions](const supervisor_actor&, const roster&) {
                return caf::actor_cast<caf::actor>(
                    home.spawn<actors::sync>(partition, holder, settings, metrics, polls, watcher, partitions));
              },
          .ends = child_spec::ending::drain,
      },
  };
}

// What else Redis holds: the number of partitions, and the original vote page's list, whose votes go the way of our
// own.
std::vector<child_spec> children_beside_the_partitions(actors::application& app, const config::settings& settings,
                                                       const std::shared_ptr<actors::poll_board>& polls) {
  auto& home = app.traffic(0);
  auto metrics = std::make_shared<actors::list_metrics>(*app.registry());
  return {
      redis_connection(home, settings.redis, {"partition_watch", "list_drain", "worker_beat"}),
      {
          .name = "worker_beat",
          .start = [&home](const supervisor_actor&,
                           const roster&) { return caf::actor_cast<caf::actor>(home.spawn<actors::worker_beat>()); },
      },
      {
          .name = "partition_watch",
          .start =
              [&home, partitions = settings.redis.partitions, watcher = app.watcher()](const supervisor_actor&,
                                                                                       const roster&) {
                return caf::actor_cast<caf::actor>(home.spawn<actors::partition_watch>(partitions, watcher));
              },
      },
      {
          .name = "list_drain",
          .start =
              [&home, partitions = settings.redis.partitions, polls, metrics](const supervisor_actor&, const roster&) {
                return caf::actor_cast<caf::actor>(home.spawn<actors::list_drain>(partitions, polls, metrics));
              },
          .limit = actors::no_limit,  // whatever it finds in that list, our own votes go on
          .wait = {std::chrono::seconds{1}, std::chrono::seconds{1}},
      },
  };
}

}  // namespace

actors::outcome serve(const config::settings& settings, const config::reading& again) {
  const auto partition_descriptors = actors::redis_descriptors + actors::postgres_descriptors;
  auto wrong =
      actors::wrong_with_descriptors(settings.redis.partitions * partition_descriptors + actors::redis_descriptors);
  if (!wrong.empty()) return wrong;
  auto open = actors::listening_socket::open(settings.worker.admin, 1);
  if (auto* why = std::get_if<std::string>(&open)) return std::move(*why);
  const auto admin = std::make_shared<actors::listening_socket>(std::get<actors::listening_socket>(std::move(open)));

  actors::application app{"worker", actors::make_log("worker", settings.worker.log, settings.worker.log_level), 1};
  const auto polls = std::make_shared<actors::poll_board>(settings.polls);
  app.on_hangup(actors::poll_reload{settings, again, polls, app.log(), *app.registry()});
  // Unlike any other's that runs or ever ran: a lease of an earlier process must not pass for this one's.
  const auto holder =
      boost::asio::ip::host_name() + "/" + std::to_string(::getpid()) + "/" + actors::uid::make().to_string();

  std::vector<child_spec> children{app.admin(admin)};
  for (unsigned partition = 0; partition < settings.redis.partitions; ++partition) {
    children.push_back(app.on_loop(0, "partition " + std::to_string(partition),
                                   children_of_partition(app, partition, settings, polls, holder)));
  }
  children.push_back(app.on_loop(0, "keys", children_beside_the_partitions(app, settings, polls)));
  app.log()->info("worker serves {} partitions, admin on http://{}", settings.redis.partitions,
                  admin->at().to_string());
  return app.run(std::move(children));
}

}  // namespace scrutin::worker
