#include "result/result_site.hpp"

#include <algorithm>
#include <boost/beast/websocket/rfc6455.hpp>
#include <utility>
#include <variant>

#include "actors/websocket_session.hpp"
#include "http/origin.hpp"
#include "http/respond.hpp"
#include "result/result_page.hpp"

namespace scrutin::result {

namespace {

using actors::http_session;
using http::status;

// RFC 4180: a field is quoted where it must be. A leading = + - @ would be a formula to a spreadsheet.
std::string csv_field(std::string_view text) {
  std::string field = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) field += '\'';
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c;
  }
  return field + '"';
}

}  // namespace

const config::poll* result_material::find(std::string_view id) const {
  const auto found = std::ranges::find(polls, id, &config::poll::id);
  return found == polls.end() ? nullptr : &*found;
}

result_site::result_site(std::shared_ptr<const result_material> material,
                         std::shared_ptr<const actors::tally_board> board)
    : material_(std::move(material)), board_(std::move(board)) {
  routes_.add(http::verb::get, "/", &result_site::show);
  routes_.add(http::verb::get, "/polls", &result_site::list);
  routes_.add(http::verb::get, "/polls/{id}", &result_site::show);
  routes_.add(http::verb::get, "/polls/{id}.csv", &result_site::table);
  routes_.add(http::verb::get, "/api/polls/{id}/results", &result_site::results);
  routes_.add(http::verb::get, "/ws", &result_site::watch);
}

void result_site::answer(http_session& session) {
  const auto& asked = session.incoming();
  const auto found = routes_.find(asked.method(), http::target(asked));
  if (const auto* match = std::get_if<http::match<handler>>(&found)) {
    std::string id{match->params["id"]};
    if (id.empty()) {
      const auto query = http::query(http::target(asked));
      if (const auto* fields = std::get_if<http::form>(&query); fields != nullptr && fields->count("poll") == 1) {
        id = std::get<std::string_view>(fields->only("poll"));
      }
    }
    const auto* poll = id.empty() ? &material_->polls.front() : material_->find(id);
    if (poll == nullptr) return session.respond(material_->pages.error(asked, status::not_found, "error.unknown_poll"));
    return (this->**match->handler)(session, *poll);
  }
  if (const auto* wrong = std::get_if<http::method_not_allowed>(&found)) {
    auto answer = material_->pages.error(asked, status::method_not_allowed, "error.sentence.405");
    answer.set(http::field::allow, wrong->allow);
    return session.respond(std::move(answer));
  }
  auto file =
      material_->pages.files().find(http::path(http::target(asked)), http::value(asked, http::field::if_none_match));
  session.respond(file ? *std::move(file) : material_->pages.error(asked, status::not_found, "error.sentence.404"));
}

http::response result_site::refuse(const http::refusal& why) { return material_->pages.error({}, why); }

void result_site::adopted(const actors::adopt& told) {
  if (told.child.starts_with("audience")) audience_ = caf::actor_cast<actors::audience_actor>(told.handle);
}

void result_site::unavailable(http_session& session) {
  auto answer = material_->pages.error(session.incoming(), status::service_unavailable, "error.results_unavailable");
  answer.set(http::field::retry_after, "2");
  session.respond(std::move(answer));
}

void result_site::show(http_session& session, const config::poll& poll) {
  if (!board_->latest) return unavailable(session);
  session.respond(
      result_page(material_->pages, session.incoming(), poll, *board_->latest, material_->polls.size() > 1));
}

void result_site::list(http_session& session, const config::poll&) {
  const auto& asked = session.incoming();
  const auto language = material_->pages.language_of(asked);
  kainjow::mustache::data polls{kainjow::mustache::data::type::list};
  for (const auto& poll : material_->polls) {
    http::page_context row;
    row.set("url", "/polls/" + poll.id);
    row.set("question", std::string(poll.question.in(language)));
    polls.push_back(row);
  }
  http::page_context context;
  context.set("polls", polls);
  session.respond(material_->pages.page(asked, status::ok, "polls", std::move(context)));
}

void result_site::results(http_session& session, const config::poll& poll) {
  if (!board_->latest) return unavailable(session);
  session.respond(http::respond::body(status::ok, "application/json", board_->latest->messages.at(poll.id)));
}

void result_site::table(http_session& session, const config::poll& poll) {
  if (!board_->latest) return unavailable(session);
  const auto language = material_->pages.language_of(session.incoming());
  std::string lines = "id,label,votes,percent\r\n";
  for (const auto& option : board_->latest->tallies.at(poll.id).options) {
    lines += csv_field(option.id) + "," + csv_field(poll.find(option.id)->label.in(language)) + "," +
             std::to_string(option.votes) + "," + actors::to_percent(option.share) + "\r\n";
  }
  auto answer = http::respond::body(status::ok, "text/csv; charset=utf-8", std::move(lines));
  answer.set(http::field::content_disposition, "attachment; filename=\"" + poll.id + ".csv\"");
  session.respond(std::move(answer));
}

void result_site::watch(http_session& session, const config::poll& poll) {
  const auto& asked = session.incoming();
  if (!boost::beast::websocket::is_upgrade(asked)) {
    auto answer = material_->pages.error(asked, {status::upgrade_required, "This address speaks WebSocket."});
    answer.set(http::field::upgrade, "websocket");
    return session.respond(std::move(answer));
  }
  // Else any page that a viewer opens could read along.
  if (!http::same_origin(asked))
    return session.respond(material_->pages.error(asked, status::forbidden, "error.cross_site"));
  if (!audience_) return unavailable(session);
  auto upgrade = asked;
  session.where().spawn<actors::websocket_session, caf::hidden>(session.shared_service(), session.hand_over(),
                                                                std::move(upgrade), poll.id, audience_);
}

}  // namespace scrutin::result
