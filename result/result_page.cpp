#include "result/tally_pages.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "actors/qr/qr_code.hpp"
#include "http/percent.hpp"
#include "http/respond.hpp"
#include "http/router.hpp"
#include "http/site_address.hpp"
#include "pages/option_look.hpp"
#include "pages/poll_text.hpp"
#include "result/faint_colours.hpp"
#include "result/timeline_drawing.hpp"

namespace scrutin::result {

namespace {

using std::chrono::system_clock;
namespace mustache = kainjow::mustache;

std::uint64_t natural(std::int64_t n) { return static_cast<std::uint64_t>(std::max<std::int64_t>(n, 0)); }

std::string two_digits(std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); }

// The time until then: "4:32", "1:04:32", and days where there are two or more.
std::string remaining(const pages::catalogue& texts, system_clock::duration left) {
  constexpr std::int64_t minute = 60;
  constexpr std::int64_t hour = 60 * minute;
  constexpr std::int64_t day = 24 * hour;
  const auto seconds = std::max<std::int64_t>(std::chrono::ceil<std::chrono::seconds>(left).count(), 0);
  if (seconds >= 2 * day) return texts.count("result.days", natural(seconds / day));
  const auto hours = seconds >= hour ? std::to_string(seconds / hour) + ":" : "";
  const auto minutes = seconds % hour / minute;
  return hours + (hours.empty() ? std::to_string(minutes) : two_digits(minutes)) + ":" + two_digits(seconds % minute);
}

std::string phase_text(const pages::catalogue& texts, const visit& visit) {
  const auto& poll = visit.view.poll();
  switch (visit.view.phase()) {
    case config::phase::scheduled:
      return texts.fill("result.phase.scheduled", {{"time", remaining(texts, *poll.opens - visit.now)}});
    case config::phase::open:
      if (!poll.closes) return texts.text("result.phase.open");
      return texts.fill("result.phase.closing", {{"time", remaining(texts, *poll.closes - visit.now)}});
    case config::phase::closed:
      break;
  }
  return texts.text("result.phase.closed");
}

std::string step_text(const pages::catalogue& texts, std::int64_t step) {
  if (step % 3600 == 0) return texts.count("result.hours", natural(step / 3600));
  if (step % 60 == 0) return texts.count("result.minutes", natural(step / 60));
  return texts.count("result.seconds", natural(step));
}

config::moment moment_of(std::int64_t seconds) { return config::moment{std::chrono::seconds{seconds}}; }

// What nobody's browser has told in its own time zone: "14:05:09 UTC", with the day where `dated`.
std::string in_utc(std::int64_t seconds, bool dated) {
  const auto written = config::to_string(moment_of(seconds));  // 2026-06-01T14:05:09Z
  return (dated ? written.substr(0, 10) + " " + written.substr(11, 5) : written.substr(11, 8)) + " UTC";
}

void add_timeline(pages::page_context& context, const pages::catalogue& texts, const actors::timeline& votes) {
  if (votes.points.empty()) return;
  const auto drawn = draw(votes);
  const bool dated = drawn.to - drawn.from >= 24 * 3600;
  constexpr std::size_t rows = 12;
  mustache::data times{mustache::data::type::list};
  for (const auto& [at, n] : summed(votes, rows)) {
    pages::page_context row;
    row.set("at", config::to_string(moment_of(at)));
    row.set("text", in_utc(at, dated));
    row.set("n", texts.number(natural(n)));
    times.push_back(row);
  }
  context.set("timeline", true);
  context.set("line", drawn.line);
  context.set("area", drawn.area);
  context.set("most", texts.number(natural(drawn.most.second)));
  context.set("pace",
              texts.fill("result.timeline.summary", {{"most", texts.count("result.option", natural(drawn.most.second))},
                                                     {"step", step_text(texts, votes.step)},
                                                     {"time", in_utc(drawn.most.first, dated)}}));
  context.set("from", config::to_string(moment_of(drawn.from)));
  context.set("from_text", in_utc(drawn.from, dated));
  context.set("to", config::to_string(moment_of(drawn.to)));
  context.set("to_text", in_utc(drawn.to, dated));
  context.set("times", times);
}

// All of them where they are counted, in the order of the counts. Retired ones are there because someone voted for
// them, which is not public where the figures are not.
std::vector<const config::option*> shown_options(const actors::tally_view& view) {
  std::vector<const config::option*> shown;
  for (const auto& option : view.poll().options) {
    if (view.counted() != nullptr || !option.retired) shown.push_back(&option);
  }
  return shown;
}

mustache::data option_rows(const visit& visit, const pages::catalogue& texts, std::string_view language) {
  const auto* counted = visit.view.counted();
  std::int64_t most = 0;
  bool leads = false;
  if (counted != nullptr) {
    most = std::ranges::max(counted->options, {}, &actors::option_tally::votes).votes;
    leads = std::ranges::count(counted->options, most, &actors::option_tally::votes) == 1;
  }
  mustache::data rows{mustache::data::type::list};
  const auto shown = shown_options(visit.view);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& option = *shown[i];
    pages::page_context row;
    row.set("id", option.id);
    pages::set_text(row, "label", option.label, language, texts.language());
    row.set("retired", option.retired);
    pages::set_look(row, option);
    if (!option.colour.empty()) row.set("faint", std::string(faint_classes(option.colour)));
    row.set("share", "0");
    if (counted != nullptr) {
      const auto& tally = counted->options[i];
      const auto share = actors::to_percent(tally.share);
      row.set("share", share);
      row.set("percent", texts.percent(share));
      row.set("votes", texts.count("result.option", natural(tally.votes)));
      row.set("leading", leads && tally.votes == most);
    }
    rows.push_back(row);
  }
  return rows;
}

