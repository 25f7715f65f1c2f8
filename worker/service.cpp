#include "worker/service.hpp"

#include <unistd.h>

#include <boost/asio/ip/host_name.hpp>
#include <string>
#include <utility>

#include "actors/ballots/poll_board.hpp"
#include "actors/ballots/uid.hpp"
#include "actors/postgres/postgres_connection.hpp"
#include "actors/postgres/postgres_session.hpp"
#include "actors/process/application.hpp"
#include "actors/process/capacity.hpp"
#include "actors/process/doors.hpp"
#include "actors/process/poll_reload.hpp"
#include "actors/redis/redis_connection.hpp"
#include "actors/runtime/child_list.hpp"
#include "actors/runtime/log.hpp"
#include "actors/schema/schema.hpp"
#include "actors/sync/list_drain.hpp"
#include "actors/sync/partition_watch.hpp"
#include "actors/sync/roll_keeper.hpp"
#include "actors/sync/sync.hpp"
#include "actors/sync/worker_beat.hpp"

namespace scrutin::worker {

namespace {

using actors::child;
using actors::child_list;

child<actors::redis_connection_actor> redis_connection(actors::loop& home, const config::redis& settings) {
  return {
      .name = "redis_connection",
      .start = [&home, settings](auto& parent) { return home.spawn<actors::redis_connection>(settings, parent); },
      .rises = actors::rising::announced,
      .limit = actors::no_limit,
      .part = "redis",
  };
}

// Its schema is there, and of this version, before anything else is asked.
child<actors::postgres_connection_actor> postgres_connection(actors::application& app,
                                                             const config::postgres& settings) {
  const actors::postgres_options options{
      .settings = settings,
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
      .name = "postgres_connection",
      .start =
          [&home = app.traffic(0), log = app.log(), options](auto& parent) {
            return home.system().spawn<actors::postgres_connection, caf::detached>(options, parent, log);
          },
      .rises = actors::rising::announced,
      .limit = actors::no_limit,
      .part = "postgres",
  };
}

// Each partition has connections of its own, so that none waits for another's commit or fails with it.
child_list children_of_partition(actors::application& app, unsigned partition, const config::settings& settings,
                                 const std::shared_ptr<actors::poll_board>& polls, const std::string& holder) {
  auto& home = app.traffic(0);
  auto metrics = std::make_shared<actors::sync_metrics>(*app.registry(), partition);
  child_list all;

  const auto redis = all.add(redis_connection(home, settings.redis));

  const auto postgres = all.add(postgres_connection(app, settings.postgres));

  all.add(child<actors::sync_actor>{
              .name = "sync",
              .start =
                  [&home, partition, holder, settings = settings.worker, metrics, polls, watcher = app.watcher(),
                   partitions = settings.redis.partitions](auto&) {
                    return home.spawn<actors::sync>(partition, holder, settings, metrics, polls, watcher, partitions);
                  },
              .ends = actors::ending::drain,
          })
      .asks(redis)
      .asks(postgres);
  return all;
}

// What else Redis holds: the number of partitions, who may vote where each voter has a code, and the original vote
// page's list, whose votes go the way of our own.
child_list children_beside_the_partitions(actors::application& app, const config::settings& settings,
                                          const std::shared_ptr<actors::poll_board>& polls) {
  auto& home = app.traffic(0);
  const auto partitions = settings.redis.partitions;
  auto metrics = std::make_shared<actors::list_metrics>(*app.registry());
  child_list all;

  const auto redis = all.add(redis_connection(home, settings.redis));

  all.add(child<actors::worker_beat_actor>{
              .name = "worker_beat",
              .start = [&home](auto&) { return home.spawn<actors::worker_beat>(); },
          })
      .asks(redis);

  all.add(child<actors::partition_watch_actor>{
              .name = "partition_watch",
              .start = [&home, partitions, watcher = app.watcher()](
                           auto&) { return home.spawn<actors::partition_watch>(partitions, watcher); },
          })
      .asks(redis);

  const auto postgres = all.add(postgres_connection(app, settings.postgres));

  all.add(child<actors::roll_keeper_actor>{
              .name = "roll_keeper",
              .start = [&home, polls](auto&) { return home.spawn<actors::roll_keeper>(polls); },
          })
      .asks(redis)
      .asks(postgres);

  all.add(child<actors::list_drain_actor>{
              .name = "list_drain",
              .start = [&home, partitions, polls,
                        metrics](auto&) { return home.spawn<actors::list_drain>(partitions, polls, metrics); },
              .limit = actors::no_limit,  // whatever it finds in that list, our own votes go on
              .wait = {std::chrono::seconds{1}, std::chrono::seconds{1}},
          })
      .asks(redis);
  return all;
}

}  // namespace

actors::outcome serve(const config::settings& settings, const config::reading& again) {
  const auto partition_descriptors = actors::redis_descriptors + actors::postgres_descriptors;
  const auto able = actors::check_descriptors((settings.redis.partitions + 1) * partition_descriptors);
  if (!able) return able.error();
  auto open = actors::open_admin(settings.worker.admin);
  if (!open) return open.error();
  const auto admin = *std::move(open);

  actors::application app{"worker", actors::make_log("worker", settings.worker), 1};
  const auto polls = std::make_shared<actors::poll_board>(settings.polls);
  app.on_hangup(actors::poll_reload{settings, again, polls, app.log(), *app.registry()});
  // Unlike any other's that runs or ever ran: a lease of an earlier process must not pass for this one's.
  const auto holder =
      boost::asio::ip::host_name() + "/" + std::to_string(::getpid()) + "/" + actors::uid::make().to_string();

  child_list children;
  children.add(app.admin(admin));
  for (unsigned partition = 0; partition < settings.redis.partitions; ++partition) {
    children.add(app.on_loop(0, "partition " + std::to_string(partition),
                             children_of_partition(app, partition, settings, polls, holder)));
  }
  children.add(app.on_loop(0, "keys", children_beside_the_partitions(app, settings, polls)));
  app.log()->info("worker serves {} partitions, admin on http://{}", settings.redis.partitions,
                  admin->at().to_string());
  return app.run(std::move(children));
}

}  // namespace scrutin::worker
