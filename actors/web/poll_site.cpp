#include "actors/web/poll_site.hpp"

#include <string>
#include <utility>
#include <variant>

namespace scrutin::actors {

namespace {

using http::status;

// Who asks for a poll twice or in no form asks for none that there is.
std::string poll_of(const http::path_params& params, std::string_view target) {
  if (const auto id = params["id"]; !id.empty()) return std::string(id);
  return http::query_value(target, "poll").value_or("");
}

}  // namespace

void poll_site::route(http::verb method, std::string_view pattern, handler how) {
  routes_.add(method, pattern, std::move(how));
  listed_.emplace_back(method, pattern);
}

void poll_site::answer(http_session& session) {
  const auto& asked = session.incoming();
  const auto target = http::target(asked);
  auto found = routes_.find(asked.method(), target);
  if (auto* match = std::get_if<http::match<handler>>(&found)) {
    auto all = polls();
    if (!all) return session.respond(unavailable(asked));
    const auto id = poll_of(match->params, target);
    const auto* poll = id.empty() ? &all->front() : config::find(*all, id);
    if (poll == nullptr) return session.respond(pages_.error(asked, status::not_found, "error.unknown_poll"));
    return (*match->handler)(session, {std::move(all), poll, std::move(match->params)});
  }
  if (const auto* wrong = std::get_if<http::method_not_allowed>(&found)) {
    auto answer = pages_.error(asked, status::method_not_allowed, "error.sentence.405");
    answer.set(http::field::allow, wrong->allow);
    return session.respond(std::move(answer));
  }
  auto file = pages_.files().find(http::path(target), http::value(asked, http::field::if_none_match),
                                  http::value(asked, http::field::accept_encoding));
  session.respond(file ? *std::move(file) : pages_.error(asked, status::not_found, "error.sentence.404"));
}

http::response poll_site::refuse(const http::refusal& why) { return pages_.error({}, why); }

}  // namespace scrutin::actors