std::ptrdiff_t letters(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
}

// Type is as large as the longest label allows, with what stands beside it.
std::string_view length_class(const std::vector<const config::option*>& options, std::string_view language) {
  constexpr std::ptrdiff_t one_line = 15;
  constexpr std::ptrdiff_t one_line_of_smaller_type = 22;
  constexpr std::ptrdiff_t mark = 8;
  std::ptrdiff_t longest = 0;
  for (const auto* option : options) {
    const std::ptrdiff_t beside = (option->emoji.empty() ? 0 : 2) + (option->retired ? mark : 0);
    longest = std::max(longest, letters(option->label.in(language)) + beside);
  }
  if (longest > one_line_of_smaller_type) return "lengthiest";
  return longest > one_line ? "lengthy" : "";
}

// And of the question.
std::string_view question_class(std::string_view question) {
  constexpr std::ptrdiff_t one_line = 45;
  constexpr std::ptrdiff_t three_lines = 110;
  if (letters(question) > three_lines) return "longest";
  return letters(question) > one_line ? "long" : "";
}

std::string vote_address(const visit& visit) {
  const auto site = http::site_address(visit.vote_url, visit.reader.asked());
  return site.empty() ? "" : site + "/polls/" + visit.view.poll().id;
}

// The word by which this page shows passes, where it came with the address; else nothing.
std::string hall_of(const visit& visit) {
  if (visit.passes == nullptr) return {};
  const auto word = http::query_value(http::target(visit.reader.asked()), "hall");
  return word && visit.passes->opens_hall(*word) ? *word : std::string{};
}

// What all three pages show. `address` is where one votes, or empty.
pages::page_context context_of(const visit& visit, const std::string& address) {
  const auto& texts = visit.reader.texts();
  const auto& poll = visit.view.poll();
  const auto language = visit.reader.language_of(poll);
  const auto* counted = visit.view.counted();

  pages::page_context context;
  context.set("poll", poll.id);
  pages::set_text(context, "question", poll.question, language, texts.language());
  std::string query = "poll=" + poll.id;
  if (!visit.receipt.empty()) {
    const auto keep = "receipt=" + http::percent_encode(visit.receipt);
    context.set("keep", keep);
    query += "&" + keep;
  }
  context.set("query", query);
  context.set("stale", !visit.view.live());
  context.set("phase", std::string(config::to_string(visit.view.phase())));
  context.set("now", config::to_string(std::chrono::floor<std::chrono::milliseconds>(visit.now)));
  context.set("opens", poll.opens ? config::to_string(*poll.opens) : "");
  context.set("closes", poll.closes ? config::to_string(*poll.closes) : "");
  context.set("phase_text", phase_text(texts, visit));
  // Whoever reads it is about to watch: nobody is never right.
  const auto viewers = natural(visit.view.viewers());
  context.set("viewers", viewers == 0 ? "" : texts.count("result.viewers", viewers));
  context.set("multiple", poll.max > 1);

  context.set("options", option_rows(visit, texts, language));
  constexpr std::size_t one_column = 10;
  constexpr std::size_t two_columns = 30;
  constexpr std::size_t most_rows = 40;  // that projector.css knows
  const auto options = shown_options(visit.view);
  const auto count = options.size();
  context.set("duel", count == 2);
  const std::size_t columns = count <= one_column ? 1 : count <= two_columns ? 2 : 4;
  context.set("halves", columns > 1);
  context.set("quarters", columns > 2);
  context.set("rows", std::to_string(std::min((count + columns - 1) / columns, most_rows)));
  context.set("painted", std::ranges::any_of(options, [](const auto* option) { return !option->colour.empty(); }));
  if (const auto name = length_class(options, language); !name.empty()) context.set("lengthy", std::string(name));
  context.set("shown", counted != nullptr);
  context.set("empty", counted == nullptr || counted->total == 0);
  if (counted != nullptr) {
    context.set("total", texts.count("result.votes", natural(counted->total)));
    context.set("voters", texts.count("result.voters", natural(counted->voters)));
  } else {
    context.set("withheld", texts.text("result.withheld." + std::string(visit.view.reason())));
  }
  if (!address.empty()) context.set("vote_url", address);
  return context;
}

