#include "result/result_site.hpp"

#include <algorithm>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cctype>
#include <chrono>
#include <embedded/result_api.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "actors/ballots/uid.hpp"
#include "actors/live/event_stream.hpp"
#include "actors/live/websocket_session.hpp"
#include "actors/runtime/failure.hpp"
#include "http/origin.hpp"
#include "http/respond.hpp"
#include "result/polls_page.hpp"
#include "result/receipt_page.hpp"
#include "result/tally_file.hpp"

namespace scrutin::result {

namespace {

using actors::http_session;
using actors::proof;
using actors::tally_view;
using clock = std::chrono::system_clock;
using http::status;

std::optional<actors::uid> parse_receipt(std::string_view text) {
  std::string digits{text};
  std::ranges::transform(digits, digits.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return actors::uid::parse(digits);
}

// What the query shows as a receipt; nothing where it shows none. One that is doubled is as good as a wrong one.
std::optional<std::string> shown_receipt(const http::request& asked) {
  const auto query = http::query(http::target(asked));
  if (!query || query->count("receipt") == 0) return std::nullopt;
  const auto only = query->only("receipt");
  return only ? std::string(*only) : std::string{};
}

proof proof_of(const actors::receipt& found, const config::poll& poll) {
  if (found.is == actors::receipt::state::waiting) return proof::waiting;
  return found.poll == poll.id ? proof::valid : proof::wrong;
}

void save_as(http::response& answer, const std::string& name) {
  answer.set(http::field::content_disposition, "attachment; filename=\"" + name + "\"");
}

// Scripts of any site may read it (Fetch, 3.2). Browsers send no cookie with what they ask for so.
void allow_origins(http::response& answer) { answer.set(http::field::access_control_allow_origin, "*"); }

}  // namespace

result_site::result_site(std::shared_ptr<const result_material> material,
                         std::shared_ptr<const actors::tally_board> board)
    : poll_site(material->pages, embedded::result_api), material_(std::move(material)), board_(std::move(board)) {
  const auto get = [this](std::string_view pattern, handler how) { route(http::verb::get, pattern, std::move(how)); };
  for (const auto& page : tally_pages) get(page.pattern, shown(page));
  get("/polls", [this](auto& session, const subject& about) {
    session.respond(polls_page(pages(), about.reader, *board_->latest, clock::now()));
  });
  get("/polls/{id}.csv", viewed([this](auto& session, const visit& visit) { table(session, visit); }));
  get("/polls/{id}.json", viewed([this](auto& session, const visit& visit) { file(session, visit); }));
  get("/api/polls", [this](auto& session, const subject& about) { describe_all(session, about); });
  get("/api/polls/{id}/results", viewed([this](auto& session, const visit& visit) {
        const auto message = visit.view.message(visit.now);
        auto answer = http::respond::body(status::ok, "application/json", message.to_string());
        if (is_public(visit.view.poll())) allow_origins(answer);
        session.respond(std::move(answer));
      }));
  get("/ws", [this, how = viewed([this](auto& session, const visit& visit) { watch(session, visit); })](
                 auto& session, const subject& about) {
    if (!refuse_socket(session, about.reader) && !refuse_watching(session, about)) how(session, about);
  });
  get("/events", [this, how = viewed([this](auto& session, const visit& visit) { stream(session, visit); })](
                     auto& session, const subject& about) {
    if (!refuse_watching(session, about)) how(session, about);
  });
  get("/receipts/{uid}", [this](auto& session, const subject& about) { look_up(session, about, true); });
  get("/api/receipts/{uid}", [this](auto& session, const subject& about) { look_up(session, about, false); });
}

http::response result_site::unavailable(const pages::reader& who) const {
  return pages().unavailable(who, "error.results_unavailable");
}

auto result_site::viewed(viewing how) -> handler {
  return [this, how = std::move(how)](http_session& session, const subject& about) {
    const auto receipt = shown_receipt(about.reader.asked());
    const auto id = receipt ? parse_receipt(*receipt) : std::nullopt;
    const auto go_on = [this, &session, how, snapshot = board_->latest, poll = about.poll, reader = about.reader,
                        kept = id ? id->to_string() : std::string{}](proof shown) {
      how(session, {pages(), reader, tally_view::of(snapshot, poll->id, shown).value(), material_->vote_url,
                    material_->passes.get(), kept});
    };
    const auto phase = board_->latest->find(about.poll->id)->phase();
    const bool decides = actors::may_see(*about.poll, phase, true) && !actors::may_see(*about.poll, phase, false);
    if (!receipt || !decides) return go_on(proof::none);
    if (!id) return go_on(proof::wrong);
    if (!receipts_) return go_on(proof::unchecked);
    session.request(receipts_, caf::infinite, *id)
        .then([go_on, poll = about.poll](const actors::receipt& found) { go_on(proof_of(found, *poll)); },
              [go_on](const caf::error&) { go_on(proof::unchecked); });
  };
}

auto result_site::shown(const tally_page& page) -> handler {
  return viewed([make = page.make](http_session& session, const visit& visit) { session.respond(make(visit)); });
}

void result_site::table(http_session& session, const visit& visit) const {
  const auto& view = visit.view;
  if (view.counted() == nullptr) {
    pages::page_context page;
    page.set("title", visit.reader.texts().text("result.title"));
    page.set("back", "/polls/" + view.poll().id);
    return session.respond(pages().error(visit.reader, status::forbidden, "error.not_public", std::move(page),
                                         {{"reason", std::string(view.reason())}}));
  }
  auto answer =
      http::respond::body(status::ok, "text/csv; charset=utf-8", to_csv(view, visit.reader.language_of(view.poll())));
  save_as(answer, view.poll().id + ".csv");
  session.respond(std::move(answer));
}

void result_site::file(http_session& session, const visit& visit) const {
  auto answer =
      http::respond::json(status::ok, to_json(visit.view, visit.reader.language_of(visit.view.poll()), visit.now));
  save_as(answer, visit.view.poll().id + ".json");
  session.respond(std::move(answer));
}

bool result_site::refuse_socket(http_session& session, const pages::reader& who) const {
  if (boost::beast::websocket::is_upgrade(who.asked())) return false;
  auto answer = pages().error(who, {status::upgrade_required, "This address speaks WebSocket."});
  answer.set(http::field::upgrade, "websocket");
  session.respond(std::move(answer));
  return true;
}

bool result_site::is_public(const config::poll& poll) const {
  return actors::may_see(poll, board_->latest->find(poll.id)->phase(), false);
}

// What everyone may see may be watched from anywhere. Of the rest any page that a viewer opens could read along.
bool result_site::refuse_watching(http_session& session, const subject& about) const {
  if (is_public(*about.poll) || http::same_origin(about.reader.asked())) return false;
  session.respond(pages().error(about.reader, status::forbidden, "error.cross_site"));
  return true;
}

void result_site::watch(http_session& session, const visit& visit) {
  if (!audience_) return session.respond(unavailable(visit.reader));
  auto upgrade = session.incoming();
  session.where().spawn<actors::websocket_session, caf::hidden>(
      session.shared_service(), session.hand_over(), std::move(upgrade),
      actors::viewer_session::seat{visit.view.poll().id, visit.view.shown(), audience_, 0, session.from()});
}

void result_site::stream(http_session& session, const visit& visit) {
  const auto& asked = visit.reader.asked();
  if (asked.method() == http::verb::head) {
    return session.respond(http::respond::body(status::ok, "text/event-stream", {}), true);
  }
  if (!audience_) return session.respond(unavailable(visit.reader));
  const auto seen = actors::event_stream::seen(http::value(asked, "Last-Event-ID"));
  session.where().spawn<actors::event_stream, caf::hidden>(
      session.shared_service(), session.hand_over(),
      actors::viewer_session::seat{visit.view.poll().id, visit.view.shown(), audience_, seen, session.from()},
      is_public(visit.view.poll()));
}

void result_site::describe_all(http_session& session, const subject& about) const {
  const auto now = clock::now();
  boost::json::array polls;
  for (const auto& poll : *about.all) {
    if (!poll.listed) continue;
    auto one = tally_view::of(board_->latest, poll.id, proof::none).value().to_json(now, false);
    boost::json::object row{{"id", poll.id}, {"question", poll.question.in(about.reader.language_of(poll))}};
    for (const auto* member : {"phase", "opens", "closes", "results", "public", "multiple", "viewers"}) {
      row[member] = std::move(one[member]);
    }
    row["retired"] = poll.retired;
    polls.push_back(std::move(row));
  }
  auto answer = http::respond::json(status::ok, boost::json::object{{"polls", std::move(polls)}});
  allow_origins(answer);
  session.respond(std::move(answer));
}

void result_site::look_up(http_session& session, const subject& about, bool as_page) {
  const auto& who = about.reader;
  const auto id = parse_receipt(about.params["uid"]);
  if (!id) return session.respond(pages().error(who, status::bad_request, "receipt.malformed"));
  const auto fail = [this, &session, who] { session.respond(pages().unavailable(who, "receipt.unavailable")); };
  if (!receipts_) return fail();
  session.request(receipts_, caf::infinite, *id)
      .then(
          [this, &session, who, id = *id, all = about.all, as_page](const actors::receipt& found) {
            const looked_up what{id, found, config::find(*all, found.poll)};
            if (as_page) return session.respond(receipt_page(pages(), who, what));
            auto answer = http::respond::json(status::ok, to_json(what, who));
            if (found.is == actors::receipt::state::waiting) answer.set(http::field::retry_after, "2");
            session.respond(std::move(answer));
          },
          [fail](const caf::error&) { fail(); });
}

}  // namespace scrutin::result
