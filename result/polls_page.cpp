#include "result/polls_page.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "pages/moment_text.hpp"
#include "pages/poll_text.hpp"

namespace scrutin::result {

namespace {

// Seconds, so that all who look at the page do not ask in the same one.
std::string reload_after(std::chrono::system_clock::duration pause) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  constexpr int widest = 5;
  const auto spread = std::uniform_int_distribution{1, widest}(random);
  constexpr std::chrono::seconds longest{86400};  // timers have an end
  return std::to_string(std::min(std::chrono::ceil<std::chrono::seconds>(pause), longest).count() + spread);
}

}  // namespace

http::response polls_page(const pages::page_set& pages, const pages::reader& who,
                          const actors::tally_snapshot& snapshot, std::chrono::system_clock::time_point now) {
  const auto& texts = who.texts();
  pages::page_context rows{kainjow::mustache::data::type::list};
  std::optional<config::moment> next;
  for (const auto& poll : *snapshot.polls()) {
    if (!poll.listed) continue;
    const auto is = snapshot.find(poll.id)->phase();
    const auto phase = std::string(config::to_string(is));
    pages::page_context row;
    row.set("url", "/polls/" + poll.id);
    pages::set_text(row, "question", poll.question, who.language_of(poll), texts.language());
    row.set("phase", phase);
    row.set("phase_text", texts.text("polls." + phase));
    if (const auto change = config::next_change(poll, now)) {
      next = next ? std::min(*next, *change) : *change;
      row.set("change", texts.text(is == config::phase::scheduled ? "polls.opens" : "polls.closes"));
      row.set("moment", pages::moment_text(texts, *change));
      row.set("moment_iso", config::to_string(*change));
    }
    rows.push_back(row);
  }
  pages::page_context context;
  context.set("polls", rows);
  if (next) context.set("reload", reload_after(*next - now));
  return pages.page(who, http::status::ok, "polls", std::move(context));
}

}  // namespace scrutin::result
