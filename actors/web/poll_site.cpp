#include "actors/web/poll_site.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "http/respond.hpp"
#include "http/site_address.hpp"

namespace scrutin::actors {

namespace {

using http::status;

// Empty where a request names no poll, which is for the first one; nothing where it names two, or one in a way that
// cannot be read: that must not be taken for the first.
std::optional<std::string> poll_of(const http::path_params& params, const http::request& asked) {
  if (const auto id = params["id"]; !id.empty()) return std::string(id);
  const auto target = http::target(asked);
  const auto query = http::query(target);
  if (!query) {
    // What campaigns hang on links need not be text; a vote is not taken on a guess.
    const bool looks = asked.method() == http::verb::get || asked.method() == http::verb::head;
    return looks && target.find("poll=") == target.npos ? std::optional(std::string{}) : std::nullopt;
  }
  if (query->count("poll") == 0) return std::string{};
  const auto id = query->only("poll");
  return id && !id->empty() ? std::optional(std::string(*id)) : std::nullopt;
}

// Where an error page leads that is about no poll.
pages::page_context list_of_polls() {
  pages::page_context page;
  page.set("back", "/polls");
  page.set("to_list", true);
  return page;
}

// A path without the slashes at its end, and the query as it is.
std::string without_slash(std::string_view target) {
  auto path = http::path(target);
  const auto query = target.substr(path.size());
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return std::string(path).append(query);
}

}  // namespace

poll_site::poll_site(const pages::page_set& pages, pages::embedded_folder api) : pages_(pages) {
  route(http::verb::get, "/openapi.json", [api](http_session& session, const subject&) {
    const auto document = pages::find_file(api, "openapi.json").value();
    session.respond(http::respond::body(status::ok, "application/json", std::string(document)));
  });
}

void poll_site::route(http::verb method, std::string_view pattern, handler how) {
  routes_.add(method, pattern, std::move(how));
  listed_.emplace_back(method, pattern);
}

void poll_site::answer(http_session& session) {
  const auto& asked = session.incoming();
  const auto target = http::target(asked);
  auto found = routes_.find(asked.method(), target);
  const pages::reader who{pages_, asked};
  if (auto* match = std::get_if<http::match<handler>>(&found)) {
    auto all = polls();
    if (!all) return session.respond(unavailable(who));
    const auto id = poll_of(match->params, asked);
    if (!id) return session.respond(pages_.error(who, status::bad_request, "error.poll_parameter", list_of_polls()));
    const auto* poll = id->empty() ? &all->front() : config::find(*all, *id);
    if (poll == nullptr || !shows(*poll)) {
      return session.respond(pages_.error(who, status::not_found, "error.unknown_poll", list_of_polls()));
    }
    return (*match->handler)(session, {std::move(all), poll, who, std::move(match->params)});
  }
  if (const auto* wrong = std::get_if<http::method_not_allowed>(&found)) {
    if (asked.method() == http::verb::options) return session.respond(http::respond::options(wrong->allow));
    auto answer = pages_.error(who, status::method_not_allowed, "error.sentence.405");
    answer.set(http::field::allow, wrong->allow);
    return session.respond(std::move(answer));
  }
  if (target == "*") return session.respond(http::respond::options("GET, HEAD, POST, OPTIONS"));
  // Only to an address that there is: so no other host's name can stand in it.
  if (const auto other = without_slash(target); other != target && knows(asked.method(), other)) {
    return session.respond(http::respond::moved(http::own_path(asked, other)));
  }
  auto file = pages_.files().find(http::path(target), http::value(asked, http::field::if_none_match),
                                  http::value(asked, http::field::accept_encoding));
  session.respond(file ? *std::move(file) : pages_.error(who, status::not_found, "error.sentence.404"));
}

bool poll_site::knows(http::verb method, std::string_view target) const {
  return std::holds_alternative<http::match<handler>>(routes_.find(method, target));
}

http::response poll_site::refuse(const http::request& asked, const http::refusal& why) {
  return pages_.error({pages_, asked}, why);
}

http::response poll_site::unavailable(const pages::reader& who) const {
  return pages_.unavailable(who, "error.sentence.503");
}

}  // namespace scrutin::actors
