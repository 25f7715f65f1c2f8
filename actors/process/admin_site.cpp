#include "actors/process/admin_site.hpp"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <utility>

#include "actors/runtime/failure.hpp"
#include "actors/runtime/heap.hpp"
#include "actors/web/http_session.hpp"
#include "http/respond.hpp"

namespace scrutin::actors {

namespace {

const char* to_string(condition::level level) {
  switch (level) {
    case condition::level::down:
      return "down";
    case condition::level::degraded:
      return "degraded";
    case condition::level::up:
      return "up";
  }
  return "unknown";
}

http::response to_response(const readiness& found) {
  boost::json::array parts;
  for (const auto& part : found.parts) {
    boost::json::object one{{"part", part.part}, {"state", to_string(part.is)}};
    if (!part.who.empty()) one["of"] = part.who;
    if (!part.why.empty()) one["why"] = part.why;
    parts.push_back(std::move(one));
  }
  return http::respond::json(found.ready ? http::status::ok : http::status::service_unavailable,
                             boost::json::object{{"ready", found.ready}, {"parts", std::move(parts)}});
}

}  // namespace

admin_site::admin_site(std::shared_ptr<prometheus::Registry> registry, health_actor watcher)
    : registry_(std::move(registry)),
      watcher_(std::move(watcher)),
      heap_(&prometheus::BuildGauge()
                 .Name("scrutin_heap_bytes")
                 .Help("Bytes that the process has allocated and not freed.")
                 .Register(*registry_)
                 .Add({})),
      ready_(&prometheus::BuildGauge()
                  .Name("scrutin_ready")
                  .Help("1 while /readyz answers 200.")
                  .Register(*registry_)
                  .Add({})),
      states_(&prometheus::BuildGauge()
                   .Name("scrutin_part_state")
                   .Help("Each part of /readyz: 2 is up, 1 degraded, 0 down; of several of a name the worst.")
                   .Register(*registry_)) {}

void admin_site::answer(http_session& session) {
  const auto& request = session.incoming();
  const auto target = http::target(request);
  const auto path = target.substr(0, target.find('?'));
  if (path != "/livez" && path != "/readyz" && path != "/metrics") {
    return session.respond(
        http::respond::problem(http::status::not_found, "There are /livez, /readyz and /metrics here."));
  }
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    constexpr std::string_view allow = "GET, HEAD, OPTIONS";
    return session.respond(request.method() == http::verb::options ? http::respond::options(allow)
                                                                   : http::respond::method_not_allowed(allow));
  }
  if (path == "/livez") return session.respond(http::respond::text(http::status::ok, "live\n"));
  if (path == "/readyz") return answer_ready(session);
  answer_metrics(session);
}

void admin_site::answer_metrics(http_session& session) {
  const auto answer = [this, &session] {
    heap_->Set(static_cast<double>(bytes_in_use()));
    session.respond(http::respond::body(http::status::ok, "text/plain; version=0.0.4; charset=utf-8",
                                        prometheus::TextSerializer().Serialize(registry_->Collect())));
  };
  session.request(watcher_, caf::infinite, ready_atom::value)
      .then(
          [this, answer](const readiness& found) {
            count(found);
            answer();
          },
          [this, answer](const caf::error&) {
            ready_->Set(0);
            answer();
          });
}

void admin_site::count(const readiness& found) {
  ready_->Set(found.ready ? 1 : 0);
  std::map<std::string, condition::level> worst;
  for (const auto& part : found.parts) {
    const auto known = worst.try_emplace(part.part, part.is).first;
    known->second = std::min(known->second, part.is);
  }
  for (const auto& [part, level] : worst) {
    auto& gauge = parts_[part];
    if (gauge == nullptr) gauge = &states_->Add({{"part", part}});
    gauge->Set(static_cast<double>(level));
  }
}

void admin_site::answer_ready(http_session& session) {
  session.request(watcher_, caf::infinite, ready_atom::value)
      .then([&session](const readiness& found) { session.respond(to_response(found)); },
            [&session](const caf::error& error) {
              session.respond(http::respond::problem(http::status::service_unavailable, describe(error)));
            });
}

}  // namespace scrutin::actors
