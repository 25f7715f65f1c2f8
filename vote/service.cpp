#include "vote/service.hpp"

#include <boost/asio/ip/host_name.hpp>
#include <caf/send.hpp>
#include <embedded/vote_assets.hpp>
#include <embedded/vote_pages.hpp>
#include <string>
#include <utility>

#include "actors/ballots/poll_board.hpp"
#include "actors/ingest/queue_watch.hpp"
#include "actors/ingest/vote_ingest.hpp"
#include "actors/process/application.hpp"
#include "actors/process/capacity.hpp"
#include "actors/process/doors.hpp"
#include "actors/process/poll_reload.hpp"
#include "actors/redis/redis_connection.hpp"
#include "actors/runtime/child_list.hpp"
#include "actors/runtime/log.hpp"
#include "actors/web/http_service.hpp"
#include "actors/web/listener.hpp"
#include "vote/vote_site.hpp"

namespace scrutin::vote {

namespace {

using actors::child;
using actors::child_list;
using actors::supervisor_actor;

// A hall of people who type their codes behind one address must not shut itself out.
constexpr unsigned guesses_to_newcomers = 10;

// What one loop is given.
struct traffic {
  std::shared_ptr<actors::listening_socket> socket;
  std::shared_ptr<actors::http_service> service;
  vote_site& site;  // the service's
  std::shared_ptr<actors::voter_key> key;
  std::shared_ptr<actors::vote_queue> queue;
  std::shared_ptr<actors::ingest_metrics> counted;
};

// Everything of a request lives on one loop: its connection, the ingest, the connection to Redis.
child_list children_of_loop(actors::application& app, unsigned index, const config::redis& settings,
                            const traffic& of) {
  auto& home = app.traffic(index);
  const auto label = "loop " + std::to_string(index);
  child_list all;

  const auto redis = all.add(child<actors::redis_connection_actor>{
      .name = "redis_connection",
      .start = [&home, settings](auto& parent) { return home.spawn<actors::redis_connection>(settings, parent); },
      .rises = actors::rising::announced,
      .limit = actors::no_limit,
      .part = "redis",
  });

  all.add(child<actors::queue_watch_actor>{
              .name = "queue_watch",
              .start = [&app, &home, of,
                        label](auto&) { return home.spawn<actors::queue_watch>(of.queue, app.watcher(), label); },
          })
      .asks(redis);

  all
      .add(child<actors::vote_ingest_actor>{
          .name = "vote_ingest",
          .start =
              [&app, &home, settings, of, label](auto&) {
                return home.spawn<actors::vote_ingest>(settings, of.key, of.counted, app.watcher(), label, of.queue);
              },
      })
      .asks(redis)
      .shows(home, [of](actors::vote_ingest_actor ingest) { of.site.ask(std::move(ingest)); });

  all.add(child<actors::listener_actor>{
      .name = "listener",
      .start = [&home, index, of](auto&) { return home.spawn<actors::listener>(of.socket, index, of.service); },
      .ends = actors::ending::drain,
      .patience = actors::answer_patience,
      .part = "http",
  });
  return all;
}

// What the original sample's list and its worker cannot do.
void warn_of_list(spdlog::logger& log, const config::vote& settings, const config::poll_list& polls) {
  if (settings.queue == "streams") return;
  const auto& first = polls.front();
  const std::string when = settings.queue == "list" ? "" : ", while no worker of ours was ever seen";
  if (polls.size() > 1) {
    log.warn("vote.queue is {}: only the first poll, {}, takes votes{}", settings.queue, first.id, when);
  }
  if (first.id != "default") {
    log.warn(
        "vote.queue is {}: a worker of ours takes over what the original sample's wrote as the poll \"default\", "
        "and not as the first poll, {}",
        settings.queue, first.id);
  }
  if (!first.change) {
    log.warn("vote.queue is {}: in poll {} the first vote is final, which the original sample's worker does not know",
             settings.queue, first.id);
  }
  if (first.integrity == config::integrity::roll) {
    log.warn("vote.queue is {}: in poll {} each voter has a code, which the list cannot hold: it takes no votes{}",
             settings.queue, first.id, when);
  }
}

}  // namespace

actors::outcome serve(const config::settings& settings, const config::reading& again) {
  const auto able = actors::capacity_of(settings.vote, {.process = 0, .loop = actors::redis_descriptors});
  if (!able) return able.error();
  const auto& capacity = *able;
  const auto loops = capacity.loops;
  auto open = actors::open_doors(settings.vote.listen, settings.vote.admin, loops);
  if (!open) return open.error();
  const auto [socket, admin] = *std::move(open);

  actors::application app{"vote", actors::make_log("vote", settings.vote), loops};
  const auto polls = std::make_shared<actors::poll_board>(settings.polls);
  app.on_hangup(actors::poll_reload{settings, again, polls, app.log(), *app.registry()});
  const auto access_log = actors::make_access_log("vote", settings.vote.access_log);
  app.keep(access_log);
  const auto metrics = std::make_shared<actors::http_metrics>(*app.registry(), "public");
  const auto counted = std::make_shared<actors::ingest_metrics>(*app.registry());
  const auto material = std::make_shared<const vote_material>(
      vote_material{polls,
                    {embedded::vote_pages, embedded::vote_assets},
                    vote_metrics{*app.registry()},
                    boost::asio::ip::host_name(),
                    settings.vote.result_url,
                    std::make_shared<pace>(settings.vote.pace),
                    std::make_shared<pace>(guesses_to_newcomers * settings.vote.pace),
                    actors::pass_book::of(settings.vote.pass_key)});

  warn_of_list(*app.log(), settings.vote, settings.polls);
  const auto quota = std::make_shared<actors::connection_quota>(capacity.connections);
  child_list children;
  children.add(app.admin(admin));
  for (unsigned i = 0; i < loops; ++i) {
    const auto key = std::make_shared<actors::voter_key>(settings.vote.cookie_key);
    const auto queue = std::make_shared<actors::vote_queue>(settings.vote.queue, polls);
    auto service = std::make_shared<actors::http_service>();
    auto site = std::make_unique<vote_site>(material, key, queue);
    const traffic of{socket, service, *site, key, queue, counted};
    service->pages = std::move(site);
    service->metrics = metrics;
    service->front = http::front{settings.vote};
    service->access_log = access_log;
    service->process = "vote";
    service->log_format = config::parse_log_format(settings.vote.log_format).value();
    service->keep_alive = settings.vote.keep_alive;
    service->sessions = actors::open_sessions{quota};
    const auto label = "loop " + std::to_string(i);
    caf::anon_send(app.watcher(), actors::condition{"ingest", label, actors::condition::level::down, "starting"});
    children.add(app.on_loop(i, label, children_of_loop(app, i, settings.redis, of)));
  }
  app.log()->info("vote listens on http://{}, admin on http://{}", socket->at().to_string(), admin->at().to_string());
  capacity.tell(*app.log());
  return app.run(std::move(children));
}

}  // namespace scrutin::vote