// What an owner of another site copies. The page's script writes in the address that its browser knows: behind a proxy
// that says nothing the server cannot.
std::string snippet(const visit& visit) {
  const auto& texts = visit.reader.texts();
  const auto& poll = visit.view.poll();
  const auto title = texts.fill("result.embed.frame", {{"question", poll.question.in(visit.reader.language_of(poll))}});
  constexpr std::size_t around = 150;
  constexpr std::size_t row = 56;
  const auto& asked = visit.reader.asked();
  const auto here = http::own_address(asked);
  // By the scheme of the page that it stands in, unless it is known to be HTTPS.
  const auto address = asked.arrival.secure ? here : here.substr(std::min(here.find("//"), here.size()));
  return "<iframe src=\"" + address + "/polls/" + poll.id + "/embed\" title=\"" + mustache::html_escape(title) +
         "\" width=\"100%\" height=\"" + std::to_string(around + row * shown_options(visit.view).size()) +
         "\" loading=\"lazy\"></iframe>";
}

// Round and round; a poll that is over because the settings forgot it, or that lists leave out, is not on the way.
void add_neighbours(pages::page_context& context, const visit& visit, const std::string& hall) {
  const auto& here = visit.view.poll();
  std::vector<const config::poll*> round;
  for (const auto& poll : visit.view.polls()) {
    if ((!poll.retired && poll.listed) || poll.id == here.id) round.push_back(&poll);
  }
  if (round.size() < 2) return;
  const auto at = static_cast<std::size_t>(std::ranges::find(round, here.id, &config::poll::id) - round.begin());
  const auto screen = [&](std::size_t index) {
    return "/polls/" + round[index % round.size()]->id + "/screen" + (hall.empty() ? "" : "?hall=" + hall);
  };
  context.set("next", screen(at + 1));
  context.set("previous", screen(at + round.size() - 1));
}

}  // namespace

http::response result_page(const visit& visit) {
  auto context = context_of(visit, vote_address(visit));
  const auto& texts = visit.reader.texts();
  if (visit.view.counted() != nullptr) add_timeline(context, texts, visit.view.counted()->over_time);
  context.set("snippet", snippet(visit));
  if (config::listed_in(visit.view.polls()) > 1) context.set("polls_url", "/polls");
  return visit.pages.page(visit.reader, http::status::ok, "result", std::move(context));
}

http::response projector_page(const visit& visit) {
  const auto address = vote_address(visit);
  auto context = context_of(visit, address);
  const auto hall = hall_of(visit);
  const auto& texts = visit.reader.texts();
  const auto& poll = visit.view.poll();
  if (const auto wordy = question_class(poll.question.in(visit.reader.language_of(poll))); !wordy.empty()) {
    context.set("wordy", std::string(wordy));
  }
  if (!address.empty()) {
    const auto brief = http::without_scheme(address);
    const auto slash = std::min(brief.find('/'), brief.size());
    context.set("short_host", std::string(brief.substr(0, slash)));
    context.set("short_path", std::string(brief.substr(slash)));
    const bool passes = !hall.empty() && visit.view.poll().integrity == config::integrity::paced;
    if (passes) context.set("renew", std::to_string(std::chrono::milliseconds{actors::pass_book::step}.count() / 2));
    const auto code = actors::qr_code::of(
        passes ? address + "?pass=" + visit.passes->issue(visit.view.poll().id, visit.now) : address);
    if (code) {
      constexpr int quiet = 4;
      context.set("qr", code->path(quiet));
      context.set("qr_size", std::to_string(code->size() + 2 * quiet));
    } else {
      context.set("no_qr", texts.text("result.qr.failed"));
    }
  }
  add_neighbours(context, visit, hall);
  return visit.pages.page(visit.reader, http::status::ok, "projector", std::move(context));
}

// The only page of ours that may stand in another's: it can be read, and nothing can be done in it.
http::response embed_page(const visit& visit) {
  auto answer = visit.pages.page(visit.reader, http::status::ok, "embed", context_of(visit, vote_address(visit)));
  answer.set("Content-Security-Policy", http::respond::policy_with("frame-ancestors", "*"));
  return answer;
}

}  // namespace scrutin::result
