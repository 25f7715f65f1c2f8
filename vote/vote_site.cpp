#include "vote/vote_site.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <utility>
#include <variant>

#include "actors/failure.hpp"
#include "http/accept.hpp"
#include "http/cookie.hpp"
#include "http/form.hpp"
#include "http/origin.hpp"
#include "http/respond.hpp"
#include "vote/vote_page.hpp"

namespace scrutin::vote {

namespace {

using actors::failure;
using actors::http_session;
using http::status;

constexpr std::chrono::hours remembered{24 * 365};
constexpr const char* retry_after = "2";  // seconds; a restarted Redis is found within 2

void keep(http::response& answer, std::string_view name, std::string value) {
  const http::set_cookie cookie{.name = std::string(name), .value = std::move(value), .max_age = remembered};
  answer.insert(http::field::set_cookie, cookie.to_string());
}

// Who votes: the cookie's voter; else, where the client names its request, whoever sends that again; else someone new.
http::voter_id voter_of(const http::request& asked, const actors::voter_key::tools& key) {
  if (const auto cookie = http::find_cookie(asked, http::voter_cookie::name)) {
    if (auto known = key.cookie.read(*cookie)) return *std::move(known);
  }
  const auto name = http::value(asked, "Idempotency-Key");
  if (name.empty()) return http::voter_id::random();
  auto digits = actors::uid::derived(key.secret, "voter", "", name).to_string();
  std::erase(digits, '-');
  return http::voter_id::parse(digits).value();
}

actors::uid uid_of(const http::request& asked, const actors::voter_key::tools& key, const std::string& voter,
                   const std::string& poll) {
  const auto name = http::value(asked, "Idempotency-Key");
  return name.empty() ? actors::uid::make() : actors::uid::derived(key.secret, voter, poll, name);
}

boost::json::object to_json(const config::poll& poll, std::string_view language) {
  boost::json::array options;
  for (const auto& option : poll.options) {
    options.push_back(boost::json::object{{"id", option.id}, {"label", option.label.in(language)}});
  }
  return {{"id", poll.id}, {"question", poll.question.in(language)}, {"options", std::move(options)}};
}

}  // namespace

const config::poll* vote_material::find(std::string_view id) const {
  const auto found = std::ranges::find(polls, id, &config::poll::id);
  return found == polls.end() ? nullptr : &*found;
}

vote_site::vote_site(std::shared_ptr<const vote_material> material, std::shared_ptr<actors::voter_key> key)
    : material_(std::move(material)), key_(std::move(key)) {
  routes_.add(http::verb::get, "/", &vote_site::show);
  routes_.add(http::verb::post, "/", &vote_site::vote);
  routes_.add(http::verb::get, "/polls", &vote_site::list);
  routes_.add(http::verb::get, "/polls/{id}", &vote_site::show);
  routes_.add(http::verb::post, "/polls/{id}", &vote_site::vote);
  routes_.add(http::verb::get, "/api/polls", &vote_site::describe_all);
  routes_.add(http::verb::get, "/api/polls/{id}", &vote_site::describe);
}

void vote_site::answer(http_session& session) {
  const auto& asked = session.incoming();
  const auto found = routes_.find(asked.method(), http::target(asked));
  if (const auto* match = std::get_if<http::match<handler>>(&found)) {
    const auto id = match->params["id"];
    const auto* poll = id.empty() ? &material_->polls.front() : material_->find(id);
    if (poll == nullptr) return session.respond(material_->pages.error(asked, status::not_found, "error.unknown_poll"));
    return (this->**match->handler)(session, poll);
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

http::response vote_site::refuse(const http::refusal& why) { return material_->pages.error({}, why); }

void vote_site::adopted(const actors::adopt& told) {
  if (told.child == "vote_ingest") ingest_ = caf::actor_cast<actors::vote_ingest_actor>(told.handle);
}

void vote_site::show(http_session& session, const config::poll* poll) {
  const auto& asked = session.incoming();
  auto page = vote_page(*material_, asked, *poll);
  // The voter exists from the first look on, so that a form sent twice is one voter's.
  if (const auto* key = key_->known()) {
    const auto cookie = http::find_cookie(asked, http::voter_cookie::name);
    if (!cookie || !key->cookie.read(*cookie))
      keep(page, http::voter_cookie::name, key->cookie.issue(http::voter_id::random()));
  }
  session.respond(std::move(page));
}

void vote_site::list(http_session& session, const config::poll*) {
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

void vote_site::vote(http_session& session, const config::poll* poll) {
  const auto& asked = session.incoming();
  const auto path = path_of(*material_, *poll);
  const auto refused = [&](http::response answer) {
    material_->metrics.refused->Increment();
    session.respond(std::move(answer));
  };
  http::page_context back;
  back.set("back", path);
  back.set("recorded", "false");
  const boost::json::object not_recorded{{"recorded", false}};
  if (!http::same_origin(asked))
    return refused(material_->pages.error(asked, status::forbidden, "error.cross_site", back, not_recorded));
  const auto form = http::read_form(asked);
  if (const auto* wrong = std::get_if<http::refusal>(&form))
    return refused(material_->pages.error(asked, *wrong, back, not_recorded));
  const auto& fields = std::get<http::form>(form);
  const auto named = fields.count("vote");
  if (named != 1) {
    const auto* why = named == 0 ? "error.missing_vote" : "error.several_votes";
    return refused(material_->pages.error(asked, status::bad_request, why, back, not_recorded));
  }
  const auto* choice = poll->find(std::get<std::string_view>(fields.only("vote")));
  if (choice == nullptr)
    return refused(material_->pages.error(asked, status::bad_request, "error.unknown_option", back, not_recorded));

  const auto fail = [this, &session, path, choice](const caf::error& error) {
    const bool unsure = actors::failure_of(error) == failure::unconfirmed;
    (unsure ? material_->metrics.unconfirmed : material_->metrics.unavailable)->Increment();
    http::page_context page;
    page.set("back", path);
    page.set("recorded", unsure ? "null" : "false");
    page.set("not_recorded", !unsure);
    page.set("retry", true);
    page.set("action", path);
    page.set("vote", choice->id);
    boost::json::object members{{"recorded", false}};
    if (unsure) members["recorded"] = nullptr;
    auto answer =
        material_->pages.error(session.incoming(), status::service_unavailable,
                               unsure ? "vote.unknown" : "error.unavailable", std::move(page), std::move(members));
    answer.set(http::field::retry_after, retry_after);
    session.respond(std::move(answer));
  };
  const auto* key = key_->known();
  if (!ingest_ || key == nullptr) return fail(actors::make_error(failure::unavailable));

  const auto voter = voter_of(asked, *key);
  actors::ballot cast{uid_of(asked, *key, voter.to_string(), poll->id), poll->id, voter.to_string(), choice->id};
  const auto recorded = [this, &session, poll, choice, path, voter](const actors::uid& receipt) {
    material_->metrics.recorded->Increment();
    const auto& request = session.incoming();
    auto answer = http::prefers_json(request)
                      ? http::respond::json(
                            status::created,
                            boost::json::object{{"recorded", true},
                                                {"poll", poll->id},
                                                {"choice", choice->id},
                                                {"label", choice->label.in(material_->pages.language_of(request))},
                                                {"receipt", receipt.to_string()}})
                      : http::respond::see_other(path);
    keep(answer, http::voter_cookie::name, key_->known()->cookie.issue(voter));
    keep(answer, choice_cookie(*poll), choice->id);
    session.respond(std::move(answer));
  };
  session.request(ingest_, caf::infinite, std::move(cast)).then(recorded, fail);
}

void vote_site::describe(http_session& session, const config::poll* poll) {
  const auto language = material_->pages.language_of(session.incoming());
  session.respond(http::respond::json(status::ok, to_json(*poll, language)));
}

void vote_site::describe_all(http_session& session, const config::poll*) {
  const auto language = material_->pages.language_of(session.incoming());
  boost::json::array polls;
  for (const auto& poll : material_->polls) polls.push_back(to_json(poll, language));
  session.respond(http::respond::json(status::ok, boost::json::object{{"polls", std::move(polls)}}));
}

}  // namespace scrutin::vote
