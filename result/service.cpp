#include "result/service.hpp"

#include <embedded/result_assets.hpp>
#include <embedded/result_pages.hpp>
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
#include "actors/process/doors.hpp"
#include "actors/process/poll_reload.hpp"
#include "actors/runtime/child_list.hpp"
#include "actors/runtime/log.hpp"
#include "actors/web/http_service.hpp"
#include "actors/web/listener.hpp"
#include "result/result_site.hpp"

namespace scrutin::result {

namespace {

constexpr std::size_t postgres_connections = 3;

using actors::child;
using actors::child_list;

child<actors::postgres_connection_actor> session(actors::application& app, const config::settings& settings,
                                                 const std::string& name, const std::string& part,
                                                 actors::session_use use) {
  const actors::postgres_options options{
      .settings = settings.postgres, .application = "scrutin result", .prepare = nullptr, .use = use};
  return {
      .name = name,
      .start =
          [&app, options](auto& parent) {
            return app.control().system().spawn<actors::postgres_connection, caf::detached>(options, parent, app.log());
          },
      .rises = actors::rising::announced,
      .limit = actors::no_limit,
      .part = part,
  };
}

// The one that counts has a board and tells the watcher.
child<actors::sample_table_actor> sample_table(actors::application& app, const std::string& name,
                                               const std::shared_ptr<const actors::poll_board>& polls,
                                               const actors::health_actor& watcher) {
  return {
      .name = name,
      .start = [&app, polls,
                watcher](auto& parent) { return app.control().spawn<actors::sample_table>(polls, parent, watcher); },
      .rises = actors::rising::announced,
      .limit = actors::no_limit,
  };
}

// What one loop is given.
struct traffic {
  actors::loop& home;
  unsigned index;
  std::shared_ptr<actors::tally_board> board;
  std::shared_ptr<actors::http_service> service;
  result_site* site;  // the service's
};

// Receipts and timelines are read by connections of their own: that of the tallies never waits for them. Listeners come
// last, so that no loop's people wait for another's.
child_list children_of(actors::application& app, const config::settings& settings, const actors::doors& open,
                       const std::shared_ptr<actors::poll_board>& polls, const std::vector<traffic>& loops,
                       prometheus::Gauge* viewers) {
  using connection = actors::postgres_connection_actor;
  child_list all;
  all.add(app.admin(open.admin));

  const auto tallies = all.add(session(app, settings, "tally_session", "postgres", actors::session_use::listens));
  const auto tallies_or_sample =
      all.add(sample_table(app, "postgres_connection", polls, app.watcher())).asks(tallies).as<connection>();
  const auto arrivals = all.add(session(app, settings, "timeline_session", "timelines", actors::session_use::reads));
  const auto arrivals_or_none =
      all.add(sample_table(app, "timeline_connection", nullptr, {})).asks(arrivals).as<connection>();
  const auto receipts = all.add(session(app, settings, "receipt_session", "receipts", actors::session_use::reads));
  const auto receipts_or_none =
      all.add(sample_table(app, "receipt_connection", nullptr, {})).asks(receipts).as<connection>();

  auto feed = child<actors::tally_feed_actor>{
      .name = "tally_feed",
      .start = [&app, polls](auto& parent) { return app.control().spawn<actors::tally_feed>(polls, parent); },
      .rises = actors::rising::announced,
      .part = "tallies",
  };
  auto desk = child<actors::receipt_desk_actor>{
      .name = "receipt_desk",
      .start = [&app](auto&) { return app.control().spawn<actors::receipt_desk>(); },
  };

  std::vector<child_list::place<actors::audience_actor>> audiences;
  audiences.reserve(loops.size());
  for (const auto& one : loops) {
    audiences.push_back(
        all.add(child<actors::audience_actor>{
                    .name = "audience " + std::to_string(one.index),
                    .start = [one, viewers](auto&) { return one.home.spawn<actors::audience>(one.board, viewers); },
                })
            .shows(one.home, [one](actors::audience_actor who) { one.site->ask(std::move(who)); }));
  }
  auto feeding = all.add(std::move(feed)).asks(tallies_or_sample).asks<actors::timelines>(arrivals_or_none);
  for (const auto& one : loops) feeding.asks(audiences[one.index], one.index);
  auto answering = all.add(std::move(desk)).asks(receipts_or_none);
  for (const auto& one : loops) {
    answering.shows(one.home, [one](actors::receipt_desk_actor who) { one.site->ask(std::move(who)); });
  }

  for (const auto& one : loops) {
    all.add(child<actors::listener_actor>{
        .name = "listener " + std::to_string(one.index),
        .start = [one, socket = open.pages](
                     auto&) { return one.home.spawn<actors::listener>(socket, one.index, one.service); },
        .ends = actors::ending::drain,
        .abreast = true,
        .patience = actors::answer_patience,
        .part = "http",
    });
  }
  return all;
}

void tell_of_passes(spdlog::logger& log, const config::poll_list& polls, const actors::pass_book* passes) {
  for (const auto& poll : polls) {
    if (poll.integrity != config::integrity::paced) continue;
    if (passes == nullptr) {
      log.warn(
          "poll {} is paced, and result.pass_key is empty: its QR code holds no pass, so that a hall behind one "
          "address has to wait",
          poll.id);
    } else {
      log.info("the projector page of the poll {} shows passes at /polls/{}/screen?hall={}", poll.id, poll.id,
               passes->hall());
    }
  }
}

}  // namespace

actors::outcome serve(const config::settings& settings, const config::reading& again) {
  const auto able =
      actors::capacity_of(settings.result, {.process = postgres_connections * actors::postgres_descriptors, .loop = 0});
  if (!able) return able.error();
  const auto& capacity = *able;
  const auto loops = capacity.loops;
  auto opened = actors::open_doors(settings.result.listen, settings.result.admin, loops);
  if (!opened) return opened.error();
  const auto open = *std::move(opened);

  actors::application app{"result", actors::make_log("result", settings.result), loops};
  const auto polls = std::make_shared<actors::poll_board>(settings.polls);
  app.on_hangup(actors::poll_reload{settings, again, polls, app.log(), *app.registry()});
  const auto access_log = actors::make_access_log("result", settings.result.access_log);
  app.keep(access_log);
  const auto metrics = std::make_shared<actors::http_metrics>(*app.registry(), "public");
  auto* viewers = &prometheus::BuildGauge()
                       .Name("scrutin_viewers")
                       .Help("Browsers that watch a tally now, by WebSocket or server-sent events.")
                       .Register(*app.registry())
                       .Add({});
  const auto material =
      std::make_shared<const result_material>(result_material{{embedded::result_pages, embedded::result_assets},
                                                              settings.result.vote_url,
                                                              actors::pass_book::of(settings.result.pass_key)});
  tell_of_passes(*app.log(), settings.polls, material->passes.get());

  const auto quota = std::make_shared<actors::connection_quota>(capacity.connections);
  std::vector<traffic> traffics;
  for (unsigned i = 0; i < loops; ++i) {
    const auto board = std::make_shared<actors::tally_board>();
    auto service = std::make_shared<actors::http_service>();
    auto site = std::make_unique<result_site>(material, board);
    traffics.push_back({app.traffic(i), i, board, service, site.get()});
    service->pages = std::move(site);
    service->metrics = metrics;
    service->front = http::front{settings.result};
    service->access_log = access_log;
    service->process = "result";
    service->log_format = config::parse_log_format(settings.result.log_format).value();
    service->keep_alive = settings.result.keep_alive;
    service->sessions = actors::open_sessions{quota};
  }
  app.log()->info("result listens on http://{}, admin on http://{}", open.pages->at().to_string(),
                  open.admin->at().to_string());
  capacity.tell(*app.log());
  return app.run(children_of(app, settings, open, polls, traffics, viewers));
}

}  // namespace scrutin::result
