#include "vote/vote_site.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <embedded/vote_api.hpp>
#include <optional>
#include <utility>

#include "actors/ballots/roll.hpp"
#include "actors/runtime/failure.hpp"
#include "http/accept.hpp"
#include "http/authority.hpp"
#include "http/form.hpp"
#include "http/origin.hpp"
#include "http/respond.hpp"
#include "http/site_address.hpp"
#include "vote/fresh_receipt.hpp"
#include "vote/poll_json.hpp"
#include "vote/request_key.hpp"
#include "vote/vote_pages.hpp"

namespace scrutin::vote {

namespace {

using actors::failure;
using actors::http_session;
using config::phase;
using http::status;
using clock = std::chrono::system_clock;

// What is wrong with the key that names a request. One that was used for another choice is known by the vote that the
// browser kept; of a client that does not send that it is another request.
std::optional<objection> wrong_with(const request_key& name, const browser_memory& memory,
                                    const actors::voter_key::tools& key, const std::string& whose,
                                    const config::poll& poll, const std::string& choice) {
  if (!name.valid()) return objection::key;
  const auto* kept = memory.votes().find(poll.id);
  if (kept == nullptr || kept->choice == choice) return std::nullopt;
  const auto named = name.names(key.secret, whose, poll.id, kept->choice);
  return kept->receipt == named ? std::optional(objection::key_reused) : std::nullopt;
}

// Whether a page's form was sent: of programs that vote hardly one says so. Today's browsers send Origin, old ones
// Referer.
bool from_page(const http::request& asked) {
  return !http::value(asked, http::field::origin).empty() || !http::value(asked, http::field::referer).empty();
}

// What names the vote by a code for that choice where the first one is final: it is the same vote however often it is
// sent, and whoever looks at a receipt can tell whose it is.
actors::uid first_by_code(const actors::voter_key::tools& key, const std::string& enrolled, const config::poll& poll,
                          const std::string& choice) {
  return actors::uid::derived(key.secret, enrolled, poll.id, "roll " + choice);
}

}  // namespace

vote_site::vote_site(std::shared_ptr<const vote_material> material, std::shared_ptr<actors::voter_key> key,
                     std::shared_ptr<const actors::vote_queue> queue)
    : poll_site(material->pages, embedded::vote_api),
      material_(std::move(material)),
      key_(std::move(key)),
      queue_(std::move(queue)) {
  const auto to = [this](auto how, auto... more) {
    return [this, how, more...](http_session& session, const subject& about) {
      exchange one{session, about.all, *about.poll, {*material_, about.reader, *key_}};
      (this->*how)(std::make_shared<const exchange>(std::move(one)), more...);
    };
  };
  for (const auto& page : voter_pages) {
    route(http::verb::get, page.pattern, to(&vote_site::show, page));
    if (page.votes) route(http::verb::post, page.pattern, to(&vote_site::vote));
  }
  route(http::verb::get, "/api/polls", to(&vote_site::describe_all));
  route(http::verb::get, "/api/polls/{id}", to(&vote_site::describe));
}

const actors::offer_ptr& vote_site::offer_of(const exchange& one) {
  if (std::exchange(offering_, one.all) != one.all) offers_.clear();
  auto& made = offers_[one.poll.id];
  if (!made) made = std::make_shared<const actors::published_offer>(actors::offer::of(one.poll));
  return made;
}

std::chrono::seconds vote_site::jitter() {
  constexpr int most = 5;
  return std::chrono::seconds{std::uniform_int_distribution{0, most}(dice_)};
}

void vote_site::show(const exchange_ptr& one, const voter_page& page) {
  const auto& who = one->who;
  const auto now = clock::now();
  const auto told = page.votes ? fresh_receipt::find(who.asked()) : std::nullopt;
  // A browser that keeps cookies keeps its votes, and needs no address of them.
  if (told && who.memory().voter() != nullptr)
    return one->session.respond(http::respond::see_other(http::own_path(who.asked(), path_of(*one->all, one->poll))));
  const auto unkept = told ? fresh_receipt::read(*told, one->poll.id, who.asked(), *key_, now) : std::nullopt;
  const auto make = [&] {
    return page.make(who, {.all = *one->all,
                           .poll = one->poll,
                           .unkept = unkept,
                           .told = told.value_or(""),
                           .now = now,
                           .jitter = jitter()});
  };
  const auto key = page.votes ? recent_pages::key_of(who, one->poll) : std::string{};
  const auto* recent = key.empty() ? nullptr : recent_.find(key, one->all, now);
  auto answer = recent != nullptr ? *recent : make();
  if (!key.empty() && recent == nullptr) recent_.keep(key, one->all, one->poll, answer, now);
  // The voter exists from the first look on, so that a form sent twice is one voter's.
  if (page.votes && key_->known() != nullptr && who.memory().voter() == nullptr) {
    who.keep(answer, http::voter_id::random());
  }
  one->session.respond(std::move(answer));
}

void vote_site::vote(const exchange_ptr& one) {
  const auto& asked = one->who.asked();
  const auto& poll = one->poll;
  const auto refuse = [&](objection why, const http::refusal* wrong = nullptr) { refuse_vote(*one, why, wrong); };
  if (!http::same_origin(asked)) {
    tell_of_origin(*one);
    return refuse(objection::cross_site);
  }
  const auto now = config::phase_of(poll, clock::now());
  if (now != phase::open) return refuse(now == phase::closed ? objection::closed : objection::scheduled);
  if (queue_->refuses(poll.id)) return refuse(objection::unqueued);
  const auto form = http::read_form(asked);
  if (!form) {
    const auto wrong = form.error();
    return refuse(objection::form, &wrong);
  }
  auto read = read_choice(*form, poll);
  if (!read) return refuse(read.error());
  const auto shared = std::make_shared<casting>(casting{*std::move(read), {}, {}, {}});
  auto& made = *shared;
  if (const auto pass = form->only("pass")) made.pass = *pass;
  if (poll.integrity == config::integrity::roll) {
    if (const auto wait = material_->guesses->wait(address_of(*one), pace::clock::now())) {
      return refuse_vote(*one, objection::guessing, nullptr, *wait);
    }
    const auto typed = form->only("code");
    if (!typed || typed->empty()) return refuse(objection::no_code);
    const auto code = actors::roll_code::parse(*typed);
    if (!code) return refuse(objection::wrong_code);
    made.code = code->to_string();
    made.enrolled = code->voter(poll.id);
  }
  if (poll.integrity == config::integrity::paced) {
    if (const auto wait = keep_waiting(*one, made.pass)) return refuse_vote(*one, objection::paced, nullptr, *wait);
  }

  // Only a browser that keeps its vote is told here; of any other the first vote counts all the same.
  const auto* earlier = poll.change ? nullptr : one->who.memory().votes().find(poll.id);
  const auto is_whose = [&] {  // where each voter has a code, the one before may have been somebody else's
    return made.enrolled.empty() ||
           earlier->receipt == first_by_code(*key_->known(), made.enrolled, poll, earlier->choice);
  };
  if (earlier != nullptr && !kept_choice(earlier->choice, poll).options.empty() && is_whose()) {
    if (earlier->choice != made.chosen.ids()) return refuse(objection::final);
    return accept(*one, made, earlier->receipt, *one->who.memory().voter());
  }
  cast(one, shared);
}

// Another site, most likely; but a proxy that keeps to itself what browsers asked looks the same, and refuses everyone.
void vote_site::tell_of_origin(const exchange& one) {
  constexpr std::chrono::minutes between{1};
  const auto& asked = one.who.asked();
  const auto origin = http::value(asked, http::field::origin);
  const auto slashes = origin.find("://");
  if (slashes == origin.npos || !http::parse_authority(origin.substr(slashes + 3))) return;
  const auto now = one.session.where().time().now();
  if (told_of_origin_ && now - *told_of_origin_ < between) return;
  told_of_origin_ = now;
  one.session.where().log().warn(
      "a vote of a page at {} was refused, since this service was asked as {}; if browsers find it there, say so in "
      "vote.public_url, or have the proxy pass Host on (told once a minute at most)",
      origin, http::host_of(asked));
}

// The one place that says whose address it is that limits are about.
const config::ip_address& vote_site::address_of(const exchange& one) { return one.who.asked().arrival.client; }

// Who has voted in this poll is known by the votes that the browser keeps, and may change theirs. The voter's cookie
// alone says nothing: every look at a page gives one away.
std::optional<std::chrono::seconds> vote_site::keep_waiting(const exchange& one, std::string_view pass) const {
  if (one.who.memory().votes().find(one.poll.id) != nullptr) return std::nullopt;
  if (material_->passes && material_->passes->holds(pass, one.poll.id, clock::now())) return std::nullopt;
  return material_->newcomers->take(address_of(one), pace::clock::now());
}

void vote_site::refuse_vote(const exchange& one, objection why, const http::refusal* wrong,
                            std::chrono::seconds retry_after) {
  material_->metrics.refuse(why);
  const auto& texts = one.who.texts();
  pages::page_context page;
  page.set("back", path_of(*one.all, one.poll));
  page.set("recorded", "false");
  page.set("not_recorded", true);
  if (why == objection::scheduled) page.set("title", texts.text("vote.scheduled"));
  if (why == objection::closed) page.set("title", texts.text("vote.closed"));
  if (why == objection::no_code || why == objection::wrong_code) page.set("title", texts.text("error.title.code"));
  const boost::json::object members{
      {"recorded", false},
      {"reason", row_of(why).name},
      {"phase", config::to_string(config::phase_of(one.poll, clock::now()))},
  };
  const http::refusal said =
      wrong != nullptr
          ? *wrong
          : http::refusal{row_of(why).status,
                          texts.fill(row_of(why).text, {{"min", std::to_string(one.poll.min)},
                                                        {"max", std::to_string(one.poll.max)},
                                                        {"seconds", std::to_string(retry_after.count())}})};
  auto answer = pages().error(one.who.reader(), said, std::move(page), members);
  if (retry_after.count() > 0) answer.set(http::field::retry_after, std::to_string(retry_after.count()));
  one.session.respond(std::move(answer));
}

std::string vote_site::trace_of(const exchange& one) {
  auto trace = one.who.asked().arrival.trace;
  if (trace.id.empty()) return {};
  trace.sampled = trace.sampled && sampling_.take(one.session.where().time().now());
  return trace.to_string();
}

void vote_site::cast(const exchange_ptr& one, const casting_ptr& shared) {
  const auto& made = *shared;
  const auto* key = key_->known();
  if (!ingest_ || key == nullptr) return fail(*one, made, actors::make_error(failure::unavailable));
  const auto& memory = one->who.memory();
  const auto ids = made.chosen.ids();
  const auto name = request_key::of(one->who.asked());
  // Whoever sends no cookie is someone new, whatever the key. The vote is the same for all that: it counts once. Where
  // each voter has a code, it alone says who votes.
  const auto* known = memory.voter();
  const auto voter = known != nullptr ? *known : http::voter_id::random();
  const auto whose = !made.enrolled.empty() ? made.enrolled : known != nullptr ? known->to_string() : std::string{};
  if (name) {
    if (const auto why = wrong_with(*name, memory, *key, whose, one->poll, ids)) return refuse_vote(*one, *why);
  }
  const bool once = !made.enrolled.empty() && !one->poll.change;
  const auto id = once   ? first_by_code(*key, made.enrolled, one->poll, ids)
                  : name ? name->names(key->secret, whose, one->poll.id, ids)
                         : actors::uid::make();
  actors::ballot ballot{id, one->poll.id, made.enrolled.empty() ? voter.to_string() : made.enrolled, ids};
  ballot.trace = trace_of(*one);
  one->session.request(ingest_, caf::infinite, std::move(ballot), offer_of(*one))
      .then([this, one, shared, voter](const actors::uid& receipt) { accept(*one, *shared, receipt, voter); },
            [this, one, shared](const caf::error& why) { fail(*one, *shared, why); });
}

void vote_site::accept(const exchange& one, const casting& made, const actors::uid& receipt,
                       const http::voter_id& voter) {
  const auto& chosen = made.chosen;
  material_->metrics.recorded->Increment();
  const auto& who = one.who;
  const auto now = clock::now();
  const bool keeps = who.memory().voter() != nullptr;
  const bool json = http::prefers_json(who.asked());
  auto page = http::own_path(who.asked(), path_of(*one.all, one.poll));
  // Whoever has looked at the page has a voter's cookie, or keeps none: then the address of the page tells of the vote.
  // Programs, which have not looked, are sent where they always were.
  if (!keeps && (json || from_page(who.asked()))) {
    page.append("?").append(fresh_receipt::name).append("=");
    page += fresh_receipt::issue(receipt, one.poll.id, who.asked(), *key_, now);
  }
  auto answer =
      json ? http::respond::json(status::created, to_json(one.poll, chosen, receipt, who.reader().language_of(one.poll),
                                                          who.links(), keeps, page))
           : http::respond::see_other(page);
  auto votes = who.memory().votes();
  votes.keep({one.poll.id, chosen.ids(), receipt}, *one.all);
  who.keep(answer, voter, votes, now);
  one.session.respond(std::move(answer));
}

void vote_site::fail(const exchange& one, const casting& made, const caf::error& why) {
  if (actors::failure_of(why) == failure::unentitled) {
    material_->guesses->take(address_of(one), pace::clock::now());
    return refuse_vote(one, objection::wrong_code);
  }
  const bool unsure = actors::failure_of(why) == failure::unconfirmed;
  (unsure ? material_->metrics.unconfirmed : material_->metrics.unavailable)->Increment();
  const auto path = path_of(*one.all, one.poll);
  pages::page_context votes{kainjow::mustache::data::type::list};
  for (const auto* option : made.chosen.options) votes.push_back(pages::page_context{"id", option->id});
  pages::page_context page;
  page.set("back", path);
  page.set("recorded", unsure ? "null" : "false");
  page.set("not_recorded", !unsure);
  page.set("action", path);
  page.set("votes", votes);
  if (!made.code.empty()) page.set("code", made.code);
  if (!made.pass.empty()) page.set("pass", made.pass);
  boost::json::object members{{"recorded", false}};
  if (unsure) members["recorded"] = nullptr;
  one.session.respond(pages().unavailable(one.who.reader(), unsure ? "vote.unknown" : "error.unavailable",
                                          std::move(page), std::move(members)));
}

void vote_site::describe(const exchange_ptr& one) {
  one->session.respond(http::respond::json(
      status::ok, to_json(one->poll, one->who.reader().language_of(one->poll), one->who.links(), clock::now())));
}

void vote_site::describe_all(const exchange_ptr& one) {
  const auto now = clock::now();
  boost::json::array polls;
  for (const auto& poll : *one->all) {
    if (shows(poll) && poll.listed)
      polls.push_back(to_json(poll, one->who.reader().language_of(poll), one->who.links(), now));
  }
  one->session.respond(http::respond::json(status::ok, boost::json::object{{"polls", std::move(polls)}}));
}

}  // namespace scrutin::vote
