#include "result/service.hpp"

#include <algorithm>
#include <embedded/result_assets.hpp>
#include <embedded/result_pages.hpp>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "actors/ballots/poll_board.hpp"
#include "actors/live/audience.hpp"
#include "actors/live/receipt_desk.hpp"
#include "actors/live/sample_table.hpp"
#include "actors/live/tally_feed.hpp"
#include "actors/postgres/postgres_connection.hpp"
#include "actors/process/application.hpp"
#include "actors/process/capacity.hpp"
#include "actors/process/poll_reload.hpp"
#include "actors/runtime/log.hpp"
#include "actors/web/http_service.hpp"
#include "actors/web/listener.hpp"
#include "actors/web/listening_socket.hpp"
#include "result/result_site.hpp"

namespace scrutin::result {

namespace {

constexpr std::size_t postgres_connections = 3;

using actors::child_spec;
using actors::loop;
using actors::roster;
using actors::supervisor_actor;

// `serves` is the one who asks by way of it; what /readyz calls it is `part`.
child_spec postgres_connection(actors::application& app, const config::settings& settings, const std::string& name,
                               const std::string& serves, const std::string& part, actors::session_use use) {
  const actors::postgres_options options{
      .settings = settings.postgres, .application = "scrutin result", .prepare = nullptr, .use = use};
  return {
      .name = name,
      .start =
          [&app, options](const supervisor_actor& parent, const roster&) {
            return caf::actor_cast<caf::actor>(
                app.control().system().spawn<actors::postgres_connection, caf::detached>(options, parent, app.log()));
          },
      .rises = child_spec::rising::announced,
      .limit = actors::no_limit,
      .serves = {serves},
      .part = part,
  };
}

// What stands before that connection for the same one, and has its name from there. The one that counts has a board and
// tells the watcher.
child_spec sample_table(actors::application& app, const std::string& name, const std::string& serves,
                        const std::shared_ptr<const actors::poll_board>& polls, const actors::health_actor& watcher) {
  return {
      .name = name,
      .start =
          [&app, polls, watcher](const supervisor_actor& parent, const roster&) {
            return caf::actor_cast<caf::actor>(app.control().spawn<actors::sample_table>(polls, parent, watcher));
          },
      .rises = child_spec::rising::announced,
      .limit = actors::no_limit,
      .serves = {serves},
  };
}

child_spec tally_feed(actors::application& app, const std::shared_ptr<const actors::poll_board>& polls) {
  return {
      .name = "tally_feed",
      .start =
          [&app, polls](const supervisor_actor& parent, const roster&) {
            return caf::actor_cast<caf::actor>(app.control().spawn<actors::tally_feed>(polls, parent));
          },
      .rises = child_spec::rising::announced,
      .part = "tallies",
  };
}

child_spec receipt_desk(actors::application& app) {
  child_spec desk{
      .name = "receipt_desk",
      .start = [&app](
                   const supervisor_actor&,
                   const roster&) { return caf::actor_cast<caf::actor>(app.control().spawn<actors::receipt_desk>()); },
  };
  for (unsigned i = 0; i < app.loops(); ++i) desk.serves.push_back("listener " + std::to_string(i));
  return desk;
}

child_spec audience(loop& home, const std::string& number, std::shared_ptr<actors::tally_board> board,
                    prometheus::Gauge* viewers) {
  return {
      .name = "audience " + number,
      .start = [&home, board = std::move(board), viewers](
                   const supervisor_actor&,
                   const roster&) { return caf::actor_cast<caf::actor>(home.spawn<actors::audience>(board, viewers)); },
      .serves = {"tally_feed", "listener " + number},
  };
}

child_spec listener(loop& home, unsigned index, std::shared_ptr<actors::listening_socket> socket,
                    std::shared_ptr<actors::http_service> service) {
  return {
      .name = "listener " + std::to_string(index),
      .start =
          [&home, index, socket = std::move(socket), service = std::move(service)](const supervisor_actor&,
                                                                                   const roster&) {
            return caf::actor_cast<caf::actor>(home.spawn<actors::listener>(socket, index, service));
          },
      .ends = child_spec::ending::drain,
      .abreast = true,
      .patience = actors::answer_patience,
      .part = "http",
  };
}

}  // namespace

actors::outcome serve(const config::settings& settings, const config::reading& again) {
  const auto able =
      actors::capacity_of(settings.result, {.process = postgres_connections * actors::postgres_descriptors, .loop = 0});
  if (const auto* why = std::get_if<std::string>(&able)) return *why;
  const auto& capacity = std::get<actors::service_capacity>(able);
  const auto loops = capacity.loops;
  auto open = actors::listening_socket::open(settings.result.listen, loops);
  if (auto* why = std::get_if<std::string>(&open)) return std::move(*why);
  auto open_admin = actors::listening_socket::open(settings.result.admin, 1);
  if (auto* why = std::get_if<std::string>(&open_admin)) return std::move(*why);
  const auto socket = std::make_shared<actors::listening_socket>(std::get<actors::listening_socket>(std::move(open)));
  const auto admin =
      std::make_shared<actors::listening_socket>(std::get<actors::listening_socket>(std::move(open_admin)));

  actors::application app{"result", actors::make_log("result", settings.result.log, settings.result.log_level), loops};
  const auto polls = std::make_shared<actors::poll_board>(settings.polls);
  app.on_hangup(actors::poll_reload{settings, again, polls, app.log(), *app.registry()});
  const auto access_log = actors::make_access_log("result", settings.result.access_log);
  const auto metrics = std::make_shared<actors::http_metrics>(*app.registry(), "public");
  auto* viewers = &prometheus::BuildGauge()
                       .Name("scrutin_viewers")
                       .Help("Browsers that watch a tally now, by WebSocket or server-sent events.")
                       .Register(*app.registry())
                       .Add({});
  const auto material = std::make_shared<const result_material>(
      result_material{{{"result", "projector", "embed", "receipt"}, embedded::result_pages, embedded::result_assets},
                      settings.result.vote_url});

  // Receipts and timelines are read by connections of their own: that of the tallies never waits for them.
  std::vector<child_spec> children{
      app.admin(admin),
      postgres_connection(app, settings, "tally_session", "postgres_connection", "postgres",
                          actors::session_use::listens),
      sample_table(app, "postgres_connection", "tally_feed", polls, app.watcher()),
      postgres_connection(app, settings, "timeline_session", "timeline_connection", "timelines",
                          actors::session_use::reads),
      sample_table(app, "timeline_connection", "tally_feed", nullptr, actors::health_actor{}),
      tally_feed(app, polls),
      postgres_connection(app, settings, "receipt_session", "receipt_connection", "receipts",
                          actors::session_use::reads),
      sample_table(app, "receipt_connection", "receipt_desk", nullptr, actors::health_actor{}),
      receipt_desk(app),
  };
  const auto quota = std::make_shared<actors::connection_quota>(capacity.connections);
  std::vector<child_spec> listeners;
  for (unsigned i = 0; i < loops; ++i) {
    const auto board = std::make_shared<actors::tally_board>();
    auto service = std::make_shared<actors::http_service>();
    service->pages = std::make_unique<result_site>(material, board);
    service->metrics = metrics;
    service->access_log = access_log;
    service->keep_alive = settings.result.keep_alive;
    service->sessions = actors::open_sessions{quota};
    children.push_back(audience(app.traffic(i), std::to_string(i), board, viewers));
    listeners.push_back(listener(app.traffic(i), i, socket, std::move(service)));
  }
  // After all audiences, so that no loop's people wait for another's.
  std::ranges::move(listeners, std::back_inserter(children));
  app.log()->info("result listens on http://{}, admin on http://{}", socket->at().to_string(), admin->at().to_string());
  capacity.tell(*app.log());
  return app.run(std::move(children));
}

}  // namespace scrutin::result
