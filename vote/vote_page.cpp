#include "vote/vote_pages.hpp"

#include <algorithm>

#include "actors/ballots/roll.hpp"
#include "http/router.hpp"
#include "pages/moment_text.hpp"
#include "pages/option_look.hpp"
#include "pages/page.hpp"
#include "pages/poll_text.hpp"
#include "vote/choice.hpp"
#include "vote/fresh_receipt.hpp"
#include "vote/option_colours.hpp"

namespace scrutin::vote {

namespace {

using config::phase;
using config::publication;
using std::chrono::ceil;
using std::chrono::milliseconds;
using std::chrono::seconds;
using moment_of_clock = std::chrono::system_clock::time_point;

// A page without scripts asks again when the poll opens or closes, and once a day before: timers have an end.
std::string reload_in(config::moment change, moment_of_clock now, seconds jitter) {
  constexpr seconds longest{86400};
  return std::to_string(std::min(ceil<seconds>(change - now) + seconds{1} + jitter, longest).count());
}

std::string milliseconds_of(moment_of_clock when) {
  return std::to_string(std::chrono::floor<milliseconds>(when.time_since_epoch()).count());
}

void set_moment(pages::page_context& context, const std::string& name, const std::optional<config::moment>& when,
                const pages::catalogue& texts) {
  if (!when) return;
  context.set(name, pages::moment_text(texts, *when));
  context.set(name + "_iso", config::to_string(*when));
  context.set(name + "_ms", milliseconds_of(*when));
}

std::string how_many(const config::poll& poll, const pages::catalogue& texts) {
  const auto* key = poll.max == 1          ? "vote.pick_one"
                    : poll.min == poll.max ? "vote.pick_exactly"
                    : poll.min == 1        ? "vote.pick_up_to"
                                           : "vote.pick_between";
  return texts.fill(key, {{"min", std::to_string(poll.min)}, {"max", std::to_string(poll.max)}});
}

pages::page_context rows_of(const config::poll& poll, const choice& chosen, std::string_view language,
                            const pages::catalogue& texts) {
  constexpr std::size_t own_colours = 6;  // base.css has --c1 to --c6
  pages::page_context rows{kainjow::mustache::data::type::list};
  for (std::size_t i = 0; i < poll.options.size(); ++i) {
    const auto& option = poll.options[i];
    if (option.retired && !chosen.holds(option)) continue;
    pages::page_context row;
    row.set("id", option.id);
    pages::set_text(row, "label", option.label, language, texts.language());
    row.set("classes", option.colour.empty() ? "c" + std::to_string(i % own_colours + 1) : "o" + std::to_string(i + 1));
    pages::set_look(row, option);
    row.set("chosen", chosen.holds(option));
    rows.push_back(row);
  }
  return rows;
}

// The message above the options, as it is and as the script puts it there when nothing is under way.
void set_message(pages::page_context& context, const config::poll& poll, phase now, const std::string& chosen,
                 bool unkept, const pages::catalogue& texts) {
  const bool one_more = unkept && poll.integrity != config::integrity::roll;  // what the next vote would be
  const auto many = how_many(poll, texts);
  const std::string idle_strong = poll.change ? "" : texts.text("vote.first_is_final");
  const auto idle = poll.change ? many + ' ' + texts.text("vote.may_change") : many;
  const auto& after = texts.text(one_more ? "vote.no_cookies" : poll.change ? "vote.changeable" : "vote.settled");
  context.set("idle_strong", idle_strong);
  context.set("idle", idle);
  context.set("after", after);
  const auto say = [&](const char* state, const std::string& strong, const std::string& rest) {
    context.set("state", state);
    if (!strong.empty()) context.set("strong", strong);
    context.set("rest", rest);
  };
  if (unkept) {
    say("recorded", texts.text("vote.recorded_unkept"), after);
  } else if (!chosen.empty()) {
    say("recorded", texts.fill("vote.recorded", {{"chosen_label", chosen}}),
        now == phase::closed ? texts.text("vote.closed") : after);
  } else if (now == phase::closed) {
    say("closed", texts.text("vote.closed"), texts.text("vote.over"));
  } else if (now == phase::scheduled) {
    say("scheduled", texts.text("vote.scheduled"), "");
  } else {
    say("idle", idle_strong, idle);
  }
}

void set_links(pages::page_context& context, const result_link& links, const poll_view& view, phase now,
               const actors::uid* receipt, const pages::catalogue& texts) {
  if (const auto url = links.results(view.poll, receipt)) {
    const auto when = view.poll.results;
    context.set("result_url", *url);
    context.set("when", std::string(config::to_string(when)));
    if (when == publication::after_vote) context.set("when_text", texts.text("vote.results_after_vote"));
    if (when == publication::after_close) context.set("when_text", texts.text("vote.results_after_close"));
    context.set("results_shown", when == publication::live || now == phase::closed ||
                                     (when == publication::after_vote && receipt != nullptr));
  }
  if (receipt != nullptr) context.set("receipt", receipt->to_string());
  if (const auto url = links.receipt(receipt != nullptr ? *receipt : actors::uid{})) context.set("receipt_url", *url);
}

// The code in the address, as the sheet's QR codes have it there. What is none is not shown.
std::optional<std::string> code_of(const http::request& asked) {
  const auto value = http::query_value(http::target(asked), "code");
  const auto code = value ? actors::roll_code::parse(*value) : std::nullopt;
  return code ? std::optional(code->to_string()) : std::nullopt;
}

// The pass in the address, as the projector's QR code has it there, where it holds.
std::optional<std::string> pass_of(const visitor& who, const config::poll& poll, moment_of_clock now) {
  const auto& passes = who.material().passes;
  if (poll.integrity != config::integrity::paced || !passes) return std::nullopt;
  auto value = http::query_value(http::target(who.asked()), "pass");
  return value && passes->holds(*value, poll.id, now) ? value : std::nullopt;
}

}  // namespace

std::string path_of(const config::poll_list& polls, const config::poll& poll) {
  return &poll == &polls.front() ? "/" : "/polls/" + poll.id;
}

http::response vote_page(const visitor& who, const poll_view& view) {
  const auto& texts = who.texts();
  const auto& poll = view.poll;
  const auto language = who.reader().language_of(poll);
  const auto* kept = who.memory().votes().find(poll.id);
  const auto chosen = kept == nullptr ? choice{} : kept_choice(kept->choice, poll);
  const bool unkept = view.unkept.has_value();
  const bool voted = unkept || !chosen.options.empty();
  const auto now = config::phase_of(poll, view.now);
  const auto limits = [&](const char* key) {
    return texts.fill(key, {{"min", std::to_string(poll.min)}, {"max", std::to_string(poll.max)}});
  };

  pages::page_context context;
  pages::set_text(context, "question", poll.question, language, texts.language());
  context.set("action", path_of(view.all, poll));
  context.set("phase", std::string(config::to_string(now)));
  context.set("scheduled", now == phase::scheduled);
  context.set("open", now == phase::open);
  context.set("closed", now == phase::closed);
  context.set("now", milliseconds_of(view.now));
  set_moment(context, "opens", poll.opens, texts);
  set_moment(context, "closes", poll.closes, texts);
  if (const auto change = config::next_change(poll, view.now))
    context.set("reload", reload_in(*change, view.now, view.jitter));
  context.set("min", std::to_string(poll.min));
  context.set("max", std::to_string(poll.max));
  context.set("multiple", poll.max > 1);
  context.set("too_few", limits("vote.too_few"));
  context.set("too_many", limits("vote.too_many"));
  context.set("final", !poll.change);
  const bool roll = poll.integrity == config::integrity::roll;
  context.set("form", roll || (!unkept && (poll.change || !voted)));
  context.set("unkept", unkept && !roll);
  context.set("integrity", texts.text("vote.integrity_" + std::string(config::to_string(poll.integrity))));
  context.set("roll", roll);
  if (unkept) context.set("keep", std::string(fresh_receipt::name) + "=" + view.told);
  if (const auto code = roll ? code_of(who.asked()) : std::nullopt) {
    context.set("code", *code);
    if (!unkept) context.set("keep", "code=" + *code);
  }
  if (const auto pass = pass_of(who, poll, view.now)) {
    context.set("pass", *pass);
    if (!unkept) context.set("keep", "pass=" + *pass);
  }
  context.set("few", poll.options.size() <= 4);
  context.set("sample", poll.id == "default");  // what tests of the original sample's page look for
  context.set("recorded", voted);
  context.set("options", rows_of(poll, chosen, language, texts));
  set_message(context, poll, now, chosen.labels(language), unkept, texts);
  set_links(context, who.links(), view, now, unkept ? &*view.unkept : voted ? &kept->receipt : nullptr, texts);
  context.set("host", who.material().host);
  if (config::listed_in(view.all) > 1) context.set("polls_url", "/polls");
  const auto colours = option_colours(poll);
  if (!colours.empty()) context.set("colours", colours);
  auto page = who.material().pages.page(who.reader(), http::status::ok, "vote", std::move(context));
  if (!colours.empty()) page.set("Content-Security-Policy", policy_with(colours));
  return page;
}

http::response polls_page(const visitor& who, const poll_view& view) {
  const auto& texts = who.texts();
  const auto& kept = who.memory().votes();
  pages::page_context rows{kainjow::mustache::data::type::list};
  std::optional<config::moment> next;
  for (const auto& poll : view.all) {
    if (poll.retired || !poll.listed) continue;
    const auto is = config::phase_of(poll, view.now);
    const auto change = config::next_change(poll, view.now);
    if (change && (!next || *change < *next)) next = change;
    const auto* vote = kept.find(poll.id);
    const auto chosen = vote == nullptr ? choice{} : kept_choice(vote->choice, poll);
    pages::page_context row;
    row.set("url", "/polls/" + poll.id);
    const auto language = who.reader().language_of(poll);
    pages::set_text(row, "question", poll.question, language, texts.language());
    row.set("phase", std::string(config::to_string(is)));
    row.set("phase_text", texts.text("polls." + std::string(config::to_string(is))));
    if (change) {
      row.set("change", texts.text(is == phase::scheduled ? "polls.opens" : "polls.closes"));
      row.set("moment", pages::moment_text(texts, *change));
      row.set("moment_iso", config::to_string(*change));
    }
    if (!chosen.options.empty()) row.set("mine", texts.fill("polls.mine", {{"chosen_label", chosen.labels(language)}}));
    rows.push_back(row);
  }
  pages::page_context context;
  context.set("polls", rows);
  if (next) context.set("reload", reload_in(*next, view.now, view.jitter));
  context.set("host", who.material().host);
  return who.material().pages.page(who.reader(), http::status::ok, "polls", std::move(context));
}

}  // namespace scrutin::vote
